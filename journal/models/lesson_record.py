from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.history import append_only, audited, lesson_is_given, needs_history, never_emptied


class LessonRecord(models.Model):
    """What the teacher wrote of a lesson: topic, what was done, homework, attendance taken (R57)."""

    lesson = models.OneToOneField("schedule.Lesson", models.PROTECT, related_name="record")
    topic = models.CharField(_("topic"), max_length=500, blank=True)
    content = models.TextField(_("what was done"), blank=True)
    homework = models.TextField(_("homework"), blank=True)
    attendance_taken_at = models.DateTimeField(_("attendance taken at"), null=True, blank=True)
    attendance_taken_by = models.ForeignKey(
        "accounts.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="taken_registers",
    )
    author = models.ForeignKey("accounts.User", models.PROTECT, related_name="lesson_records")
    updated_at = models.DateTimeField(_("changed at"))
    history = audited(guarded=True, no_db_index=["author", "attendance_taken_by"])

    class Meta:
        verbose_name = _("lesson record")
        verbose_name_plural = _("lesson records")
        constraints = [
            models.CheckConstraint(
                name="attendance_taken_by_someone",
                condition=Q(attendance_taken_at__isnull=True, attendance_taken_by__isnull=True)
                | Q(attendance_taken_at__isnull=False, attendance_taken_by__isnull=False),
            )
        ]
        triggers = [
            needs_history("journal_historicallessonrecord", "topic", "content", "homework", "attendance_taken_at"),
            never_emptied(),
            lesson_is_given(),
        ]

    def __str__(self) -> str:
        return self.topic


append_only(LessonRecord.history.model)
