"""Hours of a programme beside the curriculum's, by kind, and how they differ in words (R50, R52)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from curriculum.enums import HoursKind
from curriculum.models import Topic
from curriculum.queries.hours import course_hours

Hours = dict[str, Decimal]


@dataclass(frozen=True, slots=True)
class KindLine:
    """Hours of one kind: in the programme and in the curriculum; `words` is how they differ, empty when they agree."""

    kind: str
    title: str
    given: Decimal
    planned: Decimal
    words: str


def planned_hours(courses: Collection[int]) -> dict[int, Hours]:
    """Return the hours by kind that the curricula give to each of the courses in its year, for a programme of it."""
    found: dict[int, Hours] = {}
    for course, rows in course_hours(courses, whole_year=True).items():
        hours: Hours = defaultdict(Decimal)
        for row in rows:
            hours[row.kind] += row.hours
        found[course] = dict(hours)
    return found


def greatest(hours: Iterable[Mapping[str, Decimal]]) -> Hours:
    """Return by kind the largest of the hours: parallel courses that follow one programme differ seldom."""
    most: Hours = {}
    for one in hours:
        for kind, number in one.items():
            most[kind] = max(number, most.get(kind, Decimal(0)))
    return most


def program_hours(programs: Collection[int]) -> dict[int, Hours]:
    """Return the hours by kind of each programme's topics, in one query."""
    found: dict[int, Hours] = defaultdict(dict)
    rows = Topic.objects.filter(program__in=programs).order_by().values_list("program", "kind").annotate(Sum("hours"))
    for program, kind, hours in rows:
        found[program][kind] = hours
    return dict(found)


def kind_lines(given: Mapping[str, Decimal], planned: Mapping[str, Decimal]) -> list[KindLine]:
    """Return a line for each kind that either has, in the order of the kinds."""
    return [
        KindLine(kind, str(kind.label), given.get(kind, Decimal(0)), planned.get(kind, Decimal(0)),
                 difference(given.get(kind, Decimal(0)), planned.get(kind, Decimal(0))))
        for kind in HoursKind
        if given.get(kind) or planned.get(kind)
    ]  # fmt: skip


def difference(given: Decimal, planned: Decimal) -> str:
    """Return in words by how much the hours differ; empty when they do not."""
    if given == planned:
        return ""
    values = {"n": short(abs(given - planned))}
    return (_("%(n)s h missing") if given < planned else _("%(n)s h too many")) % values


def short(hours: Decimal) -> str:
    """Return hours as people write them: 2; 1,5."""
    whole = hours == hours.to_integral_value()
    return str(int(hours)) if whole else number_format(hours, decimal_pos=1)


def total(hours: Mapping[str, Decimal]) -> Decimal:
    """Return the hours of all kinds together."""
    return sum(hours.values(), Decimal(0))
