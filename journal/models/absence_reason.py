from django.db import models
from django.utils.translation import gettext_lazy as _

from common.closing import ClosingQuerySet
from journal.enums import AttendanceKind


class AbsenceReason(models.Model):
    """A reason for which students are absent, and what it means for attendance (R72)."""

    organization = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="absence_reasons")
    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("is entered as"), max_length=8, choices=AttendanceKind.choices)
    position = models.PositiveSmallIntegerField(_("place in lists"), default=0)
    closed_on = models.DateField(_("not used since"), null=True, blank=True)

    objects = ClosingQuerySet.as_manager()

    class Meta:
        verbose_name = _("reason of absence")
        verbose_name_plural = _("reasons of absence")
        ordering = ["organization", "position", "name"]
        constraints = [models.UniqueConstraint(fields=("organization", "name"), name="absence_reason_once")]

    def __str__(self) -> str:
        return self.name
