"""Courses divided into subgroups of the home group: from the beginning, or from a day on (R45)."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.audit import Trace
from contingent.enums import GroupKind
from contingent.models import StudyGroup
from contingent.queries.groups.board import board_groups, read_seats
from contingent.queries.groups.choices import free_names
from contingent.services.groups.composing import Move, compose
from contingent.services.groups.forming import make_groups
from curriculum.errors import CoursesRefused
from curriculum.load_access import COURSES
from curriculum.models import AcademicYear, Course, PreparationAction
from curriculum.queries.course_uses import used_pages
from curriculum.services.courses.handing_on import check_partings, hand_on
from curriculum.services.courses.made import Made, Wanted, drop_courses, keep_action, lock_year, write_courses
from curriculum.services.courses.pages import named, pages_of, rows_of

SPLIT = f"{COURSES}split"
MOST_PARTS = 4


@transaction.atomic
def split_courses(
    *, year: AcademicYear, group: StudyGroup, items: Collection[int], subgroups: Sequence[int] = (), many: int = 0,
    day: date | None = None, trace: Trace,
) -> PreparationAction:  # fmt: skip
    """Teach the rows in subgroups of the home group, or in so `many` new ones, instead of in the whole of it.

    With a day, pages that are used already stay with all that is recorded on them until the day
    before, and the subgroups take over from it: lessons ahead, load, the rest of the programme.
    """
    lock_year(year, trace)
    on = day or max(year.starts, min(year.ends, year.organization.local_day(trace.now)))
    if many:
        subgroups = make_subgroups(group=group, many=many, day=on, trace=trace)
    parts = list(StudyGroup.objects.open_on(on).filter(pk__in=subgroups, sources=group, kind=GroupKind.SUBGROUP))
    if len(parts) < 1 or len(parts) != len(set(subgroups)):
        raise CoursesRefused(_("Choose the subgroups into which the courses are divided."))
    pages = pages_of(year, group, items, GroupKind.HOME)
    running = used_pages(pages) if day else []
    partings = check_partings(year, running, [part.pk for part in parts], day) if day and running else []
    made, rows = Made(), rows_of(pages)
    drop_courses([page for page in pages if page not in running], rows, made)
    wanted = [
        Wanted(part.pk, page.subject_id, group.level, rows[page.pk], page.program_id, day if page in running else None)
        for page in pages
        for part in parts
    ]
    write_courses(year, wanted, made)
    title = _("%(group)s: %(subjects)s in subgroups") % {"group": group.name, "subjects": named(pages)}
    if day and running:
        made.handed = hand_on(partings=partings, heirs=_heirs(year, running, parts), day=day, trace=trace)
        title = _("%(what)s from %(day)s") % {"what": title, "day": date_format(day, "j E Y")}
    return keep_action(year, SPLIT, title[:300], made, trace)


def _heirs(year: AcademicYear, pages: Sequence[Course], parts: Sequence[StudyGroup]) -> dict[int, list[int]]:
    rows = Course.objects.filter(academic_year=year, study_group__in=parts, subject__in=[p.subject_id for p in pages])
    heirs: dict[int, list[int]] = defaultdict(list)
    for pk, subject in rows.order_by("study_group__sort_key", "pk").values_list("pk", "subject"):
        heirs[subject].append(pk)
    return {page.pk: heirs[page.subject_id] for page in pages}


@transaction.atomic
def make_subgroups(*, group: StudyGroup, many: int, day: date, trace: Trace) -> list[int]:
    """Divide the home group by the alphabet into so many subgroups of about one size; return their ids."""
    if not 2 <= many <= MOST_PARTS:
        raise CoursesRefused(_("A group is divided into two, three or four."))
    names = free_names(group, many)
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
