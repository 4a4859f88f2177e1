"""A plan as a PDF: A3 across for a college, A4 across for a school."""

import json
from pathlib import Path
from typing import Any

import typst

from curriculum.paper import words
from curriculum.paper.table import Paper, controls_of, hours_of, used_kinds
from curriculum.plan_sheet import number

TEMPLATE = Path(__file__).parent / "plan.typ"


def as_pdf(paper: Paper) -> bytes:
    """Return the PDF. The texts go in as data: nothing typed into a plan is taken for markup."""
    told = json.dumps(_told(paper), ensure_ascii=False)
    made = typst.compile(str(TEMPLATE), format="pdf", sys_inputs={"plan": told})
    assert isinstance(made, bytes)  # noqa: S101 — one document
    return made


def _told(paper: Paper) -> dict[str, Any]:
    sheet, plan = paper.sheet, paper.plan
    kinds = used_kinds(paper)
    many = not sheet.rules.is_weekly
    return {
        "organization": plan.organization.name,
        "approval": paper.approval,
        "title": paper.title,
        "subtitle": paper.subtitle,
        "about": paper.about,
        "wide": many,
        "forms": [form.short for form in paper.forms] if many else ["Формы аттестации"],
        "terms": [
            {
                "name": f"{term.number} семестр" if many else f"{term.study_year} кл.",
                "weeks": f"{number(term.weeks)} нед",
            }
            for term in sheet.terms
        ],
        "kinds": [words.HOURS[kind][1] for kind in kinds] if many else [],
        "rows": [_row(paper, row, kinds, many=many) for row in sheet.rows],
        "total": number(sheet.total()),
        "sums": [number(sheet.of_term(term)) for term in sheet.terms],
        "weeks": [f"{sheet.of_week(term):.1f}".replace(".", ",").removesuffix(",0") for term in sheet.terms],
        "legend": legend(paper, many=many),
    }


def _row(paper: Paper, row: Any, kinds: list[Any], *, many: bool) -> dict[str, Any]:
    numbers = {term.id: term.number for term in paper.sheet.terms}
    if many:
        controls = [controls_of(row, form.id, numbers) for form in paper.forms]
        cells = [_cell(paper, row, term, kind) for term in paper.sheet.terms for kind in (None, *kinds)]
    else:
        controls = [", ".join(dict.fromkeys(control.short for control in row.controls))]
        cells = [_cell(paper, row, term, None) for term in paper.sheet.terms]
    return {
        "code": row.code, "name": row.name, "depth": row.depth, "holder": row.is_holder, "controls": controls,
        "total": number(paper.sheet.of_row(row)), "cells": cells,
    }  # fmt: skip


def _cell(paper: Paper, row: Any, term: Any, kind: Any) -> str:
    hours = hours_of(paper, row, term, kind)
    return number(hours) if hours else ""


def legend(paper: Paper, *, many: bool) -> str:
    """Say what the short words of the headings mean."""
    forms = ", ".join(f"{form.short} — {form.name.lower()}" for form in paper.forms)
    if not many:
        return f"Часы в неделю. Формы аттестации: {forms}."
    kinds = ", ".join(f"{short} — {full.lower()}" for full, short in (words.HOURS[kind] for kind in used_kinds(paper)))
    together = "«6к1» — в 6-м семестре, комплексно с другими строками того же номера."
    return f"Формы контроля, номера семестров: {forms}; {together} Часы: {kinds}."
