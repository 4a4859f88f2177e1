from uuid import uuid4

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from curriculum.enums import DocumentState, ElementKind, HoursKind, PlannedWorkKind

STATES = {
    DocumentState.DRAFT: pgettext_lazy("programme", "Draft"),
    DocumentState.SUBMITTED: pgettext_lazy("programme", "Sent for approval"),
    DocumentState.RETURNED: pgettext_lazy("programme", "Returned with remarks"),
    DocumentState.APPROVED: pgettext_lazy("programme", "Approved"),
    DocumentState.ARCHIVED: pgettext_lazy("programme", "In the archive"),
}


class ContentElement(models.Model):
    """An element of a subject's codifier (кодификатор): what topics teach and works check (R51)."""

    organization = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="content_elements")
    subject = models.ForeignKey("curriculum.Subject", models.PROTECT, related_name="content_elements")
    kind = models.CharField(_("kind"), max_length=8, choices=ElementKind.choices, default=ElementKind.CONTENT)
    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=500)
    position = models.PositiveSmallIntegerField(_("place"), default=0)

    class Meta:
        verbose_name = _("content element")
        verbose_name_plural = _("content elements")
        ordering = ["subject", "kind", "position", "code"]
        constraints = [models.UniqueConstraint(fields=("subject", "kind", "code"), name="content_element_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class WorkProgram(models.Model):
    """A teacher's plan of a subject for a year, or for a term of it (R50–R52).

    Several courses may follow one programme. What is approved is not edited: a new version is made
    of it with a reason (R68), `previous` is the one it came from. `is_shared` puts it into the
    organisation's library. `changed_at` is what an editor saw: a save of something older is refused.
    """

    organization = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="programs")
    academic_year = models.ForeignKey("curriculum.AcademicYear", models.PROTECT, related_name="programs")
    subject = models.ForeignKey("curriculum.Subject", models.PROTECT, related_name="programs")
    item = models.ForeignKey(
        "curriculum.CurriculumItem", models.SET_NULL, null=True, blank=True, related_name="programs"
    )
    study_year = models.PositiveSmallIntegerField(_("year of study or parallel"), default=1)
    author = models.ForeignKey("contingent.Employee", models.PROTECT, related_name="programs")
    title = models.CharField(_("title"), max_length=300)
    aims = models.TextField(_("aims and results"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=DocumentState.choices, default=DocumentState.DRAFT)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    previous = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="followers")
    reason = models.CharField(_("why it was changed"), max_length=300, blank=True)
    is_shared = models.BooleanField(_("in the library of the organisation"), default=False)
    submitted_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    changed_at = models.DateTimeField(_("changed at"))
    changed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("work programme")
        verbose_name_plural = _("work programmes")
        indexes = [models.Index(fields=("organization", "academic_year", "state"), name="program_by_state")]
        constraints = [
            models.CheckConstraint(
                name="approved_program_was_decided",
                condition=~Q(state=DocumentState.APPROVED) | Q(decided_at__isnull=False),
            ),
            models.CheckConstraint(name="new_version_has_reason", condition=Q(version=1) | ~Q(reason="")),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def state_words(self) -> str:
        """The state in words as they are said of a programme."""
        return str(STATES[DocumentState(self.state)])


class ProgramSection(models.Model):
    """A section of a programme; `key` stays the same through its versions."""

    key = models.UUIDField(default=uuid4, db_default=RandomUUID(), editable=False)
    program = models.ForeignKey("curriculum.WorkProgram", models.CASCADE, related_name="sections")
    name = models.CharField(_("section"), max_length=300)
    position = models.PositiveSmallIntegerField(_("place"), default=0)

    class Meta:
        verbose_name = _("section of a programme")
        verbose_name_plural = _("sections of programmes")
        ordering = ["program", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=("id", "program"), name="section_of_program"),
            models.UniqueConstraint(fields=("program", "key"), name="section_key_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Topic(models.Model):
    """A topic with its academic hours and their kind; independent work is a topic of that kind.

    `key` stays the same through the versions of a programme: what was taught of a topic counts in the next one.
    """

    key = models.UUIDField(default=uuid4, db_default=RandomUUID(), editable=False)
    program = models.ForeignKey("curriculum.WorkProgram", models.CASCADE, db_index=False, related_name="topics")
    section = models.ForeignKey(
        "curriculum.ProgramSection", models.CASCADE, null=True, blank=True, related_name="topics"
    )
    name = models.CharField(_("topic"), max_length=500)
    kind = models.CharField(_("kind of hours"), max_length=12, choices=HoursKind.choices, default=HoursKind.THEORY)
    hours = models.DecimalField(_("hours"), max_digits=5, decimal_places=1, default=1)
    content = models.TextField(_("content of the lesson"), blank=True)
    homework = models.TextField(_("homework"), blank=True)
    position = models.PositiveSmallIntegerField(_("place"), default=0)
    elements = models.ManyToManyField("curriculum.ContentElement", blank=True, related_name="topics")

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["program", "position", "id"]
        indexes = [models.Index(fields=("program", "position"), name="topic_of_program")]
        constraints = [
            models.CheckConstraint(name="topic_hours_positive", condition=Q(hours__gt=0)),
            models.UniqueConstraint(fields=("program", "key"), name="topic_key_once"),
        ]

    def __str__(self) -> str:
        return self.name


class TopicMaterial(models.Model):
    """A link or a file that belongs to a topic (R52, R74)."""

    topic = models.ForeignKey("curriculum.Topic", models.CASCADE, related_name="materials")
    title = models.CharField(_("title"), max_length=200)
    url = models.URLField(_("address"), max_length=500, blank=True)
    file = models.FileField(_("file"), upload_to="programs/%Y/%m", max_length=200, blank=True)

    class Meta:
        verbose_name = _("material of a topic")
        verbose_name_plural = _("materials of topics")
        ordering = ["topic", "id"]
        constraints = [
            models.CheckConstraint(
                name="material_is_link_or_file", condition=(Q(url="") & ~Q(file="")) | (~Q(url="") & Q(file=""))
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def file_name(self) -> str:
        """The name under which its file is given out."""
        return f"{self.title}.{str(self.file.name).rpartition('.')[2]}"


class PlannedWork(models.Model):
    """A control work a programme plans at a topic (R51, R53)."""

    topic = models.ForeignKey("curriculum.Topic", models.CASCADE, related_name="planned_works")
    kind = models.CharField(_("kind"), max_length=12, choices=PlannedWorkKind.choices, default=PlannedWorkKind.CONTROL)
    title = models.CharField(_("title"), max_length=200)
    elements = models.ManyToManyField("curriculum.ContentElement", blank=True, related_name="planned_works")

    class Meta:
        verbose_name = _("planned control work")
        verbose_name_plural = _("planned control works")
        ordering = ["topic", "id"]

    def __str__(self) -> str:
        return self.title


class ProgramRemark(models.Model):
    """A remark of whoever approves, on a programme or on one topic of it."""

    program = models.ForeignKey("curriculum.WorkProgram", models.CASCADE, related_name="remarks")
    topic = models.ForeignKey("curriculum.Topic", models.SET_NULL, null=True, blank=True, related_name="remarks")
    author = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    text = models.CharField(_("remark"), max_length=1000)
    made_at = models.DateTimeField(_("made at"))
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)

    class Meta:
        verbose_name = _("remark")
        verbose_name_plural = _("remarks")
        ordering = ["program", "made_at"]

    def __str__(self) -> str:
        return f"{self.program_id}: {self.made_at:%d.%m.%Y}"
