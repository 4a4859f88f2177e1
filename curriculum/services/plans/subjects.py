"""Subjects of a plan's rows: found among the organisation's or made in place (R35, R44)."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import Trace
from common.sql import sort_key
from curriculum.enums import ItemKind, SubjectKind
from curriculum.errors import PlanRefused
from curriculum.models import Curriculum, CurriculumItem, Subject
from curriculum.plan_checks import WITHOUT_SUBJECT
from curriculum.services.plans.states import check_seen, check_written, locked, touch

KINDS = {
    ItemKind.DISCIPLINE: SubjectKind.DISCIPLINE,
    ItemKind.MODULE_COURSE: SubjectKind.MODULE_COURSE,
    ItemKind.STUDY_PRACTICE: SubjectKind.STUDY_PRACTICE,
    ItemKind.WORK_PRACTICE: SubjectKind.WORK_PRACTICE,
    ItemKind.DIPLOMA_PRACTICE: SubjectKind.DIPLOMA_PRACTICE,
    ItemKind.MODULE_EXAM: SubjectKind.MODULE_EXAM,
    ItemKind.SCHOOL_SUBJECT: SubjectKind.SCHOOL_SUBJECT,
    ItemKind.EXTRA: SubjectKind.EXTRA,
}


@dataclass
class Chosen:
    """How many rows were given a subject that was there, and the subjects that were made."""

    found: int
    made: list[int]


@transaction.atomic
def make_subject(*, plan: Curriculum, kind: str, code: str, name: str, trace: Trace) -> Subject:
    """Make a subject for a row of the plan, or return the one of that code and name."""
    plan = locked(plan, trace)
    check_written(plan)
    if kind not in KINDS:
        raise PlanRefused(_("A row of this kind has no subject."))
    code, name = " ".join(code.split())[:20], " ".join(name.split())[:300]
    if not name:
        raise PlanRefused(_("Give the row its name first."))
    return _made(plan, ItemKind(kind), code, name)[0]


def _made(plan: Curriculum, kind: ItemKind, code: str, name: str) -> tuple[Subject, bool]:
    """Return the subject and whether it is new; one that was closed is taught again."""
    found, is_new = Subject.objects.get_or_create(
        organization_id=plan.organization_id, code=code, name=name,
        defaults={
            "kind": KINDS[kind], "level": plan.level, "short_name": _short(kind, code, name),
            "standard_name": "" if kind in (ItemKind.EXTRA, ItemKind.MODULE_EXAM) else name,
        },
    )  # fmt: skip
    if found.closed_on:
        found.closed_on = None
        found.save(update_fields=["closed_on"])
    return found, is_new


def _short(kind: ItemKind, code: str, name: str) -> str:
    if code and kind not in (ItemKind.DISCIPLINE, ItemKind.SCHOOL_SUBJECT, ItemKind.EXTRA):
        return code
    return name if len(name) <= 60 else name[:58].rsplit(" ", 1)[0] + "…"


@transaction.atomic
def choose_subjects(*, plan: Curriculum, seen: str, trace: Trace) -> Chosen:
    """Give each row without a subject the one of its code and name, or of its name alone; make what is not there."""
    plan = locked(plan, trace)
    check_written(plan)
    check_seen(plan, seen)
    chosen = fill_subjects(plan, plan.organization.local_day(trace.now))
    if chosen.found or chosen.made:
        touch(plan, trace)
    return chosen


def fill_subjects(plan: Curriculum, on: date) -> Chosen:
    """Do the same for a plan that is locked already, with subjects that are taught on the day."""
    rows = [row for row in plan.items.filter(subject=None) if row.kind in KINDS and row.kind not in WITHOUT_SUBJECT]
    known: dict[tuple[str, str], Subject] = {}
    named: dict[tuple[str, str], list[Subject]] = {}
    for subject in Subject.objects.open_on(on).filter(organization_id=plan.organization_id):
        known[sort_key(subject.code), sort_key(subject.name)] = subject
        named.setdefault((subject.kind, sort_key(subject.name)), []).append(subject)
    chosen = Chosen(0, [])
    changed: list[CurriculumItem] = []
    for row in rows:
        if not row.name:
            continue
        found = known.get((sort_key(row.code), sort_key(row.name)))
        same = named.get((KINDS[ItemKind(row.kind)], sort_key(row.name)), [])
        if found is None and len(same) == 1:
            found = same[0]
        if found is None:
            found, is_new = _made(plan, ItemKind(row.kind), row.code, row.name)
            known[sort_key(row.code), sort_key(row.name)] = found
            if is_new:
                chosen.made.append(found.pk)
        else:
            chosen.found += 1
        row.subject = found
        changed.append(row)
    CurriculumItem.objects.bulk_update(changed, ["subject"])
    return chosen
