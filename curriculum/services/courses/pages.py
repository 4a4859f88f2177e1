"""The courses that teach rows of curricula, as their dividing and joining takes them (R45)."""

from collections.abc import Collection, Sequence

from django.utils.translation import gettext as _

from contingent.enums import GroupKind
from contingent.models import StudyGroup
from curriculum.errors import CoursesRefused
from curriculum.models import AcademicYear, Course, CourseItem
from curriculum.queries.course_uses import taught_pages
from curriculum.services.courses.made import Row


def pages_of(year: AcademicYear, group: StudyGroup, items: Collection[int], *kinds: GroupKind) -> list[Course]:
    """Return the courses that teach these rows of the group in groups of the kinds, locked."""
    pages = list(taught_pages(year, group, items, *kinds).select_for_update(of=("self",)))
    if not pages:
        raise CoursesRefused(_("None of the chosen rows is taught so that this can be done."))
    return pages


def rows_of(pages: Collection[Course]) -> dict[int, tuple[Row, ...]]:
    """Return the rows that each of the courses teaches."""
    found: dict[int, list[Row]] = {page.pk: [] for page in pages}
    for course, *row in CourseItem.objects.filter(course__in=found).values_list(
        "course", "item", "home_group", "study_year"
    ):
        found[course].append((row[0], row[1], row[2]))
    return {pk: tuple(rows) for pk, rows in found.items()}


def named(pages: Sequence[Course]) -> str:
    """Return what the courses are of."""
    return ", ".join(dict.fromkeys(page.subject.short_name for page in pages))
