from journal.models.absence_reason import AbsenceReason
from journal.models.attendance import Attendance
from journal.models.diary import DiaryGlance
from journal.models.lesson_record import LessonRecord
from journal.models.mark import Mark
from journal.models.policy import EntryPolicy
from journal.models.scale import MarkScale, ScaleGrade
from journal.models.work import Work, WorkKind

__all__ = [
    "AbsenceReason",
    "Attendance",
    "DiaryGlance",
    "EntryPolicy",
    "LessonRecord",
    "Mark",
    "MarkScale",
    "ScaleGrade",
    "Work",
    "WorkKind",
]
