"""The director's one page of the preparation: each step, what it lacks, by when, who answers, who signed (R8, R33)."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from accounts.models import Appointment, Organization, User
from common.dated import holds_on
from curriculum.models import AcademicYear, StepCheck, StepTerm
from curriculum.preparation_steps import Found, Lacking, Step, YearAsked, step_of, steps_of
from curriculum.readiness_access import own_steps, prepares, visible_prepared_years

OWED = timedelta(days=7)
"""Documents are owed by the administration so long before the term (R7, T1.8)."""
LOOKED_AHEAD = timedelta(days=120)
"""A year is prepared from so long before its first day."""
PROGRAMS = "programs"
"""The step by whose day every course has an approved work programme."""
SPRING = 3
SIGNED, CHANGED, COMPLETE, LACKING, AHEAD = "signed", "changed", "complete", "lacking", "ahead"


@dataclass(frozen=True, slots=True)
class Signing:
    """An entry of a step's history: signed, signed again or taken back, by whom, when, why."""

    kind: str
    who: str
    at: datetime
    words: str


@dataclass(frozen=True)
class StepLine:
    """A step of the year as it stands on the day."""

    step: Step
    found: Found
    due: date
    is_own_term: bool
    answers: tuple[str, ...]
    check: StepCheck | None
    today: date
    page: str
    signs: bool
    clause: str
    history: list[Signing] = field(default_factory=list)

    @property
    def owed(self) -> date:
        return self.due - OWED

    @property
    def days_left(self) -> int:
        return (self.due - self.today).days

    @property
    def days_over(self) -> int:
        return (self.today - self.due).days

    @property
    def fresh_lacks(self) -> list[Lacking]:
        """What lacks more than it did when the step was signed."""
        told = self.check.lacked if self.check else {}
        return [lack for lack in self.found.lacks if lack.many > told.get(lack.code, 0)]

    @property
    def state(self) -> str:
        if self.step.is_ahead:
            return AHEAD
        if self.check:
            return CHANGED if self.fresh_lacks else SIGNED
        return LACKING if self.found.lacks else COMPLETE

    @property
    def is_overdue(self) -> bool:
        return self.days_left < 0 and self.state in (COMPLETE, LACKING)


@dataclass(frozen=True)
class Readiness:
    """A year's preparation in all its steps; `mine` are the steps of someone who does not read the rest."""

    organization: Organization
    year: AcademicYear
    lines: list[StepLine]
    prepares: bool

    def count(self, *states: str) -> int:
        return sum(line.state in states for line in self.lines)

    @property
    def total(self) -> int:
        return len(self.lines) - self.count(AHEAD)

    @property
    def signed(self) -> int:
        return self.count(SIGNED)

    @property
    def overdue(self) -> int:
        return sum(line.is_overdue for line in self.lines)

    @property
    def percent(self) -> int:
        return self.signed * 100 // self.total if self.total else 0


def prepared_years(user: User, on: date) -> list[AcademicYear]:
    """Return the years whose preparation the user sees, the latest first."""
    rows = visible_prepared_years(user, on).select_related("organization")
    return list(rows.order_by("organization__short_name", "-starts"))


def year_in_view(years: list[AcademicYear], today: date) -> AcademicYear:
    """Return the year that begins next, else the one that runs, else the latest."""
    coming = [year for year in years if year.starts > today]
    if coming:
        return min(coming, key=lambda year: year.starts)
    return next((year for year in years if year.starts <= today <= year.ends), years[0])


def year_prepared(organization: Organization, today: date) -> AcademicYear | None:
    """Return the year that begins soon, else the one that runs: the one whose steps are asked for."""
    rows = AcademicYear.objects.filter(organization=organization, starts__lte=today + LOOKED_AHEAD, ends__gte=today)
    year = rows.order_by("-starts").first()
    if year:
        year.organization = organization
    return year


def due_date(step: Step, year: AcademicYear, kind: str, own: StepTerm | None = None) -> date:
    """Return the step's last day: the regulation's or the organisation's own, in the summer before the year.

    A month before March is of the calendar year in which the year of teaching ends.
    """
    month, day = (own.month, own.day) if own else step.terms[kind]
    first = date(year.starts.year + (month < SPRING), month, 1)
    following = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    return min(first + timedelta(days=day - 1), following - timedelta(days=1))


def own_terms(organization: Organization) -> dict[str, StepTerm]:
    """Return the organisation's own terms by step."""
    rows = StepTerm.objects.filter(organization=organization).select_related("answers__user")
    return {row.step: row for row in rows}


def step_days(code: str, years: Collection[AcademicYear]) -> dict[int, date]:
    """Return the last day of the step in each of the years, whose organisations are known, in one query."""
    rows = StepTerm.objects.filter(step=code, organization__in={year.organization_id for year in years})
    own = {row.organization_id: row for row in rows}
    days = {}
    for year in years:
        kind = year.organization.kind
        if step := step_of(code, kind):
            days[year.pk] = due_date(step, year, kind, own.get(year.organization_id))
    return days


def by_roles(organization: Organization, on: date) -> dict[str, list[User]]:
    """Return who holds which role in the organisation on the day."""
    found: dict[str, list[User]] = defaultdict(list)
    rows = Appointment.objects.filter(holds_on(on), organization=organization).select_related("user")
    for row in rows.order_by("user__sort_key"):
        found[row.role].append(row.user)
    return found


def answering(step: Step, own: StepTerm | None, roles: dict[str, list[User]], on: date) -> list[User]:
    """Return who answers for the step: who is named, else the role's holders, else the director."""
    if own and own.answers and (own.answers.ends is None or own.answers.ends >= on):
        return [own.answers.user]
    return roles.get(step.role) or roles.get("director", [])


def read_readiness(user: User, year: AcademicYear, today: date) -> Readiness:
    """Return the whole page, in two queries a step and seven more at most."""
    place, asked = year.organization, YearAsked.of(year, today)
    whole, own = prepares(user, place.pk, today), own_steps(user, place.pk, today)
    terms, roles = own_terms(place), by_roles(place, today)
    checks = {row.step: row for row in StepCheck.objects.filter(academic_year=year).select_related("signed_by")}
    histories = read_signings(year)
    lines = [
        StepLine(
            step=step,
            found=step.look(asked),
            due=due_date(step, year, place.kind, terms.get(step.code)),
            is_own_term=step.code in terms,
            answers=tuple(each.short_name for each in answering(step, terms.get(step.code), roles, today)),
            check=checks.get(step.code),
            today=today,
            page=step.page(asked) if whole else "",
            signs=not step.is_ahead and (whole or step.code in own),
            history=histories.get(step.code, []),
            clause=step.clauses[place.kind],
        )
        for step in steps_of(place.kind)
        if whole or step.code in own
    ]
    return Readiness(place, year, lines, whole)


def read_signings(year: AcademicYear) -> dict[str, list[Signing]]:
    """Return the history of the year's signatures by step, the latest first."""
    found: dict[str, list[Signing]] = defaultdict(list)
    rows: QuerySet[Any] = StepCheck.history.filter(academic_year=year.pk).select_related("history_user")
    for row in rows.order_by("-history_date", "-history_id"):
        who = row.history_user.short_name if row.history_user else ""
        words = row.history_change_reason if row.history_type == "-" else row.note
        found[row.step].append(Signing(row.history_type, who, row.history_date, words or ""))
    return found


def read_lacking(year: AcademicYear, code: str, lack: str, today: date) -> tuple[Step, Lacking] | None:
    """Return the rows that lack something of a step; None when there is no such step or nothing lacks."""
    step = step_of(code, year.organization.kind)
    if step is None:
        return None
    lacks = step.look(YearAsked.of(year, today)).lacks
    return next(((step, each) for each in lacks if each.code == lack and each.rows), None)
