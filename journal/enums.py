"""Kinds of attendance and the letters teachers know them by."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class AttendanceKind(TextChoices):
    """Why a student was not there for the whole lesson (R60); presence has no row."""

    ABSENT = "absent", _("Absent")
    ILL = "ill", _("Ill")
    EXCUSED = "excused", _("Excused")
    LATE = "late", pgettext_lazy("attendance", "Late")


class EntryKind(TextChoices):
    """What one saved change of a journal cell is about."""

    MARK = "mark", _("Mark")
    ATTENDANCE = "attendance", _("Attendance")
    COMMENT = "comment", _("Comment")


MISSED = (AttendanceKind.ABSENT, AttendanceKind.ILL, AttendanceKind.EXCUSED)

LETTERS = {
    AttendanceKind.ABSENT: pgettext_lazy("letter in the journal", "A"),
    AttendanceKind.ILL: pgettext_lazy("letter in the journal", "I"),
    AttendanceKind.EXCUSED: pgettext_lazy("letter in the journal", "E"),
    AttendanceKind.LATE: pgettext_lazy("letter in the journal", "L"),
}
