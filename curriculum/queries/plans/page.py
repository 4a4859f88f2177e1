"""What the pages of one curriculum read, as the editor's script takes it."""

from typing import Any

from django.utils import timezone

from accounts.models import User
from common.closing import is_closed, named
from curriculum.enums import CurriculumKind, HoursKind, ItemKind
from curriculum.models import ControlForm, Curriculum, Subject
from curriculum.plan_access import is_written, stamp, visible_curricula
from curriculum.plan_checks import Problem, find_problems
from curriculum.plan_sheet import Row, Sheet, number
from curriculum.queries.plans.sheet import read_sheet
from curriculum.words_plans import item_short, kind_short

ITEM_KINDS = {
    CurriculumKind.COLLEGE: (
        ItemKind.CYCLE, ItemKind.PART, ItemKind.DISCIPLINE, ItemKind.MODULE, ItemKind.MODULE_COURSE,
        ItemKind.STUDY_PRACTICE, ItemKind.WORK_PRACTICE, ItemKind.DIPLOMA_PRACTICE, ItemKind.MODULE_EXAM,
        ItemKind.FINAL,
    ),
    CurriculumKind.SCHOOL: (ItemKind.PART, ItemKind.AREA, ItemKind.SCHOOL_SUBJECT, ItemKind.EXTRA),
    CurriculumKind.EXTRACURRICULAR: (ItemKind.PART, ItemKind.AREA, ItemKind.EXTRA),
    CurriculumKind.ADDITIONAL: (ItemKind.PART, ItemKind.MODULE, ItemKind.EXTRA),
}  # fmt: skip


def find_plan(user: User, on: Any, pk: int) -> Curriculum | None:
    """Return a curriculum the user sees."""
    rows = visible_curricula(user, on).select_related("organization", "changed_by", "approved_by")
    return rows.filter(pk=pk).first()


def told_plan(sheet: Sheet) -> dict[str, Any]:
    """Return the terms and rows as the editor holds them."""
    forms = {term.id: term for term in sheet.terms}
    return {
        "terms": [
            {
                "id": term.id, "number": term.number, "study_year": term.study_year, "weeks": plain(number(term.weeks)),
                "limit": None if term.own_limit is None else str(term.own_limit),
            }
            for term in sheet.terms
        ],
        "rows": [told_row(row, forms) for row in sheet.rows],
    }  # fmt: skip


def told_row(row: Row, terms: dict[int, Any]) -> dict[str, Any]:
    """Return a row as the editor holds it."""
    controls: dict[str, list[str]] = {}
    for control in row.controls:
        controls.setdefault(str(control.term), []).append(f"{control.short}{control.together or ''}")
    return {
        "key": f"i{row.id}", "kind": row.kind, "code": row.code, "name": row.name, "subject": row.subject,
        "optional": row.is_optional, "depth": row.depth,
        "hours": {f"{term}:{kind}": number(hours) for (term, kind), hours in row.hours.items()},
        "controls": {term: ", ".join(told) for term, told in controls.items()},
    }  # fmt: skip


def plain(text: str) -> str:
    """Return a number as scripts read it."""
    return text.replace(",", ".")


def told_problems(problems: list[Problem]) -> list[dict[str, Any]]:
    """Return what does not add up as the editor shows it."""
    return [
        {"code": one.code, "text": one.text, "row": one.row, "term": one.term, "kind": one.kind} for one in problems
    ]


def editor_config(plan: Curriculum) -> dict[str, Any]:
    """Return everything the editor begins with, in six queries."""
    sheet = read_sheet(plan)
    on = timezone.localdate()
    chosen = {row.subject for row in sheet.rows}
    subjects = Subject.objects.open_on(on, chosen).filter(organization=plan.organization_id).order_by("sort_key")
    forms = ControlForm.objects.filter(organization=plan.organization_id).order_by("position", "name")
    kinds = [
        kind for kind in ItemKind if kind in ITEM_KINDS[sheet.rules.kind] or any(r.kind == kind for r in sheet.rows)
    ]
    return {
        "id": plan.pk,
        "kind": plan.kind,
        "isWeekly": sheet.rules.is_weekly,
        "isWritten": is_written(plan),
        "seen": stamp(plan),
        "rules": {"week_hours": plan.week_hours, "total_hours": plan.total_hours},
        "plan": told_plan(sheet),
        "problems": told_problems(find_problems(sheet)),
        "kinds": [
            {"id": kind, "short": kind_short(kind, sheet.rules.is_weekly), "name": str(HoursKind(kind).label)}
            for kind in sheet.kinds()
        ],
        "itemKinds": [{"id": kind, "short": item_short(kind), "name": str(ItemKind(kind).label)} for kind in kinds],
        "forms": [{"id": form.pk, "short": form.short_name, "name": form.name, "kind": form.kind} for form in forms],
        "subjects": [
            {
                "id": subject.pk,
                "code": subject.code,
                "name": named(subject.name, subject, on),
                "short": named(subject.short_name, subject, on),
                "closed": is_closed(subject, on),
            }
            for subject in subjects
        ],
    }


def fresh_plan(plan: Curriculum) -> dict[str, Any]:
    """Return a plan as it is now, for an editor that saw an older one."""
    sheet = read_sheet(plan)
    return {
        "seen": stamp(plan), "plan": told_plan(sheet), "problems": told_problems(find_problems(sheet)),
    }  # fmt: skip
