"""What lessons stand on: rooms with their equipment, bells, regimes of stay, forms of control, own days."""

from datetime import date, time
from typing import Any

from curriculum.enums import DayKind, PeriodKind
from curriculum.models import CalendarDay, ControlForm, PeriodDates
from curriculum.usual import COLLEGE_FORMS, SCHOOL_FORMS
from journal.demo.bulk import Bulk
from journal.demo.enrolment import FIRST_DAY
from journal.demo.state import Place
from journal.models import AbsenceReason
from journal.usual import REASONS
from schedule.enums import RoomKind, WeekDays
from schedule.models import BellSchedule, BellSlot, Building, Regime, RegimeBinding, Room

Bells = list[tuple[time, time]]
EVENING_PAIRS = [
    (time(13, 0), time(14, 30)), (time(14, 40), time(16, 10)), (time(16, 20), time(17, 50)),
    (time(18, 0), time(19, 30)),
]  # fmt: skip
SHORT_PAIRS = [
    (time(8, 30), time(9, 30)), (time(9, 40), time(10, 40)), (time(11, 0), time(12, 0)), (time(12, 10), time(13, 10)),
    (time(13, 20), time(14, 20)), (time(14, 30), time(15, 30)),
]  # fmt: skip
SHORT_LESSONS = [
    (time(8, 15), time(8, 45)), (time(8, 50), time(9, 20)), (time(9, 35), time(10, 5)), (time(10, 20), time(10, 50)),
    (time(11, 5), time(11, 35)), (time(11, 40), time(12, 10)), (time(12, 15), time(12, 45)),
]  # fmt: skip
# Which rooms in a row of twelve are not ordinary ones: type, seats, equipment.
SPECIAL = {
    2: (RoomKind.COMPUTER, 15, "15 компьютеров, проектор"),
    4: (RoomKind.LAB, 24, "вытяжной шкаф, лабораторная посуда"),
    6: (RoomKind.WORKSHOP, 16, "станки, верстаки"),
    8: (RoomKind.LECTURE, 90, "проектор, микрофон, экран"),
    10: (RoomKind.COMPUTER, 12, "12 компьютеров, интерактивная панель"),
}
WITHOUT_SEATS = 11
COLLEGE_DAYS = [
    (date(2026, 11, 15), DayKind.WORKING, "День открытых дверей"),
    (date(2026, 12, 30), DayKind.OFF, "Выходной за 15 ноября по приказу"),
    (date(2027, 4, 30), DayKind.OFF, "Субботник перенесён на 24 апреля по приказу"),
]
SCHOOL_DAYS = [
    (date(2026, 9, 19), DayKind.OFF, "Выборы: в школе избирательный участок"),
    (date(2026, 12, 6), DayKind.WORKING, "Региональный этап олимпиады"),
]


def add_rooms(bulk: Bulk, organization: int, address: str, number: int) -> list[int]:
    """Make two buildings with rooms of several types; one room still lacks its seats."""
    main = bulk[Building].add(organization_id=organization, name="Главный корпус", address=address)
    annex = bulk[Building].add(organization_id=organization, name="Корпус № 2", address=address)
    made = []
    for place in range(number):
        kind, seats, equipment = SPECIAL.get(place % 12, (RoomKind.CLASSROOM, 30, "доска, проектор"))
        made.append(
            bulk[Room].add(
                building_id=main if place < number * 0.7 else annex,
                name=str(100 * (place % 3 + 1) + place // 3 + 1),
                kind=kind,
                seats=0 if place == WITHOUT_SEATS else seats,
                equipment=equipment,
            )
        )
    bulk[Room].add(building_id=annex, name="Спортивный зал", kind=RoomKind.GYM, seats=50, equipment="маты, мячи, канат")
    bulk[Room].add(building_id=main, name="Актовый зал", kind=RoomKind.HALL, seats=180, equipment="сцена, звук, экран")
    return made


def add_bells(bulk: Bulk, organization: int, bells: Bells, *, is_school: bool) -> dict[str, int]:
    """Make the schedules of bells and the regimes that follow them; return the regimes by name."""
    hours = 1 if is_school else 2
    main = _schedule(bulk, organization, "Основное", bells, hours)
    _schedule(bulk, organization, "Предпраздничный день", SHORT_LESSONS if is_school else SHORT_PAIRS, hours)
    if is_school:
        wanted = [("Пятидневная неделя", 1, WeekDays.FIVE, main), ("Шестидневная неделя", 1, WeekDays.SIX, main)]
    else:
        evening = _schedule(bulk, organization, "Вторая смена", EVENING_PAIRS, hours)
        wanted = [
            ("Первая смена", 1, WeekDays.SIX, main),
            ("Вторая смена", 2, WeekDays.SIX, evening),
            ("Индивидуальный план, пять дней", 1, WeekDays.FIVE, main),
        ]
    return {
        name: bulk[Regime].add(organization_id=organization, name=name, shift=shift, days=days, bells_id=schedule)
        for name, shift, days, schedule in wanted
    }


def _schedule(bulk: Bulk, organization: int, name: str, bells: Bells, hours: int) -> int:
    schedule = bulk[BellSchedule].add(organization_id=organization, name=name)
    for number, (starts, ends) in enumerate(bells, start=1):
        bulk[BellSlot].add(schedule_id=schedule, number=number, starts_at=starts, ends_at=ends, hours=hours)
    return schedule


def add_lists(bulk: Bulk, organization: int, *, is_school: bool) -> None:
    """Make the forms of control, the reasons of absence and the organisation's own days."""
    for position, (kind, name, short) in enumerate(SCHOOL_FORMS if is_school else COLLEGE_FORMS):
        bulk[ControlForm].add(organization_id=organization, kind=kind, name=name, short_name=short, position=position)
    for position, (means, name) in enumerate(REASONS):
        bulk[AbsenceReason].add(organization_id=organization, kind=means, name=name, position=position)
    for day, what, why in SCHOOL_DAYS if is_school else COLLEGE_DAYS:
        bulk[CalendarDay].add(organization_id=organization, date=day, kind=what, name=why)


def bind_regimes(bulk: Bulk, place: Place) -> None:
    """Give each group its regime and one student their own; the last year's last period ends early."""
    is_school = "Пятидневная неделя" in place.regimes
    for group in place.groups:
        name = "Первая смена"
        if is_school:
            name = "Пятидневная неделя" if group.level < 5 else "Шестидневная неделя"
        bulk[RegimeBinding].add(regime_id=place.regimes[name], group_id=group.id, starts=FIRST_DAY)
    if not is_school:
        pupil = place.groups[0].members[3][0]
        regime = place.regimes["Индивидуальный план, пять дней"]
        bulk[RegimeBinding].add(regime_id=regime, student_id=pupil.student, starts=max(FIRST_DAY, pupil.starts))
    for kind, level, ends in _early_ends(is_school=is_school):
        period, starts = place.periods[kind]
        bulk[PeriodDates].add(period_id=period, level=level, starts=starts, ends=ends)


def _early_ends(*, is_school: bool) -> list[tuple[Any, int, date]]:
    if not is_school:
        return [(PeriodKind.SEMESTER, 4, date(2027, 4, 17))]
    return [(PeriodKind.QUARTER, 9, date(2027, 5, 21)), (PeriodKind.HALF_YEAR, 11, date(2027, 5, 21))]
