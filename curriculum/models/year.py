from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.dated import never_twice
from curriculum.enums import PeriodKind


class AcademicYear(models.Model):
    """An organisation's year of teaching; two never share a day."""

    organization = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="academic_years")
    name = models.CharField(_("name"), max_length=40)
    starts = models.DateField(_("from"))
    ends = models.DateField(_("until"))

    class Meta:
        verbose_name = _("academic year")
        verbose_name_plural = _("academic years")
        constraints = [
            models.CheckConstraint(name="year_ends_after_start", condition=Q(ends__gte=F("starts"))),
            never_twice("one_academic_year", "organization"),
        ]

    def __str__(self) -> str:
        return self.name


class AttestationPeriod(models.Model):
    """A semester, trimester, quarter or half-year (R41); those of one kind never share a day."""

    academic_year = models.ForeignKey("curriculum.AcademicYear", models.PROTECT, related_name="periods")
    kind = models.CharField(_("kind"), max_length=10, choices=PeriodKind.choices)
    number = models.PositiveSmallIntegerField(_("number"))
    name = models.CharField(_("name"), max_length=60)
    starts = models.DateField(_("from"))
    ends = models.DateField(_("until"))

    class Meta:
        verbose_name = _("attestation period")
        verbose_name_plural = _("attestation periods")
        ordering = ["academic_year", "kind", "number"]
        constraints = [
            models.CheckConstraint(name="period_ends_after_start", condition=Q(ends__gte=F("starts"))),
            models.UniqueConstraint(fields=("academic_year", "kind", "number"), name="period_number_once"),
            never_twice("one_period_of_a_kind", "academic_year", "kind"),
        ]

    def __str__(self) -> str:
        return self.name
