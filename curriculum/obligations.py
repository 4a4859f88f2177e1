"""What is asked of those who answer for the steps of the year's preparation, by when (R7, R8, T1.8)."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

import curriculum.obligations_programs  # noqa: F401 - registers its own
from accounts.models import Organization
from curriculum.models import AcademicYear, StepCheck, StepTerm
from curriculum.preparation_steps import LAST_NUMBER, Step, steps_of
from curriculum.queries.readiness import answering, by_roles, due_date, own_terms, year_prepared
from notifications.by_day import Owed, Side, register_by_day
from notifications.registry import Line, Standing

STEP_SOON, STEP_OVERDUE = "step_soon", "step_overdue"


def open_steps(organization: Organization, today: date) -> Iterator[tuple[AcademicYear, Step, date, list[int]]]:
    """Return the unsigned steps of the year with their last days and who answers, in four queries."""
    year = year_prepared(organization, today)
    if year is None:
        return
    signed = set(StepCheck.objects.filter(academic_year=year).values_list("step", flat=True))
    terms, roles = own_terms(organization), by_roles(organization, today)
    for step in steps_of(organization.kind):
        if not step.is_ahead and step.code not in signed:
            own = terms.get(step.code)
            users = [user.pk for user in answering(step, own, roles, today)]
            yield year, step, due_date(step, year, organization.kind, own), users


def subject_of(year: int, step: Step) -> int:
    """Return what the obligation is about: the step of the year."""
    return year * LAST_NUMBER + step.number


def owing(organization: Organization, today: date) -> list[Owed]:
    """Return the unsigned steps with who answers: the documents are owed before their days (R7)."""
    return [
        Owed(subject_of(year.pk, step), user, due)
        for year, step, due, users in open_steps(organization, today)
        for user in users
    ]


def standing(pairs: Collection[tuple[int, int]]) -> Standing:
    """Tell which steps are signed; what is not stays owed by whoever answers for it now."""
    known = _subjects({subject for subject, _user in pairs})
    checks = set(StepCheck.objects.filter(academic_year__in={year.pk for year, _step in known.values()})
                 .values_list("academic_year", "step"))  # fmt: skip
    paid = {subject for subject, (year, step) in known.items() if (year.pk, step.code) in checks}
    asked: dict[int, set[int]] = {}
    terms, today = _terms(known), timezone.localdate()
    roles = {year.organization_id: by_roles(year.organization, today) for year in _one_each(known)}
    for subject, (year, step) in known.items():
        if subject not in paid and year.ends >= today:
            place = year.organization_id
            who = answering(step, terms[place].get(step.code), roles[place], today)
            asked[subject] = {user.pk for user in who}
    return Standing(
        owed=frozenset((s, user) for s, user in pairs if user in asked.get(s, set())),
        paid=frozenset((s, user) for s, user in pairs if s in paid),
    )


def days(subjects: Collection[int]) -> dict[int, date]:
    """Return the last day of each step."""
    return _days(_subjects(subjects))


def describe(subjects: Sequence[int]) -> dict[int, Line]:
    """Return each step with its last day and its place on the page."""
    lines, known = {}, _subjects(set(subjects))
    last = _days(known)
    for subject, (year, step) in known.items():
        text = _("%(step)s, until %(day)s") % {"step": step.title, "day": date_format(last[subject], "j E Y")}
        lines[subject] = Line(text, f"{reverse('curriculum:readiness')}?year={year.pk}#step-{step.code}")
    return lines


def _days(known: dict[int, tuple[AcademicYear, Step]]) -> dict[int, date]:
    terms = _terms(known)
    return {
        subject: due_date(step, year, year.organization.kind, terms[year.organization_id].get(step.code))
        for subject, (year, step) in known.items()
    }


def _subjects(subjects: Collection[int]) -> dict[int, tuple[AcademicYear, Step]]:
    rows = AcademicYear.objects.select_related("organization").in_bulk({s // LAST_NUMBER for s in subjects})
    found = {}
    for subject in subjects:
        year = rows.get(subject // LAST_NUMBER)
        steps = steps_of(year.organization.kind) if year else []
        step = next((each for each in steps if each.number == subject % LAST_NUMBER), None)
        if year and step:
            found[subject] = (year, step)
    return found


def _one_each(known: dict[int, tuple[AcademicYear, Step]]) -> list[AcademicYear]:
    """Return a year of each organisation."""
    return list({year.organization_id: year for year, _step in known.values()}.values())


def _terms(known: dict[int, tuple[AcademicYear, Step]]) -> dict[int, dict[str, StepTerm]]:
    """Return the own terms of each organisation."""
    return {year.organization_id: own_terms(year.organization) for year in _one_each(known)}


def reminder_soon(count: int) -> tuple[str, str]:
    """Return the title and the text of a reminder before the term."""
    title = ngettext(
        "Prepare %(count)d step of the academic year", "Prepare %(count)d steps of the academic year", count
    )
    text = _(
        "The administration supplies documents at least 7 days before each term (clause 1.8 of the regulation). "
        "Check the step, mend what it lacks and sign it."
    )
    return title % {"count": count}, text


def reminder_overdue(count: int) -> tuple[str, str]:
    """Return the title and the text of a reminder after the term."""
    title = ngettext(
        "%(count)d step of the academic year's preparation is not signed",
        "%(count)d steps of the academic year's preparation are not signed",
        count,
    )
    text = _(
        "The term of the step is over. Check it, mend what it lacks and sign it; the director sees steps that are "
        "overdue."
    )
    return title % {"count": count}, text


register_by_day(
    Side(
        STEP_SOON, gettext_lazy("Step of the year's preparation that is soon due, days before its term"), reminder_soon
    ),
    Side(
        STEP_OVERDUE,
        gettext_lazy("Step of the year's preparation not signed in time, days after its term"),
        reminder_overdue,
    ),
    clause="1.8",
    owing=owing,
    standing=standing,
    days=days,
    describe=describe,
)
