"""What an organisation that begins from nothing usually has: kinds of work, scales with codes, reasons of absence."""

from collections.abc import Sequence
from datetime import date

from accounts.models import Organization
from curriculum.reference_tables import Texts
from journal.enums import AttendanceKind

YES, NO = "да", "нет"
FIVE_POINTS, CREDIT = "Пятибалльная", "Зачёт"
PASSING = 3
FIVE = [("5", "отлично", 5), ("4", "хорошо", 4), ("3", "удовлетворительно", 3), ("2", "неудовлетворительно", 2)]
PASS_FAIL = [("зч", "зачтено"), ("нз", "не зачтено")]
OWED = (".", "отметка будет")
ORDINARY_WORK = "Работа на занятии"
WORK_KINDS = [
    (ORDINARY_WORK, "Ур", "1", 1),
    ("Домашняя работа", "ДЗ", "1", 1),
    ("Тест", "Тест", "1.5", 3),
    ("Лабораторная работа", "ЛР", "1.5", 7),
    ("Практическая работа", "ПР", "1.5", 7),
    ("Самостоятельная работа", "СР", "1", 3),
    ("Контрольная работа", "КР", "3", 7),
    ("Реферат, доклад", "Реф", "1", 7),
    ("Сдача норматива", "Норм", "1", 1),
]
REASONS = [
    (AttendanceKind.ILL, "Болезнь, справка"),
    (AttendanceKind.EXCUSED, "Заявление родителей"),
    (AttendanceKind.EXCUSED, "Соревнования, олимпиада, конкурс"),
    (AttendanceKind.EXCUSED, "Приказ об освобождении от занятий"),
    (AttendanceKind.EXCUSED, "Вызов в военкомат, медосмотр"),
    (AttendanceKind.ABSENT, "Без уважительной причины"),
    (AttendanceKind.LATE, "Опоздание автобуса"),
]


def usual_kinds(_organization: Organization, _today: date) -> Sequence[Texts]:
    """Return kinds of work with their weight and the days in which they are marked (R58)."""
    return [
        {
            "name": name, "short_name": short, "weight": weight, "mark_days": str(days), "position": str(position),
            "is_default": YES if name == ORDINARY_WORK else NO,
        }
        for position, (name, short, weight, days) in enumerate(WORK_KINDS)
    ]  # fmt: skip


def usual_scales(_organization: Organization, _today: date) -> Sequence[Texts]:
    return [{"name": FIVE_POINTS, "is_default": YES}, {"name": CREDIT, "is_default": NO}]


def usual_grades(_organization: Organization, _today: date) -> Sequence[Texts]:
    """Return the codes of the five points and of the credit, each with the promise of a mark."""
    points = [
        {
            "scale": FIVE_POINTS, "code": code, "title": title, "value": str(value), "counts": YES,
            "passes": YES if value >= PASSING else NO, "position": str(position),
        }
        for position, (code, title, value) in enumerate(FIVE)
    ]  # fmt: skip
    credits_ = [
        {"scale": CREDIT, "code": code, "title": title, "passes": passes, "counts": NO, "position": str(position)}
        for position, ((code, title), passes) in enumerate(zip(PASS_FAIL, (YES, NO), strict=True))
    ]
    code, title = OWED
    owed = [
        {"scale": scale, "code": code, "title": title, "counts": NO, "is_owed": YES, "position": "200"}
        for scale in (FIVE_POINTS, CREDIT)
    ]
    return [*points, *credits_, *owed]


def usual_reasons(_organization: Organization, _today: date) -> Sequence[Texts]:
    return [
        {"name": name, "kind": kind.value, "position": str(position)} for position, (kind, name) in enumerate(REASONS)
    ]
