"""What a programme may be made from: last year's, a colleague's, the library of the organisation (R52)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import CharField, Count, OuterRef, Q, Sum, Value

from accounts.models import User
from common.sql import sort_key
from curriculum.enums import DocumentState
from curriculum.models import Course, WorkProgram
from curriculum.program_access import visible_programs

MOST = 60


@dataclass(frozen=True, slots=True)
class Source:
    """A programme to make one from; `may_follow`: of the same subject and year."""

    program: WorkProgram
    topics: int
    hours: Decimal
    is_own: bool
    may_follow: bool
    why: str
    groups: list[str]


def program_sources(user: User, on: date, course: Course, q: str = "") -> list[Source]:
    """Return the programmes the course's may be made from, the nearest first; `q`: of a subject or an author.

    Of the same subject this year and in years before; of subjects of the same name; and of the library.
    """
    same = Q(subject=course.subject_id) | Q(subject__name=course.subject.name)
    followers = Course.objects.filter(program=OuterRef("pk")).order_by("study_group__sort_key")
    names = followers.values_list("study_group__name", flat=True)
    rows = (
        visible_programs(user, on)
        .filter(same | Q(is_shared=True), organization=course.organization_id)
        .select_related("author__user", "academic_year", "subject")
        .annotate(many=Count("topics"), total=Sum("topics__hours"), groups=ArraySubquery(names))
        .filter(many__gt=0)
        .order_by("-academic_year__starts", "-version", "pk")
    )
    for word in sort_key(q).split()[:6]:
        rows = rows.filter(
            Q(subject__sort_key__contains=word) | Q(author__user__sort_key__contains=word) | Q(title__icontains=word)
        )
    found = [told(row, user, course) for row in rows[:400]]
    found = [source for source in found if not (source.may_follow and source.program.state == DocumentState.ARCHIVED)]
    return sorted(found, key=lambda source: rank(source, course))[:MOST]


def source_of(user: User, on: date, course: Course, program: int) -> Source | None:
    """Return one programme to look at before it is taken; None where it is not the user's to read."""
    rows = visible_programs(user, on).select_related("author__user", "academic_year", "subject")
    counted = rows.annotate(many=Count("topics"), total=Sum("topics__hours"))
    row = counted.annotate(groups=Value([], output_field=ArrayField(CharField()))).filter(pk=program).first()
    return told(row, user, course) if row else None


def told(row: WorkProgram, user: User, course: Course) -> Source:
    this_year = row.academic_year_id == course.academic_year_id
    same = row.subject_id == course.subject_id or row.subject.name == course.subject.name
    follow = row.subject_id == course.subject_id and this_year
    why = "this_year" if follow else "before" if same else "library"
    return Source(
        row, row.many, row.total or Decimal(0),  # type: ignore[attr-defined]
        row.author.user_id == user.pk, follow and row.state != DocumentState.ARCHIVED, why,
        row.groups,  # type: ignore[attr-defined]
    )  # fmt: skip


def rank(source: Source, course: Course) -> tuple[int, int, int, int]:
    """Return the place of a source: same subject, same year of study, own, newer."""
    program = source.program
    return (
        {"this_year": 0, "before": 1, "library": 2}[source.why],
        int(program.study_year != (course.study_group.level or 1)),
        int(not source.is_own),
        -program.academic_year.starts.year,
    )
