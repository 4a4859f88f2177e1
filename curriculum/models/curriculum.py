from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.dated import Dated, ends_after_start, never_twice
from common.history import append_only, audited
from curriculum.enums import HOLDERS, ControlKind, CurriculumKind, DocumentState, HoursKind, ItemKind, Level, PlanKind
from curriculum.enums import TeachingForm as Form


class ControlForm(models.Model):
    """A form of control as the organisation names it (R40)."""

    organization = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="control_forms")
    kind = models.CharField(_("kind"), max_length=16, choices=ControlKind.choices)
    name = models.CharField(_("name"), max_length=80)
    short_name = models.CharField(_("short name"), max_length=12)
    position = models.PositiveSmallIntegerField(_("place in lists"), default=0)

    class Meta:
        verbose_name = _("form of control")
        verbose_name_plural = _("forms of control")
        ordering = ["organization", "position", "name"]
        constraints = [
            models.UniqueConstraint(fields=("organization", "name"), name="control_form_once"),
            models.UniqueConstraint(fields=("organization", "short_name"), name="control_form_short_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Curriculum(models.Model):
    """A curriculum (учебный план) of a specialty or level, by year of intake and version (R44).

    A college's hours are given per term (semester); a school's and an activity's per week of the
    term, which is a school year (a parallel). `week_hours` is the most hours a week may hold, zero
    means no limit. `changed_at` is what an editor saw: a save of something older is refused.
    """

    organization = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="curricula")
    kind = models.CharField(_("kind"), max_length=16, choices=CurriculumKind.choices)
    level = models.CharField(_("level"), max_length=8, choices=Level.choices)
    form = models.CharField(_("form of teaching"), max_length=10, choices=Form.choices, default=Form.FULL_TIME)
    code = models.CharField(_("code of the specialty"), max_length=20, blank=True)
    name = models.CharField(_("specialty, profession or programme"), max_length=300)
    qualification = models.CharField(_("qualification"), max_length=200, blank=True)
    intake_year = models.PositiveSmallIntegerField(_("year of intake"), validators=[MinValueValidator(2000)])
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    week_hours = models.PositiveSmallIntegerField(_("hours a week at most"), default=36)
    year_exams = models.PositiveSmallIntegerField(_("exams a year at most"), default=8)
    year_credits = models.PositiveSmallIntegerField(_("credits a year at most"), default=10)
    total_hours = models.PositiveIntegerField(_("hours of the whole programme"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=DocumentState.choices, default=DocumentState.DRAFT)
    order = models.CharField(_("order"), max_length=120, blank=True)
    approved_on = models.DateField(_("approved on"), null=True, blank=True)
    approved_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    changed_at = models.DateTimeField(_("changed at"))
    changed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("curriculum")
        verbose_name_plural = _("curricula")
        constraints = [
            models.UniqueConstraint(
                fields=("organization", "kind", "code", "name", "form", "intake_year", "version"),
                name="curriculum_version_once",
            ),
            models.CheckConstraint(
                name="approved_curriculum_has_day",
                condition=~Q(state=DocumentState.APPROVED) | Q(approved_on__isnull=False),
            ),
            models.UniqueConstraint(fields=("id", "kind"), name="curriculum_of_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}".strip()

    @property
    def is_weekly(self) -> bool:
        """Whether hours are given per week, not per term."""
        return self.kind != CurriculumKind.COLLEGE


class CurriculumTerm(models.Model):
    """A semester of a college's plan, or a year (parallel) of a school's, with its weeks of study.

    `study_year` is the year of study or parallel in which the term lies (`StudyGroup.level`).
    """

    curriculum = models.ForeignKey("curriculum.Curriculum", models.CASCADE, related_name="terms")
    number = models.PositiveSmallIntegerField(_("number"))
    study_year = models.PositiveSmallIntegerField(_("year of study or parallel"))
    weeks = models.DecimalField(_("weeks of study"), max_digits=4, decimal_places=1)
    week_hours = models.PositiveSmallIntegerField(_("hours a week at most, if its own"), null=True, blank=True)

    class Meta:
        verbose_name = _("term of a curriculum")
        verbose_name_plural = _("terms of a curriculum")
        ordering = ["curriculum", "number"]
        constraints = [
            models.UniqueConstraint(fields=("curriculum", "number"), name="curriculum_term_once"),
            models.UniqueConstraint(fields=("id", "curriculum"), name="term_of_curriculum"),
            models.CheckConstraint(name="term_weeks_sensible", condition=Q(weeks__gte=0, weeks__lte=53)),
        ]

    def __str__(self) -> str:
        return f"{self.number}"


class CurriculumItem(models.Model):
    """A row of a curriculum: a part, a cycle or a module that holds others, or what is taught."""

    curriculum = models.ForeignKey("curriculum.Curriculum", models.CASCADE, db_index=False, related_name="items")
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="children")
    kind = models.CharField(_("kind"), max_length=16, choices=ItemKind.choices)
    code = models.CharField(_("code"), max_length=20, blank=True)
    name = models.CharField(_("name"), max_length=300)
    subject = models.ForeignKey("curriculum.Subject", models.PROTECT, null=True, blank=True, related_name="items")
    is_optional = models.BooleanField(_("of the part formed by the organisation"), default=False)
    position = models.PositiveSmallIntegerField(_("place"), default=0)

    class Meta:
        verbose_name = _("row of a curriculum")
        verbose_name_plural = _("rows of a curriculum")
        ordering = ["curriculum", "position", "id"]
        indexes = [models.Index(fields=("curriculum", "position"), name="item_of_curriculum")]
        constraints = [
            models.UniqueConstraint(fields=("curriculum", "code"), name="item_code_once", condition=~Q(code="")),
            models.CheckConstraint(
                name="holder_is_not_taught", condition=~Q(kind__in=HOLDERS) | Q(subject__isnull=True)
            ),
            models.CheckConstraint(name="item_not_its_own_parent", condition=~Q(parent=F("id"))),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}".strip()


class CurriculumHours(models.Model):
    """Hours of a row in a term by kind: of the whole term, or a week where the curriculum is weekly."""

    item = models.ForeignKey("curriculum.CurriculumItem", models.CASCADE, db_index=False, related_name="hours")
    term = models.ForeignKey("curriculum.CurriculumTerm", models.CASCADE, related_name="hours")
    kind = models.CharField(_("kind of hours"), max_length=12, choices=HoursKind.choices)
    hours = models.DecimalField(_("hours"), max_digits=6, decimal_places=1)

    class Meta:
        verbose_name = _("hours of a curriculum")
        verbose_name_plural = _("hours of a curriculum")
        constraints = [
            models.UniqueConstraint(fields=("item", "term", "kind"), name="curriculum_hours_once"),
            models.CheckConstraint(name="curriculum_hours_positive", condition=Q(hours__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}/{self.term_id} {self.kind}: {self.hours}"


class ItemControl(models.Model):
    """A control form of a row in a term; rows of one `complex_number` in a term are examined together."""

    item = models.ForeignKey("curriculum.CurriculumItem", models.CASCADE, db_index=False, related_name="controls")
    term = models.ForeignKey("curriculum.CurriculumTerm", models.CASCADE, related_name="controls")
    form = models.ForeignKey("curriculum.ControlForm", models.PROTECT, related_name="+")
    complex_number = models.PositiveSmallIntegerField(_("complex exam no."), null=True, blank=True)

    class Meta:
        verbose_name = _("control of a row")
        verbose_name_plural = _("controls of rows")
        constraints = [models.UniqueConstraint(fields=("item", "term", "form"), name="item_control_once")]

    def __str__(self) -> str:
        return f"{self.item_id}/{self.term_id}: {self.form_id}"


class CurriculumBinding(Dated):
    """The curriculum a group is taught by: one of a kind on any day (R44, R54).

    Beside its main curriculum a class may have a plan of extracurricular activity and an additional
    programme. `kind` repeats the curriculum's: the database holds the two together by a foreign key.
    """

    group = models.ForeignKey("contingent.StudyGroup", models.PROTECT, related_name="curriculum_bindings")
    curriculum = models.ForeignKey("curriculum.Curriculum", models.PROTECT, related_name="bindings")
    kind = models.CharField(_("kind"), max_length=16, choices=CurriculumKind.choices)
    history = audited()

    class Meta:
        verbose_name = _("curriculum of a group")
        verbose_name_plural = _("curricula of groups")
        constraints = [
            ends_after_start("binding_ends_after_start"),
            never_twice("one_curriculum", "group", "kind"),
        ]

    def __str__(self) -> str:
        return f"{self.group_id}: {self.curriculum_id}"


append_only(CurriculumBinding.history.model)


class IndividualPlan(Dated):
    """How a student's own plan differs from the curriculum of their group (R37, R44): one on any day."""

    student = models.ForeignKey("contingent.Student", models.PROTECT, related_name="individual_plans")
    curriculum = models.ForeignKey("curriculum.Curriculum", models.PROTECT, related_name="individual_plans")
    kind = models.CharField(_("kind"), max_length=12, choices=PlanKind.choices)
    order = models.CharField(_("order"), max_length=120, blank=True)
    history = audited()

    class Meta:
        verbose_name = _("individual plan")
        verbose_name_plural = _("individual plans")
        constraints = [
            ends_after_start("individual_plan_ends_after_start"),
            never_twice("one_individual_plan", "student"),
        ]

    def __str__(self) -> str:
        return f"{self.student_id}: {self.kind}"


append_only(
    IndividualPlan.history.model,
    forgets=("order", "history_change_reason"),
    when="EXISTS (SELECT 1 FROM contingent_student s JOIN accounts_user u ON u.id = s.user_id"
    " WHERE s.id = OLD.student_id AND u.anonymised_at IS NOT NULL)",
)


class PlanDifference(models.Model):
    """A difference of an individual plan: a row's hours of a kind in a term, or its control form.

    `hours` instead of the curriculum's, zero for what the student does not take; or `form` instead
    of the curriculum's. A subject of the student's own is an item of the curriculum nobody else has
    hours in.
    """

    plan = models.ForeignKey("curriculum.IndividualPlan", models.CASCADE, related_name="differences")
    item = models.ForeignKey("curriculum.CurriculumItem", models.PROTECT, related_name="+")
    term = models.ForeignKey("curriculum.CurriculumTerm", models.PROTECT, related_name="+")
    kind = models.CharField(_("kind of hours"), max_length=12, choices=HoursKind.choices, blank=True)
    hours = models.DecimalField(_("hours"), max_digits=6, decimal_places=1, null=True, blank=True)
    form = models.ForeignKey("curriculum.ControlForm", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("difference of a plan")
        verbose_name_plural = _("differences of a plan")
        constraints = [
            models.UniqueConstraint(fields=("plan", "item", "term", "kind"), name="plan_difference_once"),
            models.CheckConstraint(
                name="difference_is_hours_or_form",
                condition=Q(hours__isnull=False, hours__gte=0, form__isnull=True) & ~Q(kind="")
                | Q(hours__isnull=True, form__isnull=False, kind=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id}: {self.item_id}/{self.term_id}"
