"""Painting and publishing calendar study schedules (R38, R3)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import Trace
from curriculum.enums import WeekKind
from curriculum.errors import CurriculumError
from curriculum.load_access import check_prepares
from curriculum.models import AcademicYear, StudyCalendar
from curriculum.queries.study_calendars import calendar_groups, seen_token
from curriculum.weeks import WEEKS

LETTERS = re.compile(f"[{re.escape(''.join(kind.value for kind in WeekKind))}]{{{WEEKS}}}")


class CalendarRefused(CurriculumError):
    """A schedule cannot be kept or published as asked."""


@dataclass(frozen=True, slots=True)
class Painted:
    """A group's weeks as an editor has them, and what they saw before."""

    group: int
    weeks: str
    seen: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a painted row: saved, or what somebody else had put there meanwhile."""

    group: int
    is_saved: bool
    row: StudyCalendar


@transaction.atomic
def save_calendars(*, year: AcademicYear, painted: Sequence[Painted], trace: Trace) -> list[Answer]:
    """Keep each row unless somebody else has changed it since it was seen; that one is left as it is."""
    check_prepares(trace, year.organization)
    AcademicYear.objects.select_for_update(no_key=True).get(pk=year.pk)
    allowed = {group.pk for group in calendar_groups(year.organization, year)}
    rows = StudyCalendar.objects.filter(academic_year=year, group__in=[each.group for each in painted])
    held = {row.group_id: row for row in rows.select_related("changed_by")}
    answers = []
    for each in painted:
        if each.group not in allowed or not LETTERS.fullmatch(each.weeks):
            raise CalendarRefused(_("This is not what the page sends. Open it again."))
        row = held.get(each.group)
        if row and (row.weeks[:WEEKS] == each.weeks or seen_token(row) != each.seen):
            answers.append(Answer(each.group, row.weeks[:WEEKS] == each.weeks, row))
            continue
        row = row or StudyCalendar(academic_year=year, group_id=each.group, weeks="")
        row.weeks = each.weeks + row.weeks[WEEKS:]
        row.changed_at, row.changed_by = trace.now, trace.actor
        row.save()
        held[each.group] = row
        answers.append(Answer(each.group, is_saved=True, row=row))
    return answers


@transaction.atomic
def publish_calendars(*, year: AcademicYear, groups: Sequence[int], publish: bool, trace: Trace) -> int:
    """Show the groups' schedules to students, parents and on the public pages, or take them back; return how many."""
    check_prepares(trace, year.organization)
    rows = StudyCalendar.objects.filter(academic_year=year, group__in=groups, published_at__isnull=publish)
    return rows.update(published_at=trace.now if publish else None)
