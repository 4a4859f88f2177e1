from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.history import append_only, audited, lesson_is_given, needs_history, never_emptied


class WorkKind(models.Model):
    """A kind of work with its weight in the average and the days its marks may take (R57, R58)."""

    organization = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="work_kinds")
    name = models.CharField(_("name"), max_length=80)
    short_name = models.CharField(_("short name"), max_length=12)
    weight = models.DecimalField(_("weight"), max_digits=4, decimal_places=2, default=1)
    mark_days = models.PositiveSmallIntegerField(_("days for marks"), default=1)
    is_default = models.BooleanField(_("given by a mark typed into a lesson"), default=False)
    position = models.PositiveSmallIntegerField(_("place in lists"), default=0)

    class Meta:
        verbose_name = _("kind of work")
        verbose_name_plural = _("kinds of work")
        ordering = ["organization", "position"]
        constraints = [
            models.UniqueConstraint(fields=("organization", "name"), name="work_kind_once"),
            models.UniqueConstraint(
                fields=("organization",), name="one_default_work_kind", condition=Q(is_default=True)
            ),
            models.CheckConstraint(name="kind_weight_positive", condition=Q(weight__gt=0)),
        ]

    def __str__(self) -> str:
        return self.name


class Work(models.Model):
    """What a mark is given for: a column of the journal, of a lesson or of a day on its own.

    `due` is the last day on which its marks are expected (R57, R58). `is_implicit` marks the
    lesson's own column, made by the first mark typed into a lesson without works.
    """

    course = models.ForeignKey("curriculum.Course", models.PROTECT, db_index=False, related_name="works")
    lesson = models.ForeignKey("schedule.Lesson", models.PROTECT, null=True, blank=True, related_name="works")
    kind = models.ForeignKey("journal.WorkKind", models.PROTECT, db_index=False, related_name="works")
    scale = models.ForeignKey("journal.MarkScale", models.PROTECT, db_index=False, related_name="works")
    title = models.CharField(pgettext_lazy("of a work", "title"), max_length=200, blank=True)
    weight = models.DecimalField(_("weight"), max_digits=4, decimal_places=2, default=1)
    date = models.DateField(_("date"))
    due = models.DateField(_("marks due"))
    is_implicit = models.BooleanField(default=False, editable=False)
    history = audited(guarded=True, no_db_index=["lesson", "kind", "scale"])

    class Meta:
        verbose_name = _("work")
        verbose_name_plural = _("works")
        indexes = [models.Index(fields=("course", "date"), name="work_course_date")]
        constraints = [
            models.UniqueConstraint(fields=("id", "scale"), name="work_scale"),
            models.UniqueConstraint(fields=("lesson",), name="one_implicit_work", condition=Q(is_implicit=True)),
            models.CheckConstraint(name="work_weight_positive", condition=Q(weight__gt=0)),
            models.CheckConstraint(name="work_due_after_date", condition=Q(due__gte=F("date"))),
        ]
        triggers = [
            needs_history("journal_historicalwork", "kind_id", "weight", "date", "lesson_id"),
            never_emptied(),
            lesson_is_given(),
        ]

    def __str__(self) -> str:
        return self.title or f"{self.kind_id}"


append_only(Work.history.model)
