"""The load of a year as its grid shows it: courses, hours asked, hours given, teachers with their tariffs (R46).

Sixty teachers and seven hundred courses go out as short arrays, and only the rows in sight are drawn.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q

from accounts.models import Organization
from common.dated import overlaps
from contingent.models import Employee
from curriculum.enums import TAUGHT, HoursKind
from curriculum.models import AcademicYear, Course, TeacherNorm, TeachingLoad
from curriculum.queries.hours import course_hours

GIVEN_OUT = (*TAUGHT, HoursKind.ATTESTATION)
"""Kinds of hours that are handed out; independent work is the student's own."""
REAL = Q(ends=None) | Q(ends__gte=F("starts"))


@dataclass(frozen=True, slots=True)
class LoadRow:
    """Hours of a teacher on a course; `is_over` when they have ended before the day."""

    course: int
    employee: int
    kind: str
    term: int
    hours: int
    starts: date
    ends: date | None
    is_over: bool


def year_courses(year: AcademicYear) -> list[tuple[int, int, str, int, str, str, int, int]]:
    """Return id, group, its name and level, subject's code and name, subject, of each course of the year."""
    rows = Course.objects.filter(academic_year=year).order_by("study_group__level", "study_group__sort_key",
                                                              "subject__sort_key")  # fmt: skip
    return list(
        rows.values_list(
            "pk", "study_group", "study_group__name", "study_group__level", "subject__code", "subject__name", "subject",
            "study_group__level",
        )
    )  # fmt: skip


def load_rows(year: AcademicYear, on: date) -> list[LoadRow]:
    """Return who has which hours on the courses of the year; what never held is passed over."""
    rows = TeachingLoad.objects.filter(REAL, course__academic_year=year).order_by("starts", "pk")
    return [
        LoadRow(course, employee, kind, term, hours, starts, ends, ends is not None and ends < on)
        for course, employee, kind, term, hours, starts, ends in rows.values_list(
            "course", "employee", "kind", "term", "hours", "starts", "ends"
        )
    ]


def staff_of(organization: Organization, year: AcademicYear) -> list[tuple[int, str, str, int | None, str | None]]:
    """Return who is on the staff in the year: id, short and full name, hours of a full post, share of a post."""
    norms = {
        employee: (hours, str(rate))
        for employee, hours, rate in TeacherNorm.objects.filter(academic_year=year).values_list(
            "employee", "hours", "rate"
        )
    }
    people = Employee.objects.filter(overlaps(year.starts, year.ends), organization=organization)
    return [
        (row.pk, row.user.short_name, row.user.full_name, *norms.get(row.pk, (None, None)))
        for row in people.select_related("user").order_by("user__sort_key", "pk")
    ]


def taught_before(year: AcademicYear) -> tuple[dict[tuple[int, int], int], dict[int, list[int]]]:
    """Return who taught last year: by group and subject, and by subject alone, the most hours first."""
    rows = TeachingLoad.objects.filter(
        course__organization=year.organization_id, course__academic_year__ends__lt=year.starts,
        course__academic_year__ends__gt=year.starts.replace(year=year.starts.year - 1),
    ).order_by("-hours")  # fmt: skip
    exact: dict[tuple[int, int], int] = {}
    by_subject: dict[int, list[int]] = defaultdict(list)
    for group, subject, employee in rows.values_list("course__study_group", "course__subject", "employee"):
        exact.setdefault((group, subject), employee)
        if employee not in by_subject[subject]:
            by_subject[subject].append(employee)
    return exact, by_subject


def read_grid(organization: Organization, year: AcademicYear, on: date) -> dict[str, Any]:
    """Return what the grid is drawn from, in nine queries at most."""
    courses, loads, staff = year_courses(year), load_rows(year, on), staff_of(organization, year)
    asked = course_hours([course[0] for course in courses])
    exact, by_subject = taught_before(year)
    kinds = [kind.value for kind in GIVEN_OUT]
    place_of_kind = {kind: place for place, kind in enumerate(kinds)}
    groups = list(dict.fromkeys((course[2], course[3]) for course in courses))
    subjects = list(dict.fromkeys((course[6], course[4], course[5]) for course in courses))
    group_at = {group: place for place, group in enumerate(groups)}
    subject_at = {subject[0]: place for place, subject in enumerate(subjects)}
    return {
        "kinds": kinds,
        "groups": groups,
        "subjects": [(code, name) for _pk, code, name in subjects],
        "staff": staff,
        "courses": [
            (
                pk, group_at[name, level], subject_at[subject],
                [(place_of_kind[each.kind], each.term, int(each.hours)) for each in asked.get(pk, ())
                 if each.kind in place_of_kind and each.hours],
            )
            for pk, _group, name, level, _code, _name, subject, _level in courses
        ],
        "loads": [
            (row.course, row.employee, place_of_kind[row.kind], row.term, row.hours)
            for row in loads if not row.is_over and row.kind in place_of_kind
        ],
        "over": [
            (row.course, row.employee, place_of_kind[row.kind], row.term, row.hours, f"{row.ends:%d.%m}")
            for row in loads if row.is_over and row.hours and row.kind in place_of_kind
        ],
        "spans": _spans(loads, year),
        "last": [
            (course[0], exact[course[1], course[6]]) for course in courses if (course[1], course[6]) in exact
        ],
        "lastBySubject": {subject_at[subject]: own[:5] for subject, own in by_subject.items() if subject in subject_at},
    }  # fmt: skip


def _spans(loads: Sequence[LoadRow], year: AcademicYear) -> list[tuple[int, int, str, str]]:
    """Return by course and teacher since when and until when their load holds, where that is not the year's."""
    found: dict[tuple[int, int], tuple[date, date | None]] = {}
    for row in loads:
        if not row.is_over:
            first, last = found.get((row.course, row.employee), (row.starts, row.ends))
            later = row.ends and last and max(row.ends, last)
            found[row.course, row.employee] = (min(first, row.starts), later)
    return [
        (*key, f"{first:%d.%m}" if first > year.starts else "", f"{last:%d.%m}" if last else "")
        for key, (first, last) in found.items()
        if first > year.starts or (last and last < year.ends)
    ]


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """A change of the load of a course: who, when, what it became."""

    at: Any
    who: str
    what: str
    teacher: str
    kind: str
    term: int
    hours: int
    starts: date
    ends: date | None


def load_history(course: Course) -> list[HistoryLine]:
    """Return the changes of a course's load, the latest first."""
    rows = TeachingLoad.history.filter(course_id=course.pk).select_related("history_user")
    rows = list(rows.order_by("-history_date", "-history_id")[:200])
    staff = Employee.objects.filter(pk__in={row.employee_id for row in rows}).select_related("user")
    names = {employee.pk: employee.user.short_name for employee in staff}
    local = course.organization.local
    return [
        HistoryLine(
            local(row.history_date), row.history_user.short_name if row.history_user else "", row.history_type,
            names.get(row.employee_id, ""), str(HoursKind(row.kind).label), row.term, row.hours, row.starts, row.ends,
        )
        for row in rows
    ]  # fmt: skip
