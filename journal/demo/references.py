"""The references of an organisation: its year, periods, bells, rooms, scales, kinds of work."""

from datetime import date

from accounts.models import Organization
from curriculum.enums import PeriodKind
from curriculum.models import AcademicYear, AttestationPeriod
from journal.demo.bulk import Bulk
from journal.demo.calendar import COLLEGE_TERMS, PERIODS, SCHOOL_TERMS, YEAR
from journal.demo.state import Kind, Place
from journal.demo.surroundings import add_bells, add_lists, add_rooms
from journal.models import EntryPolicy, MarkScale, ScaleGrade, WorkKind
from journal.usual import CREDIT, FIVE, FIVE_POINTS, ORDINARY_WORK, OWED, PASS_FAIL, WORK_KINDS
from schedule.usual import PAIRS, SCHOOL_BELLS

LETTERS = [("A", "отлично", 5), ("B", "хорошо", 4), ("C", "удовлетворительно", 3), ("D", "слабо", 2)]
KIND_KEYS = ("урок", "дз", "тест", "лр", "пр", "ср", "кр", "реферат", "норматив")


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
                mark_days=days, is_default=name == ORDINARY_WORK, position=position,
            ),
            weight,
            days,
        )
        for position, (key, (name, short, weight, days)) in enumerate(zip(KIND_KEYS, WORK_KINDS, strict=True))
    }  # fmt: skip


def _scales(bulk: Bulk, organization: int) -> tuple[dict[str, int], dict[tuple[str, str], int]]:
    """Make the four scales; the five-point one is the default."""
    scales, grades = {}, {}
    pass_fail = [(code, title, None) for code, title in PASS_FAIL]
    points = [(str(point), f"{point} баллов", point) for point in range(100, -1, -1)]
    for key, name, codes in (
        ("5", FIVE_POINTS, FIVE),
        ("зачёт", CREDIT, pass_fail),
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
            scale_id=scales[key], code=OWED[0], title=OWED[1], counts=False, is_owed=True,
            position=200,
        )  # fmt: skip
    return scales, grades
