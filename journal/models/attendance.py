from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.history import append_only, audited, lesson_is_given, needs_history, never_emptied
from journal.enums import AttendanceKind


class Attendance(models.Model):
    """A student who was not there for a whole lesson (R60, R73).

    No row means present only once attendance has been taken (`LessonRecord`).
    """

    lesson = models.ForeignKey("schedule.Lesson", models.PROTECT, db_index=False, related_name="attendance")
    student = models.ForeignKey("contingent.Student", models.PROTECT, related_name="attendance")
    kind = models.CharField(_("kind"), max_length=8, choices=AttendanceKind.choices)
    minutes = models.PositiveSmallIntegerField(_("minutes late"), null=True, blank=True)
    author = models.ForeignKey("accounts.User", models.PROTECT, related_name="taken_attendance")
    updated_at = models.DateTimeField(_("changed at"))
    history = audited(guarded=True, no_db_index=["author"])

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendance")
        constraints = [
            models.UniqueConstraint(fields=("lesson", "student"), name="one_attendance_per_lesson"),
            models.CheckConstraint(
                name="minutes_only_when_late",
                condition=Q(kind=AttendanceKind.LATE, minutes__isnull=False, minutes__gt=0)
                | (~Q(kind=AttendanceKind.LATE) & Q(minutes__isnull=True)),
            ),
        ]
        triggers = [
            needs_history("journal_historicalattendance", "kind", "minutes"),
            never_emptied(),
            lesson_is_given(),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


append_only(Attendance.history.model)
