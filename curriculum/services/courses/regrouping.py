"""Courses divided into subgroups, joined into streams and moved back (R45)."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import Trace
from common.dated import holds_on
from contingent.enums import GroupKind
from contingent.models import Membership, StudyGroup
from contingent.queries.groups.board import board_groups, read_seats
from contingent.services.groups.composing import Move, compose
from contingent.services.groups.forming import make_groups
from curriculum.load_access import COURSES
from curriculum.models import AcademicYear, Course, CourseItem, PreparationAction
from curriculum.services.courses.made import (
    CoursesRefused,
    Made,
    Row,
    Wanted,
    drop_courses,
    keep_action,
    lock_year,
    write_courses,
)

SPLIT, JOIN, BACK = f"{COURSES}split", f"{COURSES}join", f"{COURSES}back"
MOST_PARTS = 4
LONGEST = 80


@transaction.atomic
def split_courses(
    *, year: AcademicYear, group: StudyGroup, items: Collection[int], subgroups: Sequence[int], trace: Trace
) -> PreparationAction:
    """Teach the rows in subgroups of the home group instead of in the whole of it."""
    lock_year(year, trace)
    parts = list(StudyGroup.objects.filter(pk__in=subgroups, sources=group, kind=GroupKind.SUBGROUP, closed_on=None))
    if len(parts) < 1 or len(parts) != len(set(subgroups)):
        raise CoursesRefused(_("Choose the subgroups into which the courses are divided."))
    pages = _pages(year, group, items, (GroupKind.HOME,))
    made = Made()
    rows = _rows(pages)
    drop_courses(pages, made)
    write_courses(
        year,
        [
            Wanted(part.pk, page.subject_id, group.level, rows[page.pk], page.program_id)
            for page in pages
            for part in parts
        ],
        made,
    )
    title = _("%(group)s: %(subjects)s in subgroups") % {"group": group.name, "subjects": _named(pages)}
    return keep_action(year, SPLIT, title[:300], made, trace)


@transaction.atomic
def join_courses(
    *, year: AcademicYear, group: StudyGroup, items: Collection[int], others: Sequence[int], trace: Trace
) -> PreparationAction:
    """Teach the rows' subjects to several home groups at once, as a stream of them."""
    lock_year(year, trace)
    homes = [group, *StudyGroup.objects.filter(
        pk__in=others, organization=year.organization_id, kind=GroupKind.HOME, closed_on=None
    ).exclude(pk=group.pk).order_by("sort_key")]  # fmt: skip
    if len(homes) < 2:
        raise CoursesRefused(_("Choose the groups that are taught together."))
    pages = _pages(year, group, items, (GroupKind.HOME,))
    subjects = {page.subject_id for page in pages}
    found = Course.objects.filter(academic_year=year, study_group__in=homes, subject__in=subjects)
    together = list(found.select_related("study_group", "subject"))
    for home in homes:
        lacks = subjects - {page.subject_id for page in together if page.study_group_id == home.pk}
        if lacks:
            names = ", ".join(page.subject.short_name for page in pages if page.subject_id in lacks)
            raise CoursesRefused(_("%(group)s has no such courses: %(names)s.") % {"group": home.name, "names": names})
    rows, made = _rows(together), Made()
    merged: dict[int, list[Row]] = defaultdict(list)
    for page in together:
        merged[page.subject_id] += rows[page.pk]
    drop_courses(together, made)
    stream = _stream(year, homes, trace)
    wanted = [
        Wanted(stream.pk, page.subject_id, group.level, tuple(merged[page.subject_id]), page.program_id)
        for page in pages
    ]
    write_courses(year, wanted, made)
    title = _("%(subjects)s: stream %(group)s") % {"group": stream.name, "subjects": _named(pages)}
    return keep_action(year, JOIN, title[:300], made, trace)


@transaction.atomic
def move_back(*, year: AcademicYear, group: StudyGroup, items: Collection[int], trace: Trace) -> PreparationAction:
    """Teach the rows in whole home groups again: subgroups and streams of them have these courses no more."""
    lock_year(year, trace)
    pages = _pages(year, group, items, (GroupKind.SUBGROUP, GroupKind.STREAM))
    homes: dict[tuple[int, int, int], set[Row]] = defaultdict(set)
    rows = _rows(pages)
    for page in pages:
        for item, home, level in rows[page.pk]:
            homes[home, page.subject_id, level].add((item, home, level))
    made = Made()
    drop_courses(pages, made)
    write_courses(
        year, [Wanted(home, subject, level, tuple(own)) for (home, subject, level), own in homes.items()], made
    )
    title = _("%(group)s: %(subjects)s in the whole group") % {"group": group.name, "subjects": _named(pages)}
    return keep_action(year, BACK, title[:300], made, trace)


@transaction.atomic
def make_subgroups(*, group: StudyGroup, many: int, day: date, trace: Trace) -> list[int]:
    """Divide the home group by the alphabet into so many subgroups of about one size; return their ids."""
    if not 2 <= many <= MOST_PARTS:
        raise CoursesRefused(_("A group is divided into two, three or four."))
    names = [f"{group.name}/{number}" for number in range(1, many + 1)]
    told = {
        "level": group.level, "specialty": group.specialty, "division": _("By the alphabet"), "sources": [group.pk],
    }  # fmt: skip
    made = make_groups(organization=group.organization_id, kind=GroupKind.SUBGROUP, names=names, told=told, trace=trace)
    seats = read_seats(board_groups(made[0], day), day)
    size = -(-len(seats) // many) or 1
    moves = [Move(seat.student, seat.token, made[place // size].pk) for place, seat in enumerate(seats)]
    if moves:
        compose(group=made[0], day=day, moves=moves, order="", trace=trace)
    return [part.pk for part in made]


def _stream(year: AcademicYear, homes: Sequence[StudyGroup], trace: Trace) -> StudyGroup:
    """Return the stream of exactly these groups; a new one has everybody who is in them."""
    wanted = {home.pk for home in homes}
    for stream in StudyGroup.objects.filter(sources=homes[0], kind=GroupKind.STREAM, closed_on=None).prefetch_related(
        "sources"
    ):
        if {source.pk for source in stream.sources.all()} == wanted:
            return stream
    name = ", ".join(home.name for home in homes)[:LONGEST]
    told = {"level": homes[0].level, "specialty": "", "division": "", "sources": sorted(wanted)}
    (stream,) = make_groups(
        organization=year.organization_id, kind=GroupKind.STREAM, names=[name], told=told, trace=trace
    )
    day = max(year.starts, min(year.ends, year.organization.local_day(trace.now)))
    inside = set(Membership.objects.filter(holds_on(day), group__in=wanted).values_list("student", flat=True))
    moves = [Move(s.student, s.token, stream.pk) for s in read_seats([stream], day) if s.student in inside]
    if moves:
        compose(group=stream, day=day, moves=moves, order="", trace=trace)
    return stream


def _pages(year: AcademicYear, group: StudyGroup, items: Collection[int], kinds: Sequence[GroupKind]) -> list[Course]:
    """Return the courses of the year that teach these rows of the group in groups of the kinds, locked."""
    tied = CourseItem.objects.filter(item__in=items, home_group=group, course__academic_year=year)
    found = Course.objects.filter(pk__in=tied.values("course"), study_group__kind__in=kinds)
    pages = list(found.select_related("study_group", "subject").select_for_update(of=("self",)).order_by("pk"))
    if not pages:
        raise CoursesRefused(_("None of the chosen rows is taught so that this can be done."))
    return pages


def _rows(pages: Collection[Course]) -> dict[int, tuple[Row, ...]]:
    found: dict[int, list[Row]] = {page.pk: [] for page in pages}
    for course, item, home, level in CourseItem.objects.filter(course__in=found).values_list(
        "course", "item", "home_group", "study_year"
    ):
        found[course].append((item, home, level))
    return {pk: tuple(rows) for pk, rows in found.items()}


def _named(pages: Sequence[Course]) -> str:
    return ", ".join(dict.fromkeys(page.subject.short_name for page in pages))
