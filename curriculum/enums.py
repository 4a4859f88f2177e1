"""Kinds of subjects, periods and hours."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PeriodKind(TextChoices):
    SEMESTER = "semester", _("Semester")
    TRIMESTER = "trimester", _("Trimester")
    QUARTER = "quarter", _("Quarter")
    HALF_YEAR = "half_year", _("Half-year")


class SubjectKind(TextChoices):
    DISCIPLINE = "discipline", _("Discipline (УД)")
    MODULE_COURSE = "module_course", _("Interdisciplinary course (МДК)")
    STUDY_PRACTICE = "study_practice", _("Study practice (УП)")
    WORK_PRACTICE = "work_practice", _("Work practice (ПП)")
    SCHOOL_SUBJECT = "school_subject", _("School subject")
    EXTRA = "extra", _("Additional course")


class HoursKind(TextChoices):
    THEORY = "theory", _("Theory")
    PRACTICE = "practice", _("Lab and practical work")
    COURSE_WORK = "course_work", _("Course work")
    CONSULTATION = "consultation", _("Consultation")
