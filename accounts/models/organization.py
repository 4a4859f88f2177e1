from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.enums import OrganizationKind


class Organization(models.Model):
    """A college or a school: the root that every row of its data leads back to."""

    name = models.CharField(_("name"), max_length=300)
    short_name = models.CharField(_("short name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=10, choices=OrganizationKind.choices)
    slug = models.SlugField(
        _("name in public addresses"),
        max_length=60,
        unique=True,
        null=True,
        blank=True,
        help_text=_("Public pages of the organisation have it in their addresses; empty means that there are none"),
    )
    time_zone = models.CharField(_("time zone"), max_length=40, default=settings.TIME_ZONE)
    keeps_years = models.PositiveSmallIntegerField(
        _("years for which people are kept by name after their last tie has ended"),
        default=75,
        db_default=75,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def __str__(self) -> str:
        return self.short_name

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the organisation's clock."""
        return ZoneInfo(self.time_zone)

    def local(self, now: datetime) -> datetime:
        """Return the moment on the organisation's own clock: deadlines are counted by it."""
        return now.astimezone(self.zone)

    def local_day(self, now: datetime) -> date:
        """Return the day it is in the organisation."""
        return self.local(now).date()
