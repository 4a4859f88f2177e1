"""References: kept row by row, loaded from Excel and given out, never over another's values (R33)."""

from datetime import date, time
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import Workbook

from accounts.audit import Trace
from accounts.enums import Role
from accounts.models import Organization
from contingent.errors import UnreadableWorkbook
from curriculum.errors import NotAllowed, ReferenceChanged, ReferenceRefused
from curriculum.models import AttestationPeriod, ControlForm, PeriodDates, PreparationAction, Subject
from curriculum.queries.references import Asked, fields_of, found_rows, overview, workbook
from curriculum.reference_tables import Reference, reference, references
from curriculum.services.reference_loading import check_rows, load_rows, read_rows, undo_loading
from curriculum.services.reference_usual import fill_usual
from curriculum.services.references import remove_row, save_row
from journal.models import ScaleGrade
from schedule.models import BellSchedule, BellSlot, Building, Room
from tests.factories import (
    NOW,
    AcademicYearFactory,
    AppointmentFactory,
    AttestationPeriodFactory,
    CourseFactory,
    LessonFactory,
    StudyGroupFactory,
    UserFactory,
    make_work,
)

pytestmark = pytest.mark.django_db
TABLES = [each.name for each in references() if isinstance(each, Reference)]


@pytest.fixture
def place() -> Organization:
    found: Organization = AppointmentFactory(role=Role.DEPUTY).organization
    return found


@pytest.fixture
def trace(place: Organization) -> Trace:
    return Trace(actor=AppointmentFactory(organization=place, role=Role.JOURNAL_ADMIN).user, now=NOW)


def table(name: str) -> Reference:
    found = reference(name)
    assert found is not None
    return found


def book(*rows: list[Any], title: str = "Лист1") -> BytesIO:
    made = Workbook()
    sheet: Any = made.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    file = BytesIO()
    made.save(file)
    return file


def test_a_row_is_added_changed_and_never_over_what_another_has_kept(place: Organization, trace: Trace) -> None:
    house = Building.objects.create(organization=place, name="Главный корпус")
    told = {"building": "главный  корпус", "name": "101", "kind": "Лаборатория", "seats": "24", "equipment": ""}

    def save(pk: int | None, seen: str = "", **texts: str) -> Any:
        return save_row(table=table("rooms"), organization=place, pk=pk, texts=told | texts, seen=seen, trace=trace)

    room = save(None)
    assert (room.building, room.kind, room.seats) == (house, "lab", 24)
    seen = table("rooms").stamp(room)
    save(room.pk, seen, seats="25")
    with pytest.raises(ReferenceChanged):
        save(room.pk, seen, seats="26")
    assert Room.objects.get().seats == 25
    with pytest.raises(ReferenceRefused) as refused:
        save(None, building="Пристройка", seats="много", name="")
    assert set(refused.value.cells) == {"building", "seats", "name"}
    with pytest.raises(ReferenceRefused) as refused:
        save(None)
    assert set(refused.value.cells) == {"name"}


def test_what_is_used_is_closed_or_stays_and_the_rest_is_deleted(place: Organization, trace: Trace) -> None:
    course = CourseFactory(organization=place)
    spare = Subject.objects.create(organization=place, name="Лишний", short_name="Л", kind="discipline")
    removed = [
        remove_row(table=table("subjects"), organization=place, pk=pk, seen="", trace=trace)
        for pk in (course.subject_id, spare.pk)
    ]
    assert removed == [False, True]
    assert list(Subject.objects.values_list("pk", "closed_on")) == [(course.subject_id, NOW.date())]
    house = Building.objects.create(organization=place, name="Главный корпус")
    Room.objects.create(building=house, name="1")
    with pytest.raises(ReferenceRefused, match="1"):
        remove_row(table=table("buildings"), organization=place, pk=house.pk, seen="", trace=trace)


def test_what_is_closed_is_offered_only_where_it_is_chosen(
    place: Organization, trace: Trace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    of, year = table("own-dates"), AcademicYearFactory(organization=place)
    AttestationPeriodFactory(academic_year=year, name="1 семестр", starts=year.starts, ends=year.ends)
    closed = StudyGroupFactory(organization=place, name="ИС-11", closed_on=date(2026, 11, 19))
    StudyGroupFactory(organization=place, name="ИС-12", closed_on=NOW.date())
    period = of.column("period").read(PeriodDates(period=AttestationPeriod.objects.get()))
    told = {"period": period, "level": "", "starts": "01.09.2026", "ends": "20.12.2026"}

    def save(row: Any, **texts: str) -> Any:
        pk, seen = (row.pk, of.stamp(row)) if row else (None, "")
        return save_row(table=of, organization=place, pk=pk, texts=told | texts, seen=seen, trace=trace)

    with pytest.raises(ReferenceRefused):
        save(None, group="ИС-11")
    row = save(None, group="ИС-12")
    PeriodDates.objects.filter(pk=row.pk).update(group=closed)
    row = of.rows(place).get()
    (field,) = (each for each in fields_of(of, place, row) if each.column.name == "group")
    assert list(field.options) == ["ИС-11 (не используется)", "ИС-12"]
    assert save(row, group=field.text, ends="21.12.2026").group == closed


def test_a_code_in_which_marks_are_given_keeps_its_meaning(classmark: ScaleGrade, trace: Trace) -> None:
    place = classmark.scale.organization
    trace = Trace(actor=AppointmentFactory(organization=place, role=Role.DEPUTY).user, now=NOW)
    grades = table("grades")
    texts = grades.texts(classmark)
    seen = grades.stamp(classmark)
    with pytest.raises(ReferenceRefused) as refused:
        save_row(
            table=grades, organization=place, pk=classmark.pk, texts=texts | {"value": "4"}, seen=seen, trace=trace
        )
    assert set(refused.value.cells) == {"value"}
    save_row(table=grades, organization=place, pk=classmark.pk, texts=texts | {"title": "отл."}, seen=seen, trace=trace)
    classmark.refresh_from_db()
    assert classmark.title == "отл."


@pytest.fixture
def classmark() -> ScaleGrade:
    """A grade in which a mark is given."""
    from journal.models import Mark
    from tests.factories import MembershipFactory

    lesson = LessonFactory()
    work = make_work(lesson)
    member = MembershipFactory(group=lesson.course.study_group)
    grade = ScaleGrade.objects.filter(scale=work.scale, code="5").get()
    from accounts.audit import save_audited

    teacher = lesson.teacher.user
    mark = Mark(work=work, student=member.student, grade=grade, scale=work.scale, author=teacher, updated_at=NOW)
    save_audited(Trace(teacher, NOW), [(mark, None)], key=("work", "student"), fields=("grade",))
    return grade


def test_bells_do_not_overlap_and_make_their_schedule(place: Organization, trace: Trace) -> None:
    def ring(number: str, starts: str, ends: str) -> Any:
        texts = {"schedule": "Основное", "number": number, "starts_at": starts, "ends_at": ends, "hours": "2"}
        return save_row(table=table("bells"), organization=place, pk=None, texts=texts, seen="", trace=trace)

    ring("1", "8.30", "10:00")
    with pytest.raises(ReferenceRefused):
        ring("2", "9:50", "11:20")
    with pytest.raises(ReferenceRefused):
        ring("2", "07:00", "08:00")
    ring("2", "10:10", "11:40")
    assert BellSchedule.objects.get().slots.count() == 2
    assert list(BellSlot.objects.values_list("starts_at", flat=True)) == [time(8, 30), time(10, 10)]


def test_a_workbook_is_checked_whole_shown_loaded_and_undone(place: Organization, trace: Trace) -> None:
    house = Building.objects.create(organization=place, name="Главный корпус")
    kept = Room.objects.create(building=house, name="101", seats=20)
    Room.objects.create(building=house, name="102", seats=30)
    file = book(
        ["Кабинеты на 1 сентября"],
        ["№ кабинета", "Корпус", "Посадочных мест", "Тип помещения", "Примечание"],
        [101, "главный корпус", 24, "компьютер", "новые столы"],
        [102, "Главный корпус", 30, None, None],
        [103, "Главный корпус", 16, "мастер", None],
        [104, "Сарай", "много", None, None],
        [103, "Главный корпус", 17, None, None],
    )
    rows = read_rows(table("rooms"), file)

    def check() -> Any:
        return check_rows(table=table("rooms"), organization=place, rows=rows, trace=trace)

    assert check().counts == {"add": 1, "change": 1, "same": 1, "rejected": 2}
    assert [cell for row in check().rows for cell, _why in row.errors] == ["B6", "C6", "A7"]
    assert Room.objects.count() == 2
    with pytest.raises(ReferenceRefused):
        load(table("rooms"), place, rows, check().digest, trace)
    rows = rows[:3]
    shown = check()
    assert [change[1:] for change in shown.rows[0].changes] == [("Учебный кабинет", "Компьютерный класс"), ("20", "24")]
    Room.objects.filter(pk=kept.pk).update(seats=21)
    assert load(table("rooms"), place, rows, shown.digest, trace) is None
    action = load(table("rooms"), place, rows, check().digest, trace)
    assert sorted(Room.objects.values_list("name", "seats")) == [("101", 24), ("102", 30), ("103", 16)]
    undo_loading(action=action, trace=trace)
    assert sorted(Room.objects.values_list("name", "seats", "kind")) == [
        ("101", 21, "classroom"), ("102", 30, "classroom"),
    ]  # fmt: skip
    with pytest.raises(ReferenceRefused):
        undo_loading(action=action, trace=trace)


def load(of: Reference, place: Organization, rows: Any, shown: str, trace: Trace) -> Any:
    return load_rows(table=of, organization=place, rows=rows, shown=shown, file_name="a.xlsx", trace=trace)


def test_a_loading_stays_when_something_stands_on_it(place: Organization, trace: Trace) -> None:
    of = table("buildings")
    rows = read_rows(of, book(["Название", "Адрес"], ["Корпус А", "ул. Лесная"], ["Корпус Б", ""]))
    shown = check_rows(table=of, organization=place, rows=rows, trace=trace).digest
    action = load(of, place, rows, shown, trace)
    used = Room.objects.create(building=Building.objects.get(name="Корпус А"), name="1")
    with pytest.raises(ReferenceRefused, match="Корпус А"):
        undo_loading(action=action, trace=trace)
    assert Building.objects.count() == 2
    used.delete()
    Building.objects.filter(name="Корпус Б").update(address="ул. Новая")
    with pytest.raises(ReferenceRefused, match="Корпус Б"):
        undo_loading(action=action, trace=trace)
    assert PreparationAction.objects.get().undone_at is None


def test_every_reference_goes_to_excel_and_back_unchanged(place: Organization, trace: Trace) -> None:
    fill(place)
    for name in TABLES:
        of = table(name)
        assert found_rows(of, place, Asked())[0], name
        rows = read_rows(of, BytesIO(workbook(of, place, Asked())))
        checked = check_rows(table=of, organization=place, rows=rows, trace=trace)
        assert checked.counts == {"add": 0, "change": 0, "same": len(rows), "rejected": 0}, (name, checked.rows)
        assert set(rows[0]["letters"]) == {column.name for column in of.columns}


def fill(place: Organization) -> None:
    """Give the organisation a row of every reference."""
    from curriculum.enums import ControlKind, DayKind
    from curriculum.models import AttestationPeriod, CalendarDay, PeriodDates
    from journal.models import AbsenceReason
    from schedule.models import Regime

    CourseFactory(organization=place)
    Room.objects.create(building=Building.objects.create(organization=place, name="А"), name="1")
    bells = BellSchedule.objects.create(organization=place, name="Основное")
    BellSlot.objects.create(schedule=bells, number=1, starts_at=time(8, 30), ends_at=time(10), hours=2)
    Regime.objects.create(organization=place, name="Первая смена", bells=bells)
    ControlForm.objects.create(organization=place, kind=ControlKind.EXAM, name="Экзамен", short_name="Э")
    AbsenceReason.objects.create(organization=place, name="Справка", kind="ill")
    CalendarDay.objects.create(organization=place, date=date(2026, 12, 30), kind=DayKind.OFF, name="по приказу")
    period = AttestationPeriod.objects.get(academic_year__organization=place)
    PeriodDates.objects.create(period=period, level=4, starts=period.starts, ends=date(2026, 12, 1))
    group = StudyGroupFactory(organization=place)
    PeriodDates.objects.create(period=period, group=group, starts=period.starts, ends=date(2026, 12, 5))


def test_a_book_without_our_headings_is_refused_in_words(place: Organization) -> None:
    with pytest.raises(UnreadableWorkbook):
        read_rows(table("rooms"), book(["Фамилия", "Имя"], ["Иванов", "Иван"]))


def test_a_stranger_keeps_nothing(place: Organization) -> None:
    stranger = Trace(actor=AppointmentFactory(role=Role.DIRECTOR).user, now=NOW)
    with pytest.raises(NotAllowed):
        save_row(table=table("buildings"), organization=place, pk=None, texts={"name": "А"}, seen="", trace=stranger)
    house = Building.objects.create(organization=place, name="А")
    with pytest.raises(NotAllowed):
        remove_row(table=table("buildings"), organization=place, pk=house.pk, seen="", trace=stranger)


def test_the_overview_tells_what_lacks_in_a_bounded_number_of_queries(
    place: Organization, trace: Trace, client: Client, django_assert_max_num_queries: Any
) -> None:
    fill(place)
    lacks = {str(each.title): [words for words, _url in each.lacks] for each in overview(place)}
    assert any("2" not in words for found in lacks.values() for words in found)
    client.force_login(trace.actor)
    for name in ("/references/", "/references/rooms/?lacks=seats", "/references/bells/", "/references/grades/"):
        with django_assert_max_num_queries(70 if name == "/references/" else 22):
            assert client.get(name).status_code == 200


@pytest.mark.parametrize(("kind", "periods"), [("college", 2), ("school", 6)])
def test_what_is_empty_is_filled_with_usual_rows_once_and_taken_back(
    place: Organization, trace: Trace, kind: str, periods: int
) -> None:
    Organization.objects.update(kind=kind)
    place.refresh_from_db()
    Building.objects.create(organization=place, name="Главный корпус")
    made = fill_usual(organization=place, trace=trace)
    assert len(made) == 10
    assert AttestationPeriod.objects.filter(academic_year__name="2026/2027").count() == periods
    assert {each.title for each in overview(place) if each.lacks} == {"Предметы и дисциплины", "Здания", "Кабинеты"}
    assert ScaleGrade.objects.get(scale__is_default=True, code="2").passes is False
    assert fill_usual(organization=place, trace=trace) == []
    undo_loading(action=next(each for each in made if each.kind == "reference:control-forms"), trace=trace)
    assert not ControlForm.objects.exists()
    with pytest.raises(ReferenceRefused):
        undo_loading(action=made[0], trace=trace)
    with pytest.raises(NotAllowed):
        fill_usual(organization=place, trace=Trace(UserFactory(), NOW))
