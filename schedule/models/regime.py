from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.dated import Dated, ends_after_start, never_twice
from schedule.enums import WeekDays


class Regime(models.Model):
    """A regime of stay: shift, days of the week, bells (R39)."""

    organization = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="regimes")
    name = models.CharField(_("name"), max_length=100)
    shift = models.PositiveSmallIntegerField(_("shift"), default=1)
    days = models.PositiveSmallIntegerField(_("days a week"), choices=WeekDays.choices, default=WeekDays.SIX)
    bells = models.ForeignKey("schedule.BellSchedule", models.PROTECT, related_name="regimes")

    class Meta:
        verbose_name = _("regime of stay")
        verbose_name_plural = _("regimes of stay")
        constraints = [
            models.UniqueConstraint(fields=("organization", "name"), name="regime_name_once"),
            models.CheckConstraint(name="regime_shift_sensible", condition=Q(shift__gte=1, shift__lte=3)),
            models.CheckConstraint(name="regime_days_known", condition=Q(days__in=WeekDays.values)),
        ]

    def __str__(self) -> str:
        return self.name


class RegimeBinding(Dated):
    """The regime of a group or of one student, an individual plan's above all: one on any day (R39)."""

    regime = models.ForeignKey("schedule.Regime", models.PROTECT, related_name="bindings")
    group = models.ForeignKey(
        "contingent.StudyGroup", models.PROTECT, null=True, blank=True, related_name="regime_bindings"
    )
    student = models.ForeignKey(
        "contingent.Student", models.PROTECT, null=True, blank=True, related_name="regime_bindings"
    )

    class Meta:
        verbose_name = _("regime of a group or student")
        verbose_name_plural = _("regimes of groups and students")
        constraints = [
            ends_after_start("regime_ends_after_start"),
            models.CheckConstraint(
                name="regime_of_group_or_student",
                condition=Q(group__isnull=True, student__isnull=False) | Q(group__isnull=False, student__isnull=True),
            ),
            never_twice("one_regime_of_group", "group"),
            never_twice("one_regime_of_student", "student"),
        ]

    def __str__(self) -> str:
        return f"{self.regime_id}: {self.group_id or self.student_id}"
