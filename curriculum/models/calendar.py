from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from curriculum.enums import DayKind, WeekKind

LETTERS = "".join(kind.value for kind in WeekKind)


class CalendarDay(models.Model):
    """A day of the organisation that differs from the Russian production calendar."""

    organization = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="calendar_days")
    date = models.DateField(_("date"))
    kind = models.CharField(_("kind"), max_length=8, choices=DayKind.choices)
    name = models.CharField(_("why"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("own day of the calendar")
        verbose_name_plural = _("own days of the calendar")
        ordering = ["organization", "date"]
        constraints = [models.UniqueConstraint(fields=("organization", "date"), name="calendar_day_once")]

    def __str__(self) -> str:
        return f"{self.date:%d.%m.%Y}: {self.kind}"


class PeriodDates(models.Model):
    """Own dates of an attestation period for a level (year of study, parallel) or for one group (R41).

    A group's own dates come before its level's, a level's before the organisation's.
    """

    period = models.ForeignKey("curriculum.AttestationPeriod", models.CASCADE, related_name="own_dates")
    level = models.PositiveSmallIntegerField(_("year or parallel"), null=True, blank=True)
    group = models.ForeignKey("contingent.StudyGroup", models.PROTECT, null=True, blank=True, related_name="+")
    starts = models.DateField(_("from"))
    ends = models.DateField(_("until"))

    class Meta:
        verbose_name = _("own dates of a period")
        verbose_name_plural = _("own dates of periods")
        constraints = [
            models.CheckConstraint(name="own_dates_end_after_start", condition=Q(ends__gte=F("starts"))),
            models.CheckConstraint(
                name="own_dates_of_level_or_group",
                condition=Q(level__isnull=True, group__isnull=False) | Q(level__isnull=False, group__isnull=True),
            ),
            models.UniqueConstraint(
                fields=("period", "level"), name="own_dates_of_level_once", condition=Q(level__isnull=False)
            ),
            models.UniqueConstraint(
                fields=("period", "group"), name="own_dates_of_group_once", condition=Q(group__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period_id}: {self.starts:%d.%m.%Y}"


class StudyCalendar(models.Model):
    """A group's calendar study schedule of a year (R38): one letter of `WeekKind` for each week.

    The first week holds the first day of the academic year, weeks begin on Monday. `changed_at` is
    what an editor saw: a save of something older is refused.
    """

    academic_year = models.ForeignKey("curriculum.AcademicYear", models.PROTECT, related_name="calendars")
    group = models.ForeignKey("contingent.StudyGroup", models.PROTECT, related_name="calendars")
    weeks = models.CharField(_("weeks"), max_length=54)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    changed_at = models.DateTimeField(_("changed at"))
    changed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("calendar study schedule")
        verbose_name_plural = _("calendar study schedules")
        constraints = [
            models.UniqueConstraint(fields=("academic_year", "group"), name="study_calendar_once"),
            models.CheckConstraint(name="weeks_are_letters", condition=Q(weeks__regex=f"^[{LETTERS}]{{52,54}}$")),
        ]

    def __str__(self) -> str:
        return f"{self.group_id}, {self.academic_year_id}"
