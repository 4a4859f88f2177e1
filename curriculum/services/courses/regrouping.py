"""Courses joined into streams and moved back to whole groups (R45)."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import Trace
from common.dated import holds_on
from contingent.enums import GroupKind
from contingent.models import Membership, StudyGroup
from contingent.queries.groups.board import read_seats
from contingent.services.groups.composing import Move, compose
from contingent.services.groups.forming import make_groups
from curriculum.errors import CoursesRefused
from curriculum.load_access import COURSES
from curriculum.models import AcademicYear, Course, CourseItem, PreparationAction
from curriculum.services.courses.made import Made, Row, Wanted, drop_courses, keep_action, lock_year, write_courses
from curriculum.services.courses.pages import named, pages_of, rows_of

JOIN, BACK = f"{COURSES}join", f"{COURSES}back"
LONGEST = 80


@transaction.atomic
def join_courses(
    *, year: AcademicYear, group: StudyGroup, items: Collection[int], others: Sequence[int], trace: Trace
) -> PreparationAction:
    """Teach the rows' subjects to several home groups at once, as a stream of them."""
    lock_year(year, trace)
    today = year.organization.local_day(trace.now)
    asked = StudyGroup.objects.open_on(today).filter(pk__in=others, organization=year.organization_id)
    homes = [group, *asked.filter(kind=GroupKind.HOME).exclude(pk=group.pk).order_by("sort_key")]
    if len(homes) < 2:
        raise CoursesRefused(_("Choose the groups that are taught together."))
    pages = pages_of(year, group, items, GroupKind.HOME)
    subjects = {page.subject_id for page in pages}
    found = Course.objects.filter(academic_year=year, study_group__in=homes, subject__in=subjects)
    together = list(found.select_related("study_group", "subject"))
    for home in homes:
        lacks = subjects - {page.subject_id for page in together if page.study_group_id == home.pk}
        if lacks:
            names = ", ".join(page.subject.short_name for page in pages if page.subject_id in lacks)
            raise CoursesRefused(_("%(group)s has no such courses: %(names)s.") % {"group": home.name, "names": names})
    rows, made = rows_of(together), Made()
    merged: dict[int, list[Row]] = defaultdict(list)
    for page in together:
        merged[page.subject_id] += rows[page.pk]
    drop_courses(together, rows, made)
    stream = _stream(year, homes, trace)
    wanted = [
        Wanted(stream.pk, page.subject_id, group.level, tuple(merged[page.subject_id]), page.program_id)
        for page in pages
    ]
    write_courses(year, wanted, made)
    title = _("%(subjects)s: stream %(group)s") % {"group": stream.name, "subjects": named(pages)}
    return keep_action(year, JOIN, title[:300], made, trace)


@transaction.atomic
def move_back(*, year: AcademicYear, group: StudyGroup, items: Collection[int], trace: Trace) -> PreparationAction:
    """Teach the rows in whole home groups again: subgroups and streams of them have these courses no more."""
    lock_year(year, trace)
    pages = pages_of(year, group, items, GroupKind.SUBGROUP, GroupKind.STREAM)
    if CourseItem.objects.filter(course__in=pages, starts__isnull=False).exists():
        raise CoursesRefused(_("These pages have taken over from a day on: undo that under “What was done lately”."))
    homes: dict[tuple[int, int, int], set[Row]] = defaultdict(set)
    rows = rows_of(pages)
    for page in pages:
        for item, home, level in rows[page.pk]:
            homes[home, page.subject_id, level].add((item, home, level))
    made = Made()
    drop_courses(pages, rows, made)
    write_courses(
        year, [Wanted(home, subject, level, tuple(own)) for (home, subject, level), own in homes.items()], made
    )
    title = _("%(group)s: %(subjects)s in the whole group") % {"group": group.name, "subjects": named(pages)}
    return keep_action(year, BACK, title[:300], made, trace)


def _stream(year: AcademicYear, homes: Sequence[StudyGroup], trace: Trace) -> StudyGroup:
    """Return the stream of exactly these groups; a new one has everybody who is in them."""
    wanted = {home.pk for home in homes}
    day = max(year.starts, min(year.ends, year.organization.local_day(trace.now)))
    streams = StudyGroup.objects.open_on(day).filter(sources=homes[0], kind=GroupKind.STREAM)
    for stream in streams.prefetch_related("sources"):
        if {source.pk for source in stream.sources.all()} == wanted:
            return stream
    name = ", ".join(home.name for home in homes)[:LONGEST]
    told = {"level": homes[0].level, "specialty": "", "division": "", "sources": sorted(wanted)}
    (stream,) = make_groups(
        organization=year.organization_id, kind=GroupKind.STREAM, names=[name], told=told, trace=trace
    )
    inside = set(Membership.objects.filter(holds_on(day), group__in=wanted).values_list("student", flat=True))
    moves = [Move(s.student, s.token, stream.pk) for s in read_seats([stream], day) if s.student in inside]
    if moves:
        compose(group=stream, day=day, moves=moves, order="", trace=trace)
    return stream
