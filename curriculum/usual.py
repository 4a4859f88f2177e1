"""What an organisation that begins from nothing usually has: its year, periods, forms of control."""

from collections.abc import Sequence
from datetime import date

from accounts.enums import OrganizationKind
from accounts.models import Organization
from curriculum.enums import ControlKind, PeriodKind
from curriculum.reference_tables import Texts

MAY, AUGUST = 5, 8
COLLEGE_PERIODS = ((PeriodKind.SEMESTER, 1, "1 семестр", (9, 1), (12, 30)),
                   (PeriodKind.SEMESTER, 2, "2 семестр", (1, 11), (6, 30)))  # fmt: skip
SCHOOL_PERIODS = (
    (PeriodKind.QUARTER, 1, "1 четверть", (9, 1), (10, 25)),
    (PeriodKind.QUARTER, 2, "2 четверть", (11, 2), (12, 30)),
    (PeriodKind.QUARTER, 3, "3 четверть", (1, 11), (3, 26)),
    (PeriodKind.QUARTER, 4, "4 четверть", (4, 5), (5, 28)),
    (PeriodKind.HALF_YEAR, 1, "1 полугодие", (9, 1), (12, 30)),
    (PeriodKind.HALF_YEAR, 2, "2 полугодие", (1, 11), (5, 28)),
)
COLLEGE_FORMS = (
    (ControlKind.CREDIT, "Зачёт", "З"),
    (ControlKind.GRADED_CREDIT, "Дифференцированный зачёт", "ДЗ"),
    (ControlKind.EXAM, "Экзамен", "Э"),
    (ControlKind.COMPLEX_EXAM, "Комплексный экзамен", "Эк"),
    (ControlKind.MODULE_EXAM, "Экзамен по модулю", "Эм"),
    (ControlKind.COURSE_WORK, "Курсовая работа", "КР"),
    (ControlKind.COURSE_WORK, "Курсовой проект", "КП"),
    (ControlKind.CONTROL_WORK, "Контрольная работа", "к/р"),
    (ControlKind.OTHER, "Другая форма контроля", "др"),
)
SCHOOL_FORMS = (
    (ControlKind.CONTROL_WORK, "Контрольная работа", "КР"),
    (ControlKind.CONTROL_WORK, "Диктант с грамматическим заданием", "Д"),
    (ControlKind.OTHER, "Тестирование", "Т"),
    (ControlKind.OTHER, "Защита проекта", "П"),
    (ControlKind.OTHER, "Сдача нормативов", "Н"),
    (ControlKind.CREDIT, "Зачёт", "З"),
    (ControlKind.EXAM, "Экзамен", "Э"),
)


def _first_autumn(today: date) -> int:
    """Return when the year that is prepared begins: from May on it is the coming one."""
    return today.year if today.month >= MAY else today.year - 1


def _name(autumn: int) -> str:
    return f"{autumn}/{autumn + 1}"


def usual_years(_organization: Organization, today: date) -> Sequence[Texts]:
    """Return the year that is being prepared, from 1 September to 31 August."""
    autumn = _first_autumn(today)
    return [{"name": _name(autumn), "starts": f"01.09.{autumn}", "ends": f"31.08.{autumn + 1}"}]


def usual_periods(organization: Organization, today: date) -> Sequence[Texts]:
    """Return semesters of a college, quarters and half-years of a school; their days are to be looked at."""
    autumn = _first_autumn(today)

    def day(told: tuple[int, int]) -> str:
        month, number = told
        return f"{number:02}.{month:02}.{autumn + (month < AUGUST)}"

    told = SCHOOL_PERIODS if organization.kind == OrganizationKind.SCHOOL else COLLEGE_PERIODS
    return [
        {
            "academic_year": _name(autumn), "kind": kind.value, "number": str(number), "name": name,
            "starts": day(starts), "ends": day(ends),
        }
        for kind, number, name, starts, ends in told
    ]  # fmt: skip


def usual_forms(organization: Organization, _today: date) -> Sequence[Texts]:
    """Return the forms of control of a college or of a school (R40)."""
    told = SCHOOL_FORMS if organization.kind == OrganizationKind.SCHOOL else COLLEGE_FORMS
    return [
        {"kind": kind.value, "name": name, "short_name": short, "position": str(position)}
        for position, (kind, name, short) in enumerate(told)
    ]
