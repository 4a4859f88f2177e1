"""Steps of the preparation: signed with name and moment, taken back with a reason, given other terms (R8, R33)."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import CHANGED, CREATED, Trace, delete_audited, write_history
from accounts.models import Organization
from common.dated import holds_on
from contingent.models import Employee
from curriculum.errors import ReadinessRefused
from curriculum.models import AcademicYear, StepCheck, StepTerm
from curriculum.preparation_steps import YearAsked, step_of, steps_of
from curriculum.readiness_access import check_prepares, check_signs

LONGEST_NOTE = 300


@dataclass(frozen=True, slots=True)
class Term:
    """A step's day (month, day) and who answers for it; as the regulation says when both are empty."""

    day: tuple[int, int] | None
    answers: int | None


@transaction.atomic
def sign_step(*, year: AcademicYear, code: str, note: str, trace: Trace) -> StepCheck:
    """Sign that the step was checked; what lacks is kept with the signature and needs a note that says why it may.

    Signing again takes the place of the earlier signature, which stays in the history.
    """
    found = _lock(year)
    today = found.organization.local_day(trace.now)
    check_signs(trace.actor, found.organization_id, code, today)
    step = step_of(code, found.organization.kind)
    if step is None or step.is_ahead:
        raise ReadinessRefused(_("This step is not signed."))
    lacks = step.look(YearAsked.of(found, today)).lacks
    note = " ".join(note.split())[:LONGEST_NOTE]
    if lacks and not note:
        raise ReadinessRefused(_("Something is lacking. Mend it, or say in a note why the step may be signed so."))
    told = {
        "signed_by": trace.actor, "signed_at": trace.now, "note": note,
        "lacked": {lack.code: lack.many for lack in lacks},
    }  # fmt: skip
    check = StepCheck.objects.filter(academic_year=found, step=code).first()
    kind = CHANGED if check else CREATED
    if check is None:
        check = StepCheck(academic_year=found, step=code, **told)
        StepCheck.objects.bulk_create([check])
    else:
        StepCheck.objects.filter(pk=check.pk).update(**told)
        check.refresh_from_db()
    write_history(trace, [(check, kind, None)])
    return check


@transaction.atomic
def take_back_step(*, year: AcademicYear, code: str, trace: Trace) -> None:
    """Take a signature back with a reason; it stays in the history. Twice is harmless."""
    found = _lock(year)
    check_signs(trace.actor, found.organization_id, code, found.organization.local_day(trace.now))
    if not trace.reason.strip():
        raise ReadinessRefused(_("Say why the signature is taken back."))
    delete_audited(trace, [(row, None) for row in StepCheck.objects.filter(academic_year=found, step=code)])


@transaction.atomic
def set_step_terms(*, organization: Organization, terms: Mapping[str, Term], trace: Trace) -> int:
    """Keep the terms of the steps told; what is as the regulation says has no row. Returns how many changed.

    Raises `ReadinessRefused` when a named person is not on the staff.
    """
    today = organization.local_day(trace.now)
    check_prepares(trace.actor, organization.pk, today)
    named = {term.answers for term in terms.values() if term.answers is not None}
    staff = Employee.objects.filter(holds_on(today), organization=organization, pk__in=named).values_list(
        "pk", flat=True
    )
    if named - set(staff):
        raise ReadinessRefused(_("Only somebody on the staff answers for a step."))
    before = {row.step: row for row in StepTerm.objects.filter(organization=organization).select_for_update()}
    changed = 0
    for step in steps_of(organization.kind):
        if step.code in terms:
            changed += _keep(organization, step.code, step.terms[organization.kind], terms[step.code], before)
    return changed


def _keep(
    organization: Organization, code: str, usual: tuple[int, int], term: Term, before: Mapping[str, StepTerm]
) -> int:
    row, day = before.get(code), term.day or usual
    if day == usual and term.answers is None:
        if row:
            row.delete()
        return int(row is not None)
    told = {"month": day[0], "day": day[1], "answers_id": term.answers}
    if row and all(getattr(row, name) == value for name, value in told.items()):
        return 0
    StepTerm.objects.update_or_create(organization=organization, step=code, defaults=told)
    return 1


def _lock(year: AcademicYear) -> AcademicYear:
    """Return the year, whose signatures nobody else changes meanwhile."""
    rows = AcademicYear.objects.select_related("organization").select_for_update(of=("self",), no_key=True)
    return rows.get(pk=year.pk)
