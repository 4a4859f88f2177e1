"""A curriculum made from scratch or as a copy of another one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.access import readable_organizations
from accounts.audit import Trace
from accounts.models import Organization
from curriculum.enums import CurriculumKind, Level, TeachingForm
from curriculum.errors import NotAllowed, PlanRefused
from curriculum.models import Curriculum, CurriculumHours, CurriculumItem, CurriculumTerm, ItemControl

# The most lessons a week in each parallel of a week of five days (SanPiN 1.2.3685-21).
SCHOOL_WEEK = {1: 21, 2: 23, 3: 23, 4: 23, 5: 29, 6: 30, 7: 32, 8: 33, 9: 33, 10: 34, 11: 34}
MOST_TERMS = 12
SAME = ("organization", "kind", "code", "name", "form", "intake_year")


@dataclass(frozen=True, slots=True)
class NewPlan:
    """What a new curriculum is begun with; `terms` counts semesters, or years of a weekly plan from `first_year`."""

    kind: CurriculumKind
    level: Level
    form: TeachingForm
    code: str
    name: str
    qualification: str
    intake_year: int
    terms: int
    first_year: int = 1


@transaction.atomic
def create_curriculum(*, organization: Organization, told: NewPlan, trace: Trace) -> Curriculum:
    """Make an empty draft with its terms and the usual rules. Raises `NotAllowed`, `PlanRefused`."""
    check_place(organization, trace)
    if not 1 <= told.terms <= MOST_TERMS:
        raise PlanRefused(_("A plan has from 1 to %(most)d terms.") % {"most": MOST_TERMS})
    made = Curriculum(
        organization=organization, kind=told.kind, level=told.level, form=told.form, code=told.code, name=told.name,
        qualification=told.qualification, intake_year=told.intake_year, week_hours=usual_limit(told),
        changed_at=trace.now, changed_by=trace.actor,
    )  # fmt: skip
    made.version = next_version(made)
    made.save()
    CurriculumTerm.objects.bulk_create(usual_terms(made, told))
    return made


def usual_limit(told: NewPlan) -> int:
    """Return the most hours a week: 36 in a college, by the parallels in a school, 10 of activities."""
    if told.kind == CurriculumKind.COLLEGE:
        return 36
    if told.kind == CurriculumKind.SCHOOL:
        return max((SCHOOL_WEEK.get(year, 0) for year in years_of(told)), default=0)
    return 10 if told.kind == CurriculumKind.EXTRACURRICULAR else 0


def years_of(told: NewPlan) -> range:
    """Return the years (parallels) of a weekly plan."""
    return range(told.first_year, told.first_year + told.terms)


def usual_terms(plan: Curriculum, told: NewPlan) -> Iterable[CurriculumTerm]:
    """Return semesters of 17 and 24 weeks, or years of 34 (33 in the first class)."""
    if told.kind == CurriculumKind.COLLEGE:
        return [
            CurriculumTerm(
                curriculum=plan, number=number, study_year=(number + 1) // 2, weeks=Decimal(17 if number % 2 else 24)
            )
            for number in range(1, told.terms + 1)
        ]
    return [
        CurriculumTerm(
            curriculum=plan, number=number, study_year=year, weeks=Decimal(33 if year == 1 else 34),
            week_hours=SCHOOL_WEEK.get(year) if told.kind == CurriculumKind.SCHOOL else None,
        )
        for number, year in enumerate(years_of(told), start=1)
    ]  # fmt: skip


@transaction.atomic
def copy_curriculum(*, source: Curriculum, intake_year: int, trace: Trace) -> Curriculum:
    """Make a draft as a copy: the next version of the intake, or the first of another one."""
    check_place(source.organization, trace)
    made = Curriculum(
        **{
            name: getattr(source, name)
            for name in (
                "organization", "kind", "level", "form", "code", "name", "qualification", "week_hours", "year_exams",
                "year_credits", "total_hours",
            )
        },
        intake_year=intake_year, changed_at=trace.now, changed_by=trace.actor,
    )  # fmt: skip
    made.version = next_version(made)
    made.save()
    copy_content(source, made)
    return made


def copy_content(source: Curriculum, made: Curriculum) -> None:
    """Copy terms, rows, hours and controls."""
    terms = {}
    for term in list(source.terms.all()):
        old, term.pk, term.curriculum = term.pk, None, made
        terms[old] = term
    CurriculumTerm.objects.bulk_create(terms.values())
    items = {}
    parents = {}
    for item in list(source.items.all()):
        old, parents[item.pk] = item.pk, item.parent_id
        item.pk, item.curriculum, item.parent = None, made, None
        items[old] = item
    CurriculumItem.objects.bulk_create(items.values())
    for old, parent in parents.items():
        items[old].parent = items[parent] if parent else None
    CurriculumItem.objects.bulk_update(items.values(), ["parent"])
    hours = list(CurriculumHours.objects.filter(item__curriculum=source))
    controls = list(ItemControl.objects.filter(item__curriculum=source))
    rows: list[Any] = [*hours, *controls]
    for row in rows:
        row.pk, row.item, row.term = None, items[row.item_id], terms[row.term_id]
    CurriculumHours.objects.bulk_create(hours)
    ItemControl.objects.bulk_create(controls)


def next_version(plan: Curriculum) -> int:
    """Return the number of a new version among those of the same plan and intake; they are made one by one."""
    Organization.objects.select_for_update(no_key=True).get(pk=plan.organization_id)
    same = Curriculum.objects.filter(**{name: getattr(plan, name) for name in SAME})
    return int(same.aggregate(last=Max("version"))["last"] or 0) + 1


def check_place(organization: Organization, trace: Trace) -> date:
    """Raise `NotAllowed` unless the actor writes the organisation's curricula; return its day."""
    today = organization.local_day(trace.now)
    if not readable_organizations(trace.actor, today).filter(pk=organization.pk).exists():
        raise NotAllowed(_("Curricula are written by the administration of the organisation."))
    return today
