from django.db import models
from django.utils.translation import gettext_lazy as _

from common.dated import Dated, ends_after_start, never_twice
from common.history import append_only, audited
from curriculum.enums import HoursKind, PeriodKind


class Course(models.Model):
    """One subject taught to one study group in one academic year: a page of the journal."""

    organization = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="courses")
    academic_year = models.ForeignKey("curriculum.AcademicYear", models.PROTECT, related_name="courses")
    subject = models.ForeignKey("curriculum.Subject", models.PROTECT, related_name="courses")
    study_group = models.ForeignKey("contingent.StudyGroup", models.PROTECT, related_name="courses")
    period_kind = models.CharField(_("periods"), max_length=10, choices=PeriodKind.choices, default=PeriodKind.SEMESTER)

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        permissions = [("read_page", "Can read the page"), ("keep_page", "Can keep the page")]
        constraints = [
            models.UniqueConstraint(fields=("study_group", "subject", "academic_year"), name="course_once_a_year")
        ]

    def __str__(self) -> str:
        return f"{self.subject_id} / {self.study_group_id}"


class TeachingLoad(Dated):
    """A teacher's hours on a course, by kind (R46): whose page it is, from a day to a day (R27)."""

    course = models.ForeignKey("curriculum.Course", models.PROTECT, related_name="loads")
    employee = models.ForeignKey("contingent.Employee", models.PROTECT, related_name="loads")
    kind = models.CharField(_("kind of hours"), max_length=12, choices=HoursKind.choices, default=HoursKind.THEORY)
    hours = models.PositiveSmallIntegerField(_("hours"), default=0)
    history = audited(no_db_index=["course", "employee"])

    class Meta:
        verbose_name = _("teaching load")
        verbose_name_plural = _("teaching loads")
        constraints = [
            ends_after_start("load_ends_after_start"),
            never_twice("load_once", "course", "employee", "kind"),
        ]

    def __str__(self) -> str:
        return f"{self.course_id}: {self.employee_id}"


append_only(TeachingLoad.history.model)
