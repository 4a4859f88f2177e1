"""The load of the demo by kinds and semesters, as the curricula give it, and tariffs of teachers (R46)."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from curriculum.enums import HoursKind
from curriculum.models import (
    CourseItem,
    Curriculum,
    CurriculumHours,
    CurriculumItem,
    CurriculumTerm,
    TeacherNorm,
    TeachingLoad,
)
from journal.demo.bulk import Bulk
from journal.demo.plan_rows import waiting
from journal.demo.state import Place

TABLES = (TeacherNorm,)
COLLEGE_POST, SCHOOL_POST = 720, 612
MOST_RATE, STEPS = 2, 20
"""Posts that a teacher holds at most, and in how many shares a post is dealt; whoever has more hours is overloaded."""
OVERLOADED, FEWER = 13, 3
"""One teacher of so many has so many shares fewer than their hours."""
NOT_HANDED = (97, 131)
"""One course of so many has nobody for its exam, one has half of its practical hours left."""
Needs = dict[tuple[str, int], int]


def needs_of(bulk: Bulk) -> dict[int, Needs]:
    """Return the hours to hand out of each course about to be written, by kind and semester of the year."""
    weekly = {row["id"]: row["kind"] != "college" for row in waiting(bulk, Curriculum)}
    plans = {row["id"]: row["curriculum_id"] for row in waiting(bulk, CurriculumItem)}
    terms: dict[tuple[int, int], list[dict[str, Any]]] = defaultdict(list)
    for row in waiting(bulk, CurriculumTerm):
        terms[row["curriculum_id"], row["study_year"]].append(row)
    hours: dict[tuple[int, int], list[dict[str, Any]]] = defaultdict(list)
    for row in waiting(bulk, CurriculumHours):
        hours[row["item_id"], row["term_id"]].append(row)
    found: dict[int, Needs] = defaultdict(dict)
    for tie in waiting(bulk, CourseItem):
        plan = plans[tie["item_id"]]
        own = sorted(terms[plan, tie["study_year"]], key=lambda term: term["number"])
        for place, term in enumerate(own, start=1):
            for row in hours[tie["item_id"], term["id"]]:
                if row["kind"] != HoursKind.INDEPENDENT:
                    many = row["hours"] * (Decimal(term["weeks"]) if weekly[plan] else 1)
                    found[tie["course_id"]][row["kind"], place if len(own) > 1 else 0] = int(many)
    return found


def write_load_hours(bulk: Bulk, places: list[Place]) -> None:
    """Deal each teacher's one row of a course out by kinds and semesters; give teachers their tariffs."""
    rows, needs = bulk[TeachingLoad], needs_of(bulk)
    names, waits = rows.names, rows.waiting
    given: dict[int, int] = defaultdict(int)
    for number, row in enumerate(list(waits)):
        told = dict(zip(names, row, strict=True))
        first = True
        for (kind, term), hours in needs.get(told["course_id"], {}).items():
            if number % NOT_HANDED[0] == 5 and kind in (HoursKind.ATTESTATION, HoursKind.CONSULTATION):
                continue
            if number % NOT_HANDED[1] == 7 and (kind, term) == (HoursKind.PRACTICE, 2):
                hours //= 2
            own = told | {"kind": kind, "term": term, "hours": hours}
            given[told["employee_id"]] += hours
            if first:
                waits[number] = tuple(own[name] for name in names)
                first = False
            else:
                rows.add(**{name: value for name, value in own.items() if name != "id"})
    for place in places:
        write_norms(bulk, place, given)


def write_norms(bulk: Bulk, place: Place, given: dict[int, int]) -> None:
    """Give each teacher the tariff next to their hours, up to two posts; a few are overloaded."""
    post = SCHOOL_POST if any(group.name[:1].isdigit() for group in place.groups) else COLLEGE_POST
    for number, teacher in enumerate(place.teachers):
        shares = round(given[teacher.employee] / post * STEPS) - FEWER * (number % OVERLOADED == 4)
        rate = Decimal(min(MOST_RATE * STEPS, max(STEPS // 2, shares))) / STEPS
        bulk[TeacherNorm].add(employee_id=teacher.employee, academic_year_id=place.year, hours=post, rate=rate)
