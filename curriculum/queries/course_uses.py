"""What uses pages of the journal, and what of a page stays and passes on when it is divided from a day on (R45)."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from contingent.enums import GroupKind
from contingent.models import StudyGroup
from curriculum.heirs import heritages
from curriculum.models import AcademicYear, Course, CourseItem, TeachingLoad
from curriculum.queries.hours import load_before, term_spans

NAMED = 5


def uses(courses: Collection[int]) -> list[tuple[int, str, str]]:
    """Return which of the courses are used and by what: id, page, words; the first few of each kind."""
    found = []
    for name, rows in _referring(courses):
        told = rows.values_list(name, f"{name}__study_group__name", f"{name}__subject__short_name").distinct()
        words = str(rows.model._meta.verbose_name_plural)
        found += [(pk, f"{group}, {subject}", words) for pk, group, subject in told[:NAMED]]
    return found


def _referring(courses: Collection[int]) -> Iterator[tuple[str, QuerySet[Any]]]:
    """Yield the rows of each kind that use one of the courses, with the field by which they name it."""
    for relation in Course._meta.related_objects:
        model: Any = relation.related_model
        if model is not CourseItem:
            name = relation.field.name
            yield name, model._base_manager.filter(**{f"{name}__in": courses}).order_by()


def taught_pages(year: AcademicYear, group: StudyGroup, items: Collection[int], *kinds: GroupKind) -> QuerySet[Course]:
    """Return the courses of the year that teach these rows of the group to its end, in groups of the kinds."""
    tied = CourseItem.objects.filter(item__in=items, home_group=group, course__academic_year=year, ends=None)
    rows = Course.objects.filter(pk__in=tied.values("course"), study_group__kind__in=kinds)
    return rows.select_related("study_group", "subject").order_by("subject__sort_key", "pk")


def used_pages(pages: Sequence[Course]) -> list[Course]:
    """Return the pages that something refers to already; asked of all of them at once."""
    used: set[int] = set()
    for name, rows in _referring([page.pk for page in pages]):
        used.update(rows.values_list(name, flat=True).distinct())
    return [page for page in pages if page.pk in used]


def running_pages(year: AcademicYear, group: StudyGroup, items: Collection[int]) -> list[Course]:
    """Return the pages of the whole group that teach the rows and are used already."""
    return used_pages(list(taught_pages(year, group, items, GroupKind.HOME)))


@dataclass(frozen=True, slots=True)
class LoadShare:
    """A row of the load that holds on the day or later: the hours that stay, and those that pass to each heir."""

    row: TeachingLoad
    stays: int
    passes: int


@dataclass
class Parting:
    """A page that is divided from a day on: what stays on it, what passes to its heirs, what stands in the way."""

    page: Course
    stays: list[str] = field(default_factory=list)
    passes: list[str] = field(default_factory=list)
    obstacles: list[str] = field(default_factory=list)
    loads: list[LoadShare] = field(default_factory=list)

    @property
    def teachers(self) -> list[tuple[str, int, int]]:
        """Each teacher with the hours that stay and those that pass, of all kinds and terms."""
        sums: dict[str, tuple[int, int]] = {}
        for share in self.loads:
            name = share.row.employee.user.short_name
            stays, passes = sums.get(name, (0, 0))
            sums[name] = (stays + share.stays, passes + share.passes)
        return [(name, *hours) for name, hours in sums.items()]


def read_partings(year: AcademicYear, pages: Sequence[Course], day: date) -> list[Parting]:
    """Return what comes of each page when others take over from the day on."""
    found = {page.pk: Parting(page) for page in pages}
    for heritage in heritages():
        for pk, told in heritage.look(found, day).items():
            parting = found[pk]
            for lines, words in (
                (parting.stays, told.stays), (parting.passes, told.passes), (parting.obstacles, told.obstacle)
            ):  # fmt: skip
                lines += [words] if words else []
    for pk, shares in _shares(year, found, day).items():
        found[pk].loads = shares
    return list(found.values())


def read_division(
    year: AcademicYear, group: StudyGroup, items: Collection[int], day: date
) -> tuple[list[Course], list[Parting]]:
    """Return the pages that are divided whole, because nothing uses them, and what comes of the others."""
    pages = list(taught_pages(year, group, items, GroupKind.HOME))
    running = used_pages(pages)
    return [page for page in pages if page not in running], read_partings(year, running, day)


def names_of(group: StudyGroup, subgroups: Collection[int]) -> list[str]:
    """Return what the subgroups of the group are called."""
    rows = StudyGroup.objects.filter(pk__in=subgroups, sources=group).order_by("sort_key")
    return list(rows.values_list("name", flat=True))


def _shares(year: AcademicYear, pages: Collection[int], day: date) -> dict[int, list[LoadShare]]:
    """Deal the hours of the load by the days of their term, as the hours of the curriculum are."""
    spans = term_spans([year.pk])[year.pk]
    rows = TeachingLoad.objects.filter(Q(ends=None) | Q(ends__gte=day), course__in=pages).order_by("starts", "pk")
    found: dict[int, list[LoadShare]] = defaultdict(list)
    for row in rows.select_related("employee__user"):
        stays = load_before(row, spans, day)
        found[row.course_id].append(LoadShare(row, stays, row.hours - stays))
    return found
