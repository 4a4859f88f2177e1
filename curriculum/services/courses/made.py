"""What an action on courses wrote, and taking it back as a whole while nothing uses it (R45)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import Trace
from accounts.enums import OrganizationKind
from curriculum.enums import PeriodKind
from curriculum.errors import CoursesRefused
from curriculum.load_access import check_prepares
from curriculum.models import AcademicYear, Course, CourseItem, PreparationAction
from curriculum.queries.course_uses import NAMED, uses
from curriculum.services.courses.handing_on import take_back

QUARTERS_UNTIL = 9
Row = tuple[int, int, int]
"""A row of a curriculum, the home group, its year of study."""


@dataclass
class Made:
    """Ids of what was written; courses that were dropped as they were; what others took over from a day on."""

    courses: list[int] = field(default_factory=list)
    items: list[int] = field(default_factory=list)
    dropped: list[dict[str, Any]] = field(default_factory=list)
    handed: dict[str, Any] = field(default_factory=dict)

    def told(self) -> dict[str, Any]:
        return {"courses": self.courses, "items": self.items, "dropped": self.dropped, "handed": self.handed}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A course that is to be: of a study group and a subject, teaching rows of home groups."""

    group: int
    subject: int
    level: int
    rows: tuple[Row, ...]
    program: int | None = None
    starts: date | None = None


def period_kind(year: AcademicYear, level: int) -> PeriodKind:
    """Return by what periods a year is attested: semesters, in a school quarters up to class 9, then half-years."""
    if year.organization.kind == OrganizationKind.COLLEGE:
        return PeriodKind.SEMESTER
    return PeriodKind.QUARTER if level <= QUARTERS_UNTIL else PeriodKind.HALF_YEAR


def lock_year(year: AcademicYear, trace: Trace) -> None:
    """Let nobody else form or divide courses of the year meanwhile; raise `NotAllowed` unless theirs to do."""
    check_prepares(trace, year.organization)
    AcademicYear.objects.select_for_update(no_key=True).get(pk=year.pk)


def check_unused(courses: Collection[int]) -> None:
    """Raise `CoursesRefused`, naming them, when some of the courses are used."""
    if found := uses(courses):
        named = "; ".join(f"{page}: {words}" for _pk, page, words in found[:NAMED])
        raise CoursesRefused(
            _("These courses are used already: %(courses)s. Nothing was changed.") % {"courses": named}
        )


def write_courses(year: AcademicYear, wanted: Iterable[Wanted], made: Made) -> None:
    """Make the courses that there are not yet and tie them to their rows; what is there stays as it is."""
    wanted = list(wanted)
    groups = {each.group for each in wanted}
    known: dict[tuple[int, int], int] = {
        (group, subject): pk
        for pk, group, subject in Course.objects.filter(academic_year=year, study_group__in=groups).values_list(
            "pk", "study_group", "subject"
        )
    }
    fresh = {
        (each.group, each.subject): Course(
            organization_id=year.organization_id, academic_year=year, subject_id=each.subject,
            study_group_id=each.group, period_kind=period_kind(year, each.level), program_id=each.program,
        )
        for each in wanted
        if (each.group, each.subject) not in known
    }  # fmt: skip
    for course in Course.objects.bulk_create(fresh.values()):
        known[course.study_group_id, course.subject_id] = course.pk
        made.courses.append(course.pk)
    pages = {known[each.group, each.subject] for each in wanted}
    tied = set(CourseItem.objects.filter(course__in=pages).values_list("course", "item", "home_group"))
    items = {
        (known[each.group, each.subject], item, home): CourseItem(
            course_id=known[each.group, each.subject],
            item_id=item,
            home_group_id=home,
            study_year=level,
            starts=each.starts,
        )
        for each in wanted
        for item, home, level in each.rows
        if (known[each.group, each.subject], item, home) not in tied
    }
    made.items += [row.pk for row in CourseItem.objects.bulk_create(items.values())]


def drop_courses(courses: Sequence[Course], rows: Mapping[int, tuple[Row, ...]], made: Made) -> None:
    """Delete courses that nothing uses, and keep what they were with the rows that each teaches."""
    pks = [course.pk for course in courses]
    check_unused(pks)
    for course in courses:
        made.dropped.append(
            {
                "group": course.study_group_id, "subject": course.subject_id, "level": course.study_group.level,
                "program": course.program_id, "rows": rows[course.pk],
            }
        )  # fmt: skip
    Course.objects.filter(pk__in=pks).delete()


def keep_action(year: AcademicYear, kind: str, title: str, made: Made, trace: Trace) -> PreparationAction:
    """Keep what was done, so that it can be undone."""
    return PreparationAction.objects.create(
        organization_id=year.organization_id, kind=kind, title=title, made={"year": year.pk} | made.told(),
        done_by=trace.actor, done_at=trace.now,
    )  # fmt: skip


@transaction.atomic
def undo_courses(*, action: PreparationAction, trace: Trace) -> None:
    """Take an action on courses back as a whole; raise `CoursesRefused`, naming what uses its courses by now."""
    year = AcademicYear.objects.select_related("organization").get(pk=action.made["year"])
    lock_year(year, trace)
    action = PreparationAction.objects.select_for_update(of=("self",)).get(pk=action.pk)
    if action.undone_at:
        raise CoursesRefused(_("This has been undone already."))
    own = set(Course.objects.filter(pk__in=action.made["courses"]).values_list("pk", flat=True))
    if own != set(action.made["courses"]):
        raise CoursesRefused(_("Some of these courses have been divided, joined or moved since: undo that first."))
    if action.made.get("handed"):
        take_back(done=action.made["handed"], trace=trace)
    check_unused(own)
    CourseItem.objects.filter(pk__in=action.made["items"]).delete()
    if CourseItem.objects.filter(course__in=own).exists():
        raise CoursesRefused(_("Some of these courses have been divided, joined or moved since: undo that first."))
    Course.objects.filter(pk__in=own).delete()
    before = [
        Wanted(each["group"], each["subject"], each["level"], tuple((a, b, c) for a, b, c in each["rows"]),
               each["program"])
        for each in action.made["dropped"]
    ]  # fmt: skip
    write_courses(year, before, Made())
    action.undone_by, action.undone_at = trace.actor, trace.now
    action.save(update_fields=["undone_by", "undone_at"])
