"""The references of an organisation: its year, periods, bells, rooms, scales, kinds of work."""

from datetime import date, time

from accounts.models import Organization
from curriculum.enums import PeriodKind
from curriculum.models import AcademicYear, AttestationPeriod
from journal.demo.bulk import Bulk
from journal.demo.calendar import COLLEGE_TERMS, PERIODS, SCHOOL_TERMS, YEAR
from journal.demo.state import Kind, Place
from journal.demo.surroundings import add_bells, add_lists, add_rooms
from journal.models import EntryPolicy, MarkScale, ScaleGrade, WorkKind

PAIRS = [
    (time(8, 30), time(10, 0)), (time(10, 10), time(11, 40)), (time(12, 20), time(13, 50)),
    (time(14, 0), time(15, 30)), (time(15, 40), time(17, 10)), (time(17, 20), time(18, 50)),
]  # fmt: skip
SCHOOL_BELLS = [
    (time(8, 15), time(8, 55)), (time(9, 5), time(9, 45)), (time(10, 5), time(10, 45)),
    (time(11, 5), time(11, 45)), (time(12, 0), time(12, 40)), (time(12, 50), time(13, 30)),
    (time(13, 40), time(14, 20)), (time(14, 30), time(15, 10)),
]  # fmt: skip
FIVE = [("5", "отлично", 5), ("4", "хорошо", 4), ("3", "удовлетворительно", 3), ("2", "неудовлетворительно", 2)]
LETTERS = [("A", "отлично", 5), ("B", "хорошо", 4), ("C", "удовлетворительно", 3), ("D", "слабо", 2)]
WORK_KINDS = [
    ("урок", "Работа на занятии", "Ур", "1", 1),
    ("дз", "Домашняя работа", "ДЗ", "1", 1),
    ("тест", "Тест", "Тест", "1.5", 3),
    ("лр", "Лабораторная работа", "ЛР", "1.5", 7),
    ("пр", "Практическая работа", "ПР", "1.5", 7),
    ("ср", "Самостоятельная работа", "СР", "1", 3),
    ("кр", "Контрольная работа", "КР", "3", 7),
    ("реферат", "Реферат, доклад", "Реф", "1", 7),
    ("норматив", "Сдача норматива", "Норм", "1", 1),
]


def make_place(bulk: Bulk, *, name: str, short: str, kind: str, address: str, rooms: int, entry_days: int) -> Place:
    """Make an organisation with everything its pages refer to."""
    is_school = kind == "school"
    organization = bulk[Organization].add(name=name, short_name=short, kind=kind)
    bulk[EntryPolicy].add(organization_id=organization, entry_days=entry_days)
    year, periods = _year(bulk, organization, is_school)
    bells = SCHOOL_BELLS if is_school else PAIRS
    regimes = add_bells(bulk, organization, bells, is_school=is_school)
    numbers = add_rooms(bulk, organization, address, rooms)
    add_lists(bulk, organization, is_school=is_school)
    scales, grades = _scales(bulk, organization)
    return Place(
        id=organization,
        year=year,
        terms=SCHOOL_TERMS if is_school else COLLEGE_TERMS,
        bells=bells,
        lesson_hours=1 if is_school else 2,
        regimes=regimes,
        periods=periods,
        rooms=numbers,
        kinds=_kinds(bulk, organization),
        scales=scales,
        grades=grades,
    )


def _year(bulk: Bulk, organization: int, is_school: bool) -> tuple[int, dict[PeriodKind, tuple[int, date]]]:
    """Make the year with its periods; return the last period of each kind and its first day."""
    year = bulk[AcademicYear].add(organization_id=organization, name="2026/2027", starts=YEAR[0], ends=YEAR[1])
    kinds = (PeriodKind.QUARTER, PeriodKind.HALF_YEAR) if is_school else (PeriodKind.SEMESTER,)
    last = {}
    for kind in kinds:
        for number, (name, starts, ends) in enumerate(PERIODS[kind], start=1):
            period = bulk[AttestationPeriod].add(
                academic_year_id=year, kind=kind, number=number, name=name, starts=starts, ends=ends
            )
            last[kind] = (period, starts)
    return year, last


def _kinds(bulk: Bulk, organization: int) -> dict[str, Kind]:
    return {
        key: Kind(
            bulk[WorkKind].add(
                organization_id=organization, name=name, short_name=short, weight=weight,
                mark_days=days, is_default=key == "урок", position=position,
            ),
            weight,
            days,
        )
        for position, (key, name, short, weight, days) in enumerate(WORK_KINDS)
    }  # fmt: skip


def _scales(bulk: Bulk, organization: int) -> tuple[dict[str, int], dict[tuple[str, str], int]]:
    """Make the four scales; the five-point one is the default."""
    scales, grades = {}, {}
    pass_fail = [("зч", "зачтено", None), ("нз", "не зачтено", None)]
    points = [(str(point), f"{point} баллов", point) for point in range(100, -1, -1)]
    for key, name, codes in (
        ("5", "Пятибалльная", FIVE),
        ("зачёт", "Зачёт", pass_fail),
        ("100", "Стобалльная", points),
        ("буквы", "Буквенная", LETTERS),
    ):
        scales[key] = bulk[MarkScale].add(organization_id=organization, name=name, is_default=key == "5")
        least = {"5": 3, "100": 50, "буквы": 3}.get(key)
        for position, (code, title, value) in enumerate(codes):
            grades[key, code] = bulk[ScaleGrade].add(
                scale_id=scales[key], code=code, title=title, value=value,
                passes=code == "зч" if value is None else value >= (least or 0),
                counts=value is not None, position=position,
            )  # fmt: skip
        grades[key, "."] = bulk[ScaleGrade].add(
            scale_id=scales[key], code=".", title="отметка будет", counts=False, is_owed=True,
            position=200,
        )  # fmt: skip
    return scales, grades
