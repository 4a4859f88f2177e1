"""The references of the schedule: buildings, rooms, bells, regimes of stay (R34, R39)."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization
from common.dated import holds_on
from contingent.enums import GroupKind
from contingent.models import StudyGroup
from curriculum.reference_columns import ChoiceColumn, Column, LinkColumn, NumberColumn, TimeColumn
from curriculum.reference_tables import Lack, Place, Reference, register
from schedule.enums import RoomKind, WeekDays
from schedule.models import BellSchedule, BellSlot, Building, Regime, RegimeBinding, Room
from schedule.usual import usual_bells, usual_regimes, usual_schedules

SAME_NAME = _("There is one with this name already.")
BREAK = 10


def buildings(organization: Organization) -> "QuerySet[Any]":
    return Building.objects.filter(organization=organization).order_by("name")


def bell_schedules(organization: Organization) -> "QuerySet[Any]":
    return BellSchedule.objects.filter(organization=organization).order_by("pk")


def make_schedule(organization: Organization, name: str) -> BellSchedule:
    return BellSchedule.objects.create(organization=organization, name=name)


def without_overlap(slot: Any) -> dict[str, str]:
    """Refuse bells that ring within another lesson of their schedule, or out of order."""
    if slot.starts_at >= slot.ends_at:
        return {"ends_at": gettext("The lesson ends before it begins.")}
    others = BellSlot.objects.filter(schedule=slot.schedule_id).exclude(pk=slot.pk)
    for other in others:
        if slot.starts_at < other.ends_at and other.starts_at < slot.ends_at:
            return {"starts_at": gettext("It overlaps the lesson %(lesson)s.") % {"lesson": other}}
        if (slot.number < other.number) != (slot.starts_at < other.starts_at) and slot.number != other.number:
            return {"number": gettext("By its number it does not fit the lesson %(lesson)s.") % {"lesson": other}}
    return {}


def minutes(first: time, last: time) -> int:
    """Return how many minutes there are between two times of a day."""
    return (last.hour - first.hour) * 60 + last.minute - first.minute


def breaks(slots: Sequence[Any]) -> dict[int, str]:
    """Tell how long each lesson is, and the break after it."""
    found = {}
    for place, slot in enumerate(slots):
        long = gettext("%(many)d min") % {"many": minutes(slot.starts_at, slot.ends_at)}
        if place + 1 < len(slots):
            rest = minutes(slot.ends_at, slots[place + 1].starts_at)
            long += ", " + gettext("then a break of %(many)d min") % {"many": rest}
        found[slot.pk] = long
    return found


def next_slot(slots: Sequence[Any]) -> dict[str, str]:
    """Suggest the lesson after the last one: as long as it is, after a usual break."""
    if not slots:
        return {"number": "1", "starts_at": "08:30", "ends_at": "10:00", "hours": "2"}
    last = slots[-1]
    begins = datetime.combine(date.min, last.ends_at) + timedelta(minutes=BREAK)
    ends = begins + timedelta(minutes=minutes(last.starts_at, last.ends_at))
    return {
        "schedule": last.schedule.name, "number": str(last.number + 1), "hours": str(last.hours),
        "starts_at": f"{begins:%H:%M}", "ends_at": f"{ends:%H:%M}",
    }  # fmt: skip


def binding_lacks(organization: Organization) -> list[str]:
    """Tell how many home groups have no regime today."""
    today = organization.local_day(timezone.now())
    bound = RegimeBinding.objects.filter(holds_on(today), group__isnull=False).values("group")
    homes = StudyGroup.objects.open_on(today).filter(organization=organization, kind=GroupKind.HOME)
    many = homes.exclude(pk__in=bound).count()
    return [gettext("groups without a regime: %(many)d") % {"many": many}] if many else []


register(
    Reference(
        "buildings", _("Buildings"), _("Where lessons are given."), "R34", 70, Building,
        (
            Column("name", _("name"), r"назван|наименов|здани|корпус", required=True, limit=100),
            Column("address", _("address"), r"адрес", limit=300, is_wide=True),
        ),
        key=("name",), refusals={"building_name_once": ("name", SAME_NAME)},
        lacks=(Lack("address", _("no address"), Q(address="")),), at_least_one=_("no buildings"),
    ),
    Reference(
        "rooms", _("Rooms"), _("Rooms of the buildings with their type, seats and equipment."), "R34", 80, Room,
        (
            LinkColumn("building", _("building"), r"здани|корпус|building", required=True, of=buildings),
            Column("name", _("room"), r"кабинет|аудитор|помещен|номер|назван|room", required=True, limit=40),
            ChoiceColumn(
                "kind", _("type"), r"^тип|^вид", choices=RoomKind, default=RoomKind.CLASSROOM.value,
            ),
            NumberColumn("seats", _("seats"), r"мест|вместим|seats", most=2000),
            Column("equipment", _("equipment"), r"оборуд|оснащ", limit=300, is_wide=True),
        ),
        key=("building", "name"), owner="building__organization", order=("building__name", "name"),
        group_by="building", filters=("building", "kind"), closing="closed_on",
        refusals={"room_name_once": ("name", _("There is such a room in the building already."))},
        lacks=(
            Lack("seats", _("no number of seats"), Q(seats=0)),
            Lack("equipment", _("no equipment"), Q(equipment="")),
        ),
        at_least_one=_("no rooms"),
    ),
    Reference(
        "bell-schedules", _("Bell schedules"), _("Sets of bells: of an ordinary day, a short one, a second shift."),
        "R39", 90, BellSchedule, (Column("name", _("name"), r"назван|наименов|расписан", required=True, limit=100),),
        key=("name",), order=("pk",), refusals={"bells_name_once": ("name", SAME_NAME)},
        lacks=(Lack("slots", _("no bells"), Q(slots=None)),), at_least_one=_("no bell schedules"),
        usual=usual_schedules,
    ),
    Reference(
        "bells", _("Bells"), _("When each lesson begins and ends, and for how many academic hours it counts."),
        "R39", 95, BellSlot,
        (
            LinkColumn(
                "schedule", _("bell schedule"), r"расписан|звонк|schedule", required=True, limit=100,
                of=bell_schedules, make=make_schedule, hint=_("A name that is not there yet makes a new schedule."),
            ),
            NumberColumn("number", _("number"), r"номер|урок|пара|^n$", required=True, least=0, most=20),
            TimeColumn("starts_at", _("from"), r"начал|^с\b|from", required=True),
            TimeColumn("ends_at", _("until"), r"конец|оконч|^до\b|^по\b|until", required=True),
            NumberColumn("hours", _("academic hours"), r"час", least=1, most=8, default=1),
        ),
        key=("schedule", "number"), owner="schedule__organization", order=("schedule", "number"),
        group_by="schedule", check=without_overlap, note=breaks, suggest=next_slot,
        refusals={"bell_number_once": ("number", _("The schedule has this number already."))},
        at_least_one=_("no bells"), usual=usual_bells,
    ),
    Reference(
        "regimes", _("Regimes of stay"), _("Shift, days a week and bells that groups keep."), "R39", 100, Regime,
        (
            Column("name", _("name"), r"назван|наименов|режим", required=True, limit=100),
            NumberColumn("shift", _("shift"), r"смена", least=1, most=3, default=1),
            ChoiceColumn(
                "days", _("days a week"), r"дней|недел", choices=WeekDays, default=WeekDays.SIX.value,
            ),
            LinkColumn("bells", _("bell schedule"), r"звонк|расписан", required=True, of=bell_schedules),
        ),
        key=("name",), refusals={"regime_name_once": ("name", SAME_NAME)}, at_least_one=_("no regimes"),
        usual=usual_regimes,
    ),
    Place(
        _("Regimes of groups and students"), _("Which regime each group keeps, and students with plans of their own."),
        "R39", 105, "schedule:regimes",
        count=lambda organization: RegimeBinding.objects.filter(
            Q(group__organization=organization) | Q(student__organization=organization)
        ).count(),
        lacks=binding_lacks,
    ),
)  # fmt: skip
