"""Kinds of subjects, periods, hours, curricula, weeks of the year and programmes."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


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
    DIPLOMA_PRACTICE = "pre_diploma", _("Practice before the diploma")
    MODULE_EXAM = "module_exam", _("Exam of the module")
    SCHOOL_SUBJECT = "school_subject", _("School subject")
    EXTRA = "extra", _("Additional course")


class HoursKind(TextChoices):
    """What hours are for; a curriculum gives them, a teaching load hands them to teachers."""

    THEORY = "theory", _("Theory")
    PRACTICE = "practice", _("Lab and practical work")
    COURSE_WORK = "course_work", _("Course work")
    CONSULTATION = "consultation", _("Consultation")
    INDEPENDENT = "independent", _("Independent work")
    ATTESTATION = "attestation", _("Attestation")


TAUGHT = (HoursKind.THEORY, HoursKind.PRACTICE, HoursKind.COURSE_WORK, HoursKind.CONSULTATION)


class CurriculumKind(TextChoices):
    COLLEGE = "college", _("College programme")
    SCHOOL = "school", _("School level")
    EXTRACURRICULAR = "extracurricular", _("Extracurricular activity")
    ADDITIONAL = "additional", _("Additional programme")


class Level(TextChoices):
    """The level of education a curriculum belongs to (R35, R44)."""

    PRIMARY = "noo", _("Primary general education (НОО)")
    BASIC = "ooo", _("Basic general education (ООО)")
    SECONDARY = "soo", _("Secondary general education (СОО)")
    VOCATIONAL = "spo", _("Secondary vocational education (СПО)")
    ADDITIONAL = "dop", _("Additional education")


class TeachingForm(TextChoices):
    FULL_TIME = "full_time", pgettext_lazy("form of teaching", "Full-time")
    EVENING = "evening", pgettext_lazy("form of teaching", "Full-time and part-time")
    PART_TIME = "part_time", pgettext_lazy("form of teaching", "Part-time")


class DocumentState(TextChoices):
    """Where a curriculum or a programme stands on its way to being approved."""

    DRAFT = "draft", pgettext_lazy("document", "Draft")
    SUBMITTED = "submitted", pgettext_lazy("document", "Sent for approval")
    RETURNED = "returned", pgettext_lazy("document", "Returned with remarks")
    APPROVED = "approved", pgettext_lazy("document", "Approved")
    ARCHIVED = "archived", pgettext_lazy("document", "Archived")


class ItemKind(TextChoices):
    """What a row of a curriculum is: the first ones hold other rows, the rest are taught."""

    PART = "part", _("Part of the plan")
    CYCLE = "cycle", _("Cycle")
    AREA = "area", _("Subject area")
    MODULE = "module", _("Professional module (ПМ)")
    DISCIPLINE = "discipline", _("Discipline (УД)")
    MODULE_COURSE = "module_course", _("Interdisciplinary course (МДК)")
    STUDY_PRACTICE = "study_practice", _("Study practice (УП)")
    WORK_PRACTICE = "work_practice", _("Work practice (ПП)")
    DIPLOMA_PRACTICE = "pre_diploma", _("Practice before the diploma")
    MODULE_EXAM = "module_exam", _("Exam of the module")
    FINAL = "final", _("State final attestation (ГИА)")
    SCHOOL_SUBJECT = "school_subject", _("School subject")
    EXTRA = "extra", _("Additional course")


HOLDERS = (ItemKind.PART, ItemKind.CYCLE, ItemKind.AREA, ItemKind.MODULE)
PRACTICES = (ItemKind.STUDY_PRACTICE, ItemKind.WORK_PRACTICE, ItemKind.DIPLOMA_PRACTICE)


class ControlKind(TextChoices):
    """Kinds of control forms (R40); an organisation names its own forms of each kind."""

    CREDIT = "credit", _("Credit (зачёт)")
    GRADED_CREDIT = "graded_credit", _("Graded credit (дифференцированный зачёт)")
    EXAM = "exam", _("Exam")
    COMPLEX_EXAM = "complex_exam", _("Complex exam")
    MODULE_EXAM = "module_exam", _("Exam of the module")
    COURSE_WORK = "course_work", _("Course work or project")
    CONTROL_WORK = "control_work", _("Control work")
    OTHER = "other", _("Other form of control")


class PlanKind(TextChoices):
    INDIVIDUAL = "individual", _("Individual plan (ИУП)")
    ADAPTED = "adapted", _("Adapted programme (АООП)")


class WeekKind(TextChoices):
    """What a week of the calendar study schedule is for (R38); a letter each, as they are painted."""

    NONE = "-", pgettext_lazy("week", "Not studying")
    THEORY = "T", pgettext_lazy("week", "Theory")
    STUDY_PRACTICE = "U", pgettext_lazy("week", "Study practice (УП)")
    WORK_PRACTICE = "P", pgettext_lazy("week", "Work practice (ПП)")
    DIPLOMA_PRACTICE = "D", pgettext_lazy("week", "Practice before the diploma")
    ATTESTATION = "A", pgettext_lazy("week", "Interim attestation")
    FINAL_PREPARATION = "G", pgettext_lazy("week", "Preparing the final attestation")
    FINAL = "F", pgettext_lazy("week", "State final attestation")
    VACATION = "V", pgettext_lazy("week", "Vacation")

    @property
    def sign(self) -> str:
        """The sign that printed schedules have for such a week."""
        return dict(zip("-TUPDAGFV", ("*", "□", "0", "8", "X", "::", "Δ", "III", "="), strict=True))[self.value]


class PlannedWorkKind(TextChoices):
    """What a control work planned in a programme is (R53)."""

    CONTROL = "control", _("Control work")
    TEST = "test", _("Test")
    LAB = "lab", _("Laboratory work")
    PRACTICAL = "practical", _("Practical work")
    DICTATION = "dictation", _("Dictation")
    ESSAY = "essay", _("Essay")
    DIAGNOSTIC = "diagnostic", _("Diagnostic work")
    OTHER = "other", pgettext_lazy("planned work", "Other")


class ElementKind(TextChoices):
    """What a content element of a codifier is: what is taught or what is required."""

    CONTENT = "content", pgettext_lazy("codifier", "Content")
    SKILL = "skill", pgettext_lazy("codifier", "Requirement")


class DayKind(TextChoices):
    """How an organisation's own day differs from the production calendar."""

    OFF = "off", _("Day off")
    WORKING = "working", _("Working day")
