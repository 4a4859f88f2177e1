from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.closing import ClosingQuerySet
from schedule.enums import RoomKind


class Building(models.Model):
    """A building in which lessons are given (R34)."""

    organization = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="buildings")
    name = models.CharField(_("name"), max_length=100)
    address = models.CharField(_("address"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("building")
        verbose_name_plural = _("buildings")
        constraints = [models.UniqueConstraint(fields=("organization", "name"), name="building_name_once")]

    def __str__(self) -> str:
        return self.name


class Room(models.Model):
    """A room of a building with its type, seats and equipment (R34)."""

    building = models.ForeignKey("schedule.Building", models.PROTECT, related_name="rooms")
    name = models.CharField(_("room"), max_length=40)
    seats = models.PositiveSmallIntegerField(_("seats"), default=30)
    kind = models.CharField(
        _("type"), max_length=12, choices=RoomKind.choices, default=RoomKind.CLASSROOM, db_default=RoomKind.CLASSROOM
    )
    equipment = models.CharField(_("equipment"), max_length=300, blank=True, default="", db_default="")
    closed_on = models.DateField(_("not used since"), null=True, blank=True)

    objects = ClosingQuerySet.as_manager()

    class Meta:
        verbose_name = _("room")
        verbose_name_plural = _("rooms")
        constraints = [models.UniqueConstraint(fields=("building", "name"), name="room_name_once")]

    def __str__(self) -> str:
        return self.name


class BellSchedule(models.Model):
    """A named set of bells."""

    organization = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="bell_schedules")
    name = models.CharField(_("name"), max_length=100)

    class Meta:
        verbose_name = _("bell schedule")
        verbose_name_plural = _("bell schedules")
        constraints = [models.UniqueConstraint(fields=("organization", "name"), name="bells_name_once")]

    def __str__(self) -> str:
        return self.name


class BellSlot(models.Model):
    """One lesson's time on the bells, with the academic hours it counts for: a college's pair for two."""

    schedule = models.ForeignKey("schedule.BellSchedule", models.CASCADE, related_name="slots")
    number = models.PositiveSmallIntegerField(_("number"))
    starts_at = models.TimeField(_("from"))
    ends_at = models.TimeField(_("until"))
    hours = models.PositiveSmallIntegerField(_("academic hours"), default=1, db_default=1)

    class Meta:
        verbose_name = _("bell")
        verbose_name_plural = _("bells")
        ordering = ["schedule", "number"]
        constraints = [
            models.UniqueConstraint(fields=("schedule", "number"), name="bell_number_once"),
            models.CheckConstraint(name="bell_ends_after_start", condition=Q(ends_at__gt=F("starts_at"))),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.starts_at:%H:%M}–{self.ends_at:%H:%M}"
