"""Calendar study schedules: painted over what was seen, checked by the curriculum, shown when published (R38, R3)."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from accounts.audit import Trace
from accounts.enums import Role
from curriculum.enums import WeekKind
from curriculum.errors import NotAllowed
from curriculum.models import CalendarDay, StudyCalendar
from curriculum.queries.calendar_dates import study_days, theory_terms
from curriculum.queries.study_calendars import differences, read_lines, year_weeks
from curriculum.services.study_calendars import CalendarRefused, Painted, publish_calendars, save_calendars
from tests.curriculum.year_of_study import Study, make_study
from tests.factories import NOW, AppointmentFactory, MembershipFactory, StudyGroupFactory

pytestmark = pytest.mark.django_db
FITTING = "T" * 17 + "VV" + "T" * 19 + "UUU" + "GF" + "V" * 9


@pytest.fixture
def study() -> Study:
    return make_study()


def paint(study: Study, weeks: str, seen: str = "", trace: Trace | None = None) -> Any:
    painted = [Painted(study.group.pk, weeks, seen)]
    (answer,) = save_calendars(year=study.year, painted=painted, trace=trace or study.trace)
    return answer


def test_weeks_are_counted_against_the_curriculum(study: Study) -> None:
    (line,) = read_lines(study.place, study.year)
    asked = {WeekKind.THEORY: 36, WeekKind.STUDY_PRACTICE: 3, WeekKind.FINAL: 2}
    assert {kind: many for kind, many in (line.planned or {}).items() if many} == asked
    paint(study, FITTING)
    (line,) = read_lines(study.place, study.year)
    assert differences(line) == {}
    paint(study, FITTING.replace("UUU", "UUT"), line.seen)
    (line,) = read_lines(study.place, study.year)
    assert differences(line) == {WeekKind.THEORY: 1, WeekKind.STUDY_PRACTICE: -1}


def test_an_older_painting_is_refused_and_nothing_lost(study: Study) -> None:
    paint(study, FITTING)
    mine = "T" * 52
    lost = paint(study, mine, seen="", trace=Trace(study.trace.actor, NOW + timedelta(minutes=1)))
    assert not lost.is_saved
    assert lost.row.changed_by == study.trace.actor
    assert StudyCalendar.objects.get().weeks == FITTING
    with pytest.raises(CalendarRefused):
        paint(study, "T" * 51 + "?")
    stranger = make_study()
    with pytest.raises(NotAllowed):
        paint(study, mine, trace=stranger.trace)
    with pytest.raises(CalendarRefused):
        save_calendars(year=study.year, painted=[Painted(stranger.group.pk, mine, "")], trace=study.trace)


def test_dates_leave_out_vacations_practices_and_days_off(study: Study) -> None:
    paint(study, FITTING)
    CalendarDay.objects.create(organization=study.place, date=date(2026, 9, 2), kind="off")
    days = study_days(study.group.pk, study.year, days_a_week=5)
    assert days[0] == date(2026, 9, 1)
    assert date(2026, 9, 2) not in days, "the organisation's own day off"
    assert date(2026, 11, 4) not in days, "a public holiday"
    assert not any(date(2026, 12, 28) <= day < date(2027, 1, 11) for day in days), "vacation"
    assert days[-1] < date(2027, 5, 24), "practice"
    assert not any(day.weekday() > 4 for day in days)
    first, second = theory_terms([study.group.pk], study.year)[study.group.pk]
    assert (first.starts, first.ends.month) == (date(2026, 9, 1), 12)
    assert second.starts == date(2027, 1, 11)
    assert any("4" in words for week in year_weeks(study.place, study.year) for words in week.off)


def test_a_family_sees_its_groups_published_schedule_alone(study: Study) -> None:
    member = study.group.memberships.first()
    other = MembershipFactory(group=StudyGroupFactory(organization=study.place, name="ИС-12", level=1))
    paint(study, FITTING)
    client = Client()
    client.force_login(member.student.user)
    own = reverse("diary:schedule", args=[member.student_id])
    assert client.get(own).context["schedule"] is None
    publish_calendars(year=study.year, groups=[study.group.pk], publish=True, trace=study.trace)
    spans = client.get(own).context["schedule"].spans
    assert [(span.kind.value, span.weeks) for span in spans][:4] == [("T", 17), ("V", 2), ("T", 19), ("U", 3)]
    assert client.get(reverse("diary:schedule", args=[other.student_id])).status_code == 404
    client.force_login(other.student.user)
    assert client.get(reverse("diary:schedule", args=[other.student_id])).context["schedule"] is None
    publish_calendars(year=study.year, groups=[study.group.pk], publish=False, trace=study.trace)
    assert not StudyCalendar.objects.exclude(published_at=None).exists()


def test_the_workbook_has_signs_that_are_no_formulas(study: Study) -> None:
    paint(study, FITTING)
    client = Client()
    client.force_login(AppointmentFactory(organization=study.place, role=Role.DIRECTOR).user)
    book = load_workbook(BytesIO(client.get(reverse("curriculum:calendars_workbook")).content))
    row = list(book.worksheets[0][4])
    assert row[0].value == "ИС-11"
    assert (row[1].value, row[18].value, row[18].data_type) == ("□", "=", "s")
    assert [row[place].value for place in (53, 54, 58, 59)] == [36, 3, 2, 11]


@pytest.mark.parametrize("many", [1, 3])
def test_queries_do_not_grow(study: Study, many: int, django_assert_num_queries: Any) -> None:
    for number in range(2, many + 1):
        study.bind(StudyGroupFactory(organization=study.place, name=f"ИС-1{number}", level=1))
    with django_assert_num_queries(5):
        assert len(read_lines(study.place, study.year)) == many
