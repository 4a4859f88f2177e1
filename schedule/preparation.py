"""Steps of the preparation that the schedule knows: rooms, regimes, the timetable (R34, R39, R47)."""

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from common.dated import holds_on
from curriculum.models import Course
from curriculum.preparation_steps import (
    BY_PROGRAMS,
    BY_REFERENCES,
    REFERENCES,
    Found,
    Lacking,
    LackingRow,
    Step,
    YearAsked,
    absent,
    address,
    found,
    homes,
    listed,
    page,
    register,
    table,
)
from schedule.models import Building, Lesson, RegimeBinding, Room


def look_at_rooms(asked: YearAsked) -> Found:
    rooms = (
        Room.objects.open_on(asked.on)
        .filter(building__organization=asked.organization)
        .aggregate(all=Count("pk"), seats=Count("pk", filter=Q(seats=0)), bare=Count("pk", filter=Q(equipment="")))
    )
    buildings = Building.objects.filter(organization=asked.organization).aggregate(
        all=Count("pk"), unknown=Count("pk", filter=Q(address=""))
    )
    return found(
        rooms["all"],
        absent("buildings", gettext("no buildings"), not buildings["all"], table("buildings")(asked)),
        Lacking("address", gettext("buildings without an address"), buildings["unknown"],
                table("buildings", "address")(asked)),
        absent("rooms", gettext("no rooms"), not rooms["all"], table("rooms")(asked)),
        Lacking("seats", gettext("rooms without a number of seats"), rooms["seats"], table("rooms", "seats")(asked)),
        Lacking("equipment", gettext("rooms without equipment"), rooms["bare"], table("rooms", "equipment")(asked)),
    )  # fmt: skip


def look_at_regimes(asked: YearAsked) -> Found:
    """Every home group keeps a regime of stay (R39)."""
    held = RegimeBinding.objects.filter(holds_on(asked.on), group=OuterRef("pk"))
    rows: list[Any] = list(homes(asked).annotate(has=Exists(held)).values_list("name", "has"))
    page = address("schedule:regimes", org=asked.organization.pk)
    bare = [LackingRow(name, page) for name, has in rows if not has]
    return found(len(rows), listed("regime", gettext("groups without a regime of stay"), bare))


def look_at_timetable(asked: YearAsked) -> Found:
    """Whether the courses of the year have lessons (R47)."""
    taught = Lesson.objects.filter(course=OuterRef("pk"))
    counts = (
        Course.objects.filter(academic_year=asked.year)
        .annotate(taught=Exists(taught))
        .aggregate(all=Count("pk"), bare=Count("pk", filter=Q(taught=False)))
    )
    return found(
        counts["all"] - counts["bare"],
        Lacking("lessons", gettext("courses without lessons"), counts["bare"], address("journal:courses")),
    )


register(
    Step("rooms", 20, _("Buildings and rooms"), _("With their seats and equipment."), "R34",
         REFERENCES, BY_REFERENCES, Role.JOURNAL_ADMIN, look_at_rooms, table("rooms")),
    Step("regimes", 70, _("Regimes of stay"), _("Shift, days of the week and bells of each group."), "R39",
         REFERENCES, BY_REFERENCES, Role.DEPUTY, look_at_regimes,
         lambda asked: address("schedule:regimes", org=asked.organization.pk)),
    Step("timetable", 190, _("Timetable"), _("Lessons of the year; it is formed every week."), "R47",
         REFERENCES, BY_PROGRAMS, Role.DEPUTY, look_at_timetable,
         page("journal:courses"), is_ahead=True),
)  # fmt: skip
