"""The demo: of the right size, believable, signed in to, and the same every time."""

from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count, F, Max
from django.test import Client

from accounts.models import Organization, OutsideIdentity, User
from contingent.feeds.parsing import parse
from contingent.feeds.stand_in import people
from contingent.models import Membership, Representative, Student, StudyGroup
from curriculum.models import Course
from journal.demo.calendar import COLLEGE_TERMS, clipped, days_of_lessons
from journal.demo.load import load_demo
from journal.demo.logins import LOGINS, PASSWORD
from journal.demo.names import feminine, patronymic
from journal.demo.region import load_region
from journal.models import Attendance, LessonRecord, Mark, Work
from schedule.models import Lesson

TODAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: Any) -> Any:
    """Load once for the tests of this module, which only read; leave nothing behind."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        load_demo(today=TODAY)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def loaded(demo: None, django_db_blocker: Any) -> Any:
    with django_db_blocker.unblock():
        yield


pytestmark = pytest.mark.slow


def test_size(loaded: None) -> None:
    college = Organization.objects.get(kind="college")
    assert 950 <= Student.objects.filter(organization=college).count() <= 1100
    assert StudyGroup.objects.filter(organization=college, kind="home").count() == 45
    assert 660 <= Course.objects.filter(organization=college).count() <= 740
    assert college.employees.filter(position__startswith="Преподаватель").count() == 60
    assert Mark.objects.filter(work__course__organization=college).count() > 95_000
    school = Organization.objects.get(kind="school")
    assert set(school.study_groups.filter(kind="home").values_list("level", flat=True)) == set(range(1, 12))


def test_every_fact_has_its_history_and_some_marks_two(loaded: None) -> None:
    for model in (Mark, Attendance, Work, LessonRecord, Membership):
        history = model.history  # type: ignore[attr-defined]
        assert set(model.objects.values_list("pk", flat=True)) == set(history.values_list("id", flat=True))
    assert Mark.history.filter(history_type="~").count() > 500
    assert not Mark.history.exclude(history_user=F("author")).exists()


def test_nothing_is_known_of_today_or_later(loaded: None) -> None:
    assert Lesson.objects.filter(date=TODAY, status="planned").exists()
    assert Mark.objects.aggregate(last=Max("updated_at"))["last"].date() < TODAY
    assert not Attendance.objects.filter(lesson__date__gte=TODAY).exists()
    assert not LessonRecord.objects.filter(lesson__date__gte=TODAY).exists()


def test_marks_only_where_the_student_was_a_member_and_present(loaded: None) -> None:
    absent = Attendance.objects.filter(
        kind__in=("absent", "ill"), lesson__works__marks__student=F("student"),
        lesson__works__is_implicit=True,
    )  # fmt: skip
    assert not absent.exists()
    inside = Mark.objects.filter(
        student__memberships__group=F("work__course__study_group"),
        student__memberships__starts__lte=F("work__date"),
    )
    assert inside.values("pk").distinct().count() == Mark.objects.count()


def test_the_people_one_signs_in_as(loaded: None) -> None:
    people = {user.username: user for user in User.objects.filter(username__in=[r.login for r in LOGINS])}
    assert len(people) == len(LOGINS)
    assert all(user.check_password(PASSWORD) for user in list(people.values())[:2])
    children = Representative.objects.filter(user=people["parent"])
    assert children.count() == 3
    assert children.values("student__organization").distinct().count() == 2
    own = people["curator"]
    assert own.employments.exists()
    assert own.representations.exists()
    today = Lesson.objects.filter(teacher__user=people["teacher"], date=TODAY)
    assert today.exists()
    page = Course.objects.get(study_group__name="ИС-21", subject__code="МДК.01.01")
    assert page.study_group.memberships.count() >= 28
    assert page.lessons.count() >= 60


def test_names_that_break_software(loaded: None) -> None:
    students = User.objects.filter(studies__isnull=False)
    assert students.filter(last_name__contains="ё").exists()
    assert students.filter(last_name__contains="-").exists()
    assert students.filter(patronymic="").count() > 5
    assert (
        students.values("last_name", "first_name", "patronymic", "studies__memberships__group")
        .filter(studies__memberships__group_kind="home")
        .annotate(n=Count("pk", distinct=True))
        .filter(n__gt=1)
        .exists()
    )


def test_students_come_leave_and_move(loaded: None) -> None:
    home = Membership.objects.filter(group_kind="home")
    assert Student.objects.filter(ends__isnull=False).exists()
    assert home.filter(starts__gt=date(2026, 9, 1)).exists()
    moved = Student.objects.annotate(n=Count("memberships__group", distinct=True))
    assert moved.filter(memberships__in=home.filter(ends__isnull=False), ends=None, n__gt=1).exists()


def test_pages_open(loaded: None) -> None:
    client = Client()
    client.force_login(User.objects.get(username="director"))
    page = Course.objects.get(study_group__name="ИС-21", subject__code="МДК.01.01")
    assert client.get(f"/journal/{page.pk}/").status_code == 200


@pytest.mark.django_db
def test_a_second_load_is_refused_or_left_alone() -> None:
    Organization.objects.create(name="Есть", short_name="Есть", kind="college")
    with pytest.raises(CommandError):
        call_command("load_demo", stdout=StringIO())
    call_command("load_demo", "--if-empty", stdout=StringIO())
    assert Organization.objects.count() == 1


@pytest.mark.django_db
def test_production_is_refused(settings: Any) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CommandError):
        call_command("load_demo", stdout=StringIO())


@pytest.mark.django_db(transaction=True)
def test_a_region_is_copies_that_hold_together() -> None:
    said: list[str] = []
    load_region(today=date(2026, 9, 14), organizations=3, say=said.append)
    assert Organization.objects.count() == 3
    sizes = Course.objects.values("organization").annotate(n=Count("works__marks")).values_list("n", flat=True)
    assert len(set(sizes)) == 1
    assert sizes[0] > 0
    assert not Membership.objects.exclude(group__organization=F("student__organization")).exists()
    assert said[-1].startswith("every reference")


def test_sign_ins_are_printed() -> None:
    out = StringIO()
    call_command("demo_logins", stdout=out)
    assert all(row.login in out.getvalue() for row in LOGINS)
    assert PASSWORD in out.getvalue()


@pytest.mark.parametrize(
    ("asked", "day"),
    [
        (date(2026, 11, 20), date(2026, 11, 20)),
        (date(2026, 11, 22), date(2026, 11, 22)),
        (date(2027, 1, 3), date(2026, 12, 29)),
        (date(2030, 1, 1), date(2027, 6, 30)),
        (date(2020, 1, 1), date(2026, 9, 14)),
    ],
)
def test_a_day_is_clipped_into_the_year_and_has_lessons(asked: date, day: date) -> None:
    assert clipped(asked) == day
    assert day in dict(days_of_lessons(COLLEGE_TERMS, day))


def test_forms_of_names() -> None:
    assert patronymic("Илья", male=False) == "Ильинична"
    assert patronymic("Сергей", male=True) == "Сергеевич"
    assert patronymic("Дмитрий", male=False) == "Дмитриевна"
    assert patronymic("Василий", male=True) == "Васильевич"
    assert feminine("Кривощёков") == "Кривощёкова"
    assert feminine("Чайковский") == "Чайковская"


def test_outside_systems_tell_of_the_demo_what_it_holds(loaded: None) -> None:
    """Every record is understood, unchanged, and of somebody known by number: a first exchange changes nothing."""
    known = set(OutsideIdentity.objects.values_list("system", "key"))
    numbers = set(Student.objects.values_list("outside_id", flat=True))
    for system in ("contingent", "staff"):
        for _key, organization in people.organizations():
            told = list(people.records(system, organization, TODAY))
            assert len(told) > 20
            for raw in told:
                kept = parse(raw, TODAY)
                assert not isinstance(kept, list), (raw, kept)
                sent = raw.keys() - {"type", "order_number", "order_date"}
                assert {name: getattr(kept, name) for name in sent} == {name: raw[name] for name in sent}
                assert (system, raw.get("person", "")) in known or "person" not in raw
                assert raw["type"] != "student" or raw["key"] in numbers
