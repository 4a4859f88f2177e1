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
    program = models.ForeignKey("curriculum.WorkProgram", models.PROTECT, null=True, blank=True, related_name="courses")

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        permissions = [("read_page", "Can read the page"), ("keep_page", "Can keep the page")]
        constraints = [
            models.UniqueConstraint(fields=("study_group", "subject", "academic_year"), name="course_once_a_year")
        ]

    def __str__(self) -> str:
        return f"{self.subject_id} / {self.study_group_id}"


class CourseItem(models.Model):
    """Which row of whose curriculum a course teaches (R45).

    A home group's row has several courses when it is taught in subgroups, and a course of a stream
    has rows of several home groups. `study_year` is the group's in the year of the course: which
    terms of the curriculum it teaches. A course that takes over from another during the year, or is
    taken over, teaches the row from a day, or until a day; else the whole year.
    """

    course = models.ForeignKey("curriculum.Course", models.CASCADE, db_index=False, related_name="items")
    item = models.ForeignKey("curriculum.CurriculumItem", models.PROTECT, related_name="courses")
    home_group = models.ForeignKey("contingent.StudyGroup", models.PROTECT, related_name="course_items")
    study_year = models.PositiveSmallIntegerField(_("year of study or parallel"))
    starts = models.DateField(_("from"), null=True, blank=True)
    ends = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("row of a course")
        verbose_name_plural = _("rows of courses")
        constraints = [models.UniqueConstraint(fields=("course", "item", "home_group"), name="course_item_once")]

    def __str__(self) -> str:
        return f"{self.course_id}: {self.item_id}"


class TeachingLoad(Dated):
    """A teacher's hours on a course, by kind (R46): whose page it is, from a day to a day (R27).

    `term` is the semester of the year that the hours are for, zero for the whole year.
    """

    course = models.ForeignKey("curriculum.Course", models.PROTECT, related_name="loads")
    employee = models.ForeignKey("contingent.Employee", models.PROTECT, related_name="loads")
    kind = models.CharField(_("kind of hours"), max_length=12, choices=HoursKind.choices, default=HoursKind.THEORY)
    hours = models.PositiveSmallIntegerField(_("hours"), default=0)
    term = models.PositiveSmallIntegerField(_("semester of the year"), default=0, db_default=0)
    history = audited(no_db_index=["course", "employee"])

    class Meta:
        verbose_name = _("teaching load")
        verbose_name_plural = _("teaching loads")
        constraints = [
            ends_after_start("load_ends_after_start"),
            never_twice("load_once", "course", "employee", "kind", "term"),
        ]

    def __str__(self) -> str:
        return f"{self.course_id}: {self.employee_id}"


append_only(TeachingLoad.history.model)


class TeacherNorm(models.Model):
    """A teacher's tariff for a year: hours of a full post and the share of it (R46)."""

    employee = models.ForeignKey("contingent.Employee", models.PROTECT, related_name="norms")
    academic_year = models.ForeignKey("curriculum.AcademicYear", models.PROTECT, related_name="norms")
    hours = models.PositiveSmallIntegerField(_("hours of a full post"), default=720)
    rate = models.DecimalField(_("share of a post"), max_digits=4, decimal_places=2, default=1)

    class Meta:
        verbose_name = _("tariff of a teacher")
        verbose_name_plural = _("tariffs of teachers")
        constraints = [models.UniqueConstraint(fields=("employee", "academic_year"), name="teacher_norm_once")]

    def __str__(self) -> str:
        return f"{self.employee_id}, {self.academic_year_id}: {self.hours}"
