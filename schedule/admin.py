"""Buildings, rooms and bells (R34, R39)."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin

from schedule.models import BellSchedule, BellSlot, Building, Regime, Room

if TYPE_CHECKING:
    Base = admin.ModelAdmin[Any]
    Lines = admin.TabularInline[Any, Any]
else:
    Base = admin.ModelAdmin
    Lines = admin.TabularInline


class BellLines(Lines):
    """The bells of a schedule."""

    model = BellSlot
    extra = 0


@admin.register(Building)
class BuildingAdmin(Base):
    """Buildings."""

    list_display = ("name", "address", "organization")
    list_filter = ("organization",)
    list_select_related = ("organization",)


@admin.register(Room)
class RoomAdmin(Base):
    """Rooms of the buildings."""

    list_display = ("name", "building", "kind", "seats", "closed_on")
    list_filter = ("building__organization", "building")
    list_select_related = ("building",)
    search_fields = ("name",)


@admin.register(BellSchedule)
class BellScheduleAdmin(Base):
    """Bells."""

    list_display = ("name", "organization")
    list_filter = ("organization",)
    list_select_related = ("organization",)
    inlines = (BellLines,)


@admin.register(Regime)
class RegimeAdmin(Base):
    """Regimes of stay (R39)."""

    list_display = ("name", "shift", "days", "bells", "organization")
    list_filter = ("organization",)
    list_select_related = ("organization", "bells")
