"""Whether the page of what is new has anything to show, told within the query of the diary's head.

The rule is that of `diary_news`: what a thing is now differs from what it was when it was last seen.
"""

from datetime import date, timedelta
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    DateField,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat, TruncDate
from django.utils import timezone

from journal.models import Attendance, LessonRecord, Mark
from journal.queries.diary_courses import in_group

HOMEWORK_BACK = timedelta(days=14)
"""Homework of lessons older than this is no news any more."""
HOMEWORK_AHEAD = timedelta(days=60)
NOTHING = Value("")


def is_fresh(ahead: date) -> Any:
    """Return whether anything of the outer query's student is not as it was at `seen`.

    `ahead` is the last day of lessons whose homework counts.
    """
    student = OuterRef("pk")
    mark = Concat(Cast("grade", TextField()), Value(" "), "comment", output_field=TextField())
    absence = Concat("kind", Value(" "), Cast("minutes", TextField()), output_field=TextField())
    marks = different(Mark.history.filter(student=student), ("student", "work"), mark)
    absences = different(Attendance.history.filter(student=student), ("student", "lesson"), absence)
    homework = different(homework_of(student, ahead), ("lesson",), F("homework"))
    return Coalesce(
        Q(Exists(marks)) | Q(Exists(absences)) | Q(Exists(homework)),
        Value(False),
        output_field=BooleanField(),
    )


def different(history: QuerySet[Any], key: tuple[str, ...], value: Any) -> QuerySet[Any]:
    """Return versions after `seen`, the last of their thing, unlike the one that was seen.

    A thing is known by `key`; one that is gone is as good as one that holds nothing.
    """
    told = Case(When(history_type="-", then=NOTHING), default=value, output_field=TextField())
    same = {name: OuterRef(name) for name in key}
    versions = history.model._default_manager.filter(**same)
    before = (
        versions.filter(history_date__lte=OuterRef("since")).annotate(told=told).order_by("-history_id").values("told")
    )
    found: QuerySet[Any] = (
        history.filter(history_date__gt=OuterRef("seen"))
        .annotate(since=ExpressionWrapper(OuterRef("seen"), output_field=DateTimeField()), told=told)
        .exclude(Exists(versions.filter(history_id__gt=OuterRef("history_id"))))
        .exclude(told=Coalesce(Subquery(before[:1]), NOTHING))
    )
    return found


def homework_of(student: OuterRef, ahead: date) -> QuerySet[Any]:
    """Return the history of homework of lessons that were the student's, about the days of `seen`."""
    seen = ExpressionWrapper(OuterRef("seen"), output_field=DateTimeField())
    day = TruncDate(seen, tzinfo=timezone.get_default_timezone())  # the statement is the same for everybody
    back = ExpressionWrapper(day - Value(HOMEWORK_BACK), output_field=DateField())
    found: QuerySet[Any] = LessonRecord.history.filter(
        in_group(student, "lesson__date", "lesson__course__"),
        lesson__date__gte=back,
        lesson__date__lte=ahead,
    )
    return found
