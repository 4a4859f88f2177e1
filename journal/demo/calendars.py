"""Calendar study schedules of both organisations: painted by the curricula, mostly published (R38)."""

from collections import defaultdict
from datetime import datetime
from decimal import Decimal
from typing import Any

from curriculum.enums import PRACTICES, HoursKind, ItemKind, WeekKind
from curriculum.models import (
    CurriculumBinding,
    CurriculumHours,
    CurriculumItem,
    CurriculumTerm,
    StudyCalendar,
)
from curriculum.weeks import PRACTICE_WEEKS, WEEKS, weeks_asked, whole
from journal.demo.bulk import Bulk
from journal.demo.plan_rows import ZONE, Office, waiting
from journal.demo.state import Group, Place

TABLES = (StudyCalendar,)
PAINTED = datetime(2026, 8, 27, 15, 20, tzinfo=ZONE)
SHOWN = datetime(2026, 8, 29, 9, 10, tzinfo=ZONE)
AUTUMN, WINTER = 17, 2
"""Weeks of study before New Year, and of vacation after it."""
SCHOOL = "T" * 8 + "V" + "T" * 8 + "VV" + "T" * 11 + "V" + "T" * 7
"""Quarters with their vacations, to the end of May."""
FIRST_FORM_REST = 24
NOT_PAINTED, NOT_SHOWN, NOT_FITTING = "ЭЭ-31", ("ТЛ-41", "ПК-11"), "ЗУ-21"
Asked = dict[WeekKind, int]


class Weeks:
    """Weeks that the curricula about to be written ask of each of their years."""

    def __init__(self, bulk: Bulk) -> None:
        items = {row["id"]: row for row in waiting(bulk, CurriculumItem)}
        self.terms = {row["id"]: row for row in waiting(bulk, CurriculumTerm)}
        self.hours: dict[tuple[int, int], list[tuple[Any, Any, dict[str, Any]]]] = defaultdict(list)
        for row in waiting(bulk, CurriculumHours):
            term, item = self.terms[row["term_id"]], items[row["item_id"]]
            self.hours[term["curriculum_id"], term["study_year"]].append((item["kind"], row["kind"], {**row, **term}))
        self.bound = {row["group_id"]: row["curriculum_id"] for row in waiting(bulk, CurriculumBinding)}

    def asked(self, group: Group) -> tuple[Asked, Asked]:
        """Return the weeks by kind of the group's year, and the practices of its first semester."""
        key = (self.bound[group.id], group.level)
        terms = [t for t in self.terms.values() if (t["curriculum_id"], t["study_year"]) == key]
        first = min(term["number"] for term in terms)
        practices: dict[ItemKind, Decimal] = defaultdict(Decimal)
        early: dict[ItemKind, Decimal] = defaultdict(Decimal)
        final = interim = Decimal(0)
        for kind, hours_kind, row in self.hours[key]:
            hours = Decimal(row["hours"])
            if kind in PRACTICES:
                practices[kind] += hours
                if row["number"] == first and len(terms) > 1:
                    early[kind] += hours
            elif kind == ItemKind.FINAL:
                final += hours
            elif hours_kind == HoursKind.ATTESTATION:
                interim += hours
        whole_year = weeks_asked(sum(Decimal(term["weeks"]) for term in terms) + Decimal(0), practices, final, interim)
        return whole_year, {week: whole(early[row] / 36) for row, week in PRACTICE_WEEKS.items()}


def write_calendars(bulk: Bulk, place: Place) -> None:
    """Write the schedule of each group but one; in another a week is wrong, two are not published."""
    weeks, office = Weeks(bulk), Office.of(bulk, place)
    for group in place.groups:
        if group.name == NOT_PAINTED:
            continue
        asked, early = weeks.asked(group)
        is_school = group.name[:1].isdigit()
        is_last = not is_school and bool(asked[WeekKind.FINAL])
        painted = school_year(group) if is_school else college_year(asked, early, is_last=is_last)
        if group.name == NOT_FITTING:
            painted = painted[: AUTUMN - 2] + "V" + painted[AUTUMN - 1 :]
        bulk[StudyCalendar].add(
            academic_year_id=place.year, group_id=group.id, weeks=painted, changed_at=PAINTED,
            changed_by_id=office.director, published_at=None if group.name in NOT_SHOWN else SHOWN,
        )  # fmt: skip


def school_year(group: Group) -> str:
    """Return the year of a class; the first form rests a week in February too."""
    painted = SCHOOL.ljust(WEEKS, "V")
    if group.level == 1:
        painted = painted[:FIRST_FORM_REST] + "V" + painted[FIRST_FORM_REST + 1 :]
    return painted


def college_year(asked: Asked, early: Asked, *, is_last: bool) -> str:
    """Return the year of a group: theory, then practices, attestation at the end, the final one last of all."""
    first = "".join(kind.value * many for kind, many in early.items())
    autumn = "T" * (AUTUMN - len(first)) + first
    late = "".join(kind.value * (asked[kind] - early[kind]) for kind in early)
    theory = asked[WeekKind.THEORY] - autumn.count("T")
    preparing = min(2, asked[WeekKind.FINAL])
    final = "G" * preparing + "F" * (asked[WeekKind.FINAL] - preparing)
    spring = "T" * theory + late[: late.find("D")] if "D" in late else "T" * theory + late
    rest = late[late.find("D") :] if "D" in late else ""
    spring += "A" * asked[WeekKind.ATTESTATION] + rest + final
    painted = autumn + "V" * WINTER + spring
    return painted.ljust(WEEKS, "-" if is_last else "V")[:WEEKS]
