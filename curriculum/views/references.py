"""References: the list of all with what they lack, and a table of any of them, kept row by row (R33)."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contingent.views.here import person, trace_of
from contingent.views.imports import XLSX
from curriculum.errors import NotAllowed, ReferenceChanged, ReferenceRefused
from curriculum.queries.references import (
    fields_of,
    filters_of,
    found_rows,
    latest_loadings,
    line_of,
    overview,
    read_table,
    without_rows,
    workbook,
)
from curriculum.reference_access import visible_reference_actions
from curriculum.reference_tables import Reference
from curriculum.services.reference_usual import fill_usual
from curriculum.services.references import find_row, remove_row, reopen_row, save_row
from curriculum.views.references_here import asked_of, is_part, organization_of, page_context, table_of

NEW = 0


@never_cache
@require_safe
def references(request: HttpRequest) -> HttpResponse:
    """Show all references of an organisation: how many rows each has and what it lacks."""
    organization, mine = organization_of(request)
    context = page_context(request, organization, mine) | {
        "references": overview(organization),
        "usual": without_rows(organization),
    }
    return render(request, "curriculum/references.html", context)


@require_POST
def usual(request: HttpRequest) -> HttpResponse:
    """Fill what is empty with the usual rows."""
    organization, _mine = organization_of(request)
    try:
        made = fill_usual(organization=organization, trace=trace_of(request))
    except NotAllowed as refusal:
        return render(request, "403.html", {"exception": refusal.message}, status=403)
    if made:
        many = ngettext("%(n)d reference is filled.", "%(n)d references are filled.", len(made)) % {"n": len(made)}
        advice = _("Look through them and change what is otherwise with you.")
        messages.success(request, f"{many} {advice}")
    else:
        messages.info(request, _("Nothing is changed: there are rows everywhere already."))
    return redirect(f"{reverse('curriculum:references')}?{urlencode({'org': organization.pk})}")


@never_cache
@require_safe
def reference(request: HttpRequest, name: str) -> HttpResponse:
    """Show one table with its filters; the rows alone to htmx."""
    organization, mine = organization_of(request)
    table, asked = table_of(name), asked_of(request, table_of(name))
    context = page_context(request, organization, mine) | {
        "table": table,
        "columns": [column for column in table.columns if column.name != table.group_by],
        "shown": read_table(table, organization, asked, request.GET.get("page", "")),
        "asked": asked,
        "filters": filters_of(table, organization, asked),
        "address": _without_page(request),
        "adds_here": table.suggest is not None,
    }
    if is_part(request):
        return render(request, "curriculum/references/_table.html", context)
    actions = visible_reference_actions(person(request), timezone.localdate())
    context["loadings"] = latest_loadings(actions, table, organization)
    return render(request, "curriculum/reference.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def row(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    """Show a row or the form of it; a POST keeps what was typed. Number 0 is a new row."""
    organization, mine = organization_of(request)
    table = table_of(name)
    context = page_context(request, organization, mine) | {"table": table}
    if not context["keeps"]:
        return render(request, "403.html", {"exception": _("References are kept by the administration.")}, status=403)
    if request.method != "POST":
        if request.GET.get("form"):
            context["form"] = _form(request, table, organization, pk)
            return _answer(request, context, "_form_row.html")
        context |= {"line": line_of(table, _found(table, organization, pk)), "is_fresh": True}
        return _answer(request, context, "_row.html")
    return _save(request, table, organization, pk, context)


def _save(request: HttpRequest, table: Reference, organization: Any, pk: int, context: dict[str, Any]) -> HttpResponse:
    texts = {column.name: request.POST[column.name] for column in table.columns if column.name in request.POST}
    seen = request.POST.get("seen", "")
    try:
        kept = save_row(
            table=table, organization=organization, pk=pk or None, texts=texts, seen=seen, trace=trace_of(request)
        )
    except (ReferenceRefused, ReferenceChanged) as refusal:
        errors = getattr(refusal, "cells", {})
        is_changed = isinstance(refusal, ReferenceChanged)
        there = _found(table, organization, pk) if pk else None
        context["form"] = _form_of(table, organization, there, texts, errors) | {
            "message": refusal.message, "seen": seen if there is None or not is_changed else table.stamp(there),
        }  # fmt: skip
        return _answer(request, context, "_form_row.html", status=409 if is_changed else 400)
    if not is_part(request):
        messages.success(request, _("Kept."))
        return redirect(_address(table, organization))
    there = find_row(table, organization, kept.pk)
    context |= {"line": line_of(table, there), "is_fresh": True, "is_new": not pk}
    if not pk:
        group = table.column(table.group_by).read(there) if table.group_by else ""
        context["form"] = _form(request, table, organization, NEW, group)
    return _answer(request, context, "_row.html")


@require_POST
def remove(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    """Delete a row that nothing uses, close one that is used; open a closed one again."""
    organization, _mine = organization_of(request)
    table = table_of(name)
    _found(table, organization, pk)
    try:
        if request.POST.get("reopen"):
            reopen_row(table=table, organization=organization, pk=pk, trace=trace_of(request))
            messages.success(request, _("The row serves again."))
        elif remove_row(
            table=table, organization=organization, pk=pk, seen=request.POST.get("seen", ""), trace=trace_of(request)
        ):
            messages.success(request, _("Deleted: nothing used it."))
        else:
            messages.success(
                request, _("It is in use, so it is closed from today: it is offered no more, nothing is lost.")
            )
    except NotAllowed as refusal:
        return render(request, "403.html", {"exception": refusal.message}, status=403)
    except (ReferenceRefused, ReferenceChanged) as refusal:
        messages.error(request, refusal.message)
    return redirect(_address(table, organization))


@never_cache
@require_safe
def reference_workbook(request: HttpRequest, name: str) -> HttpResponse:
    """Give the rows that the filters show as a workbook, or the template with headings alone."""
    organization, _mine = organization_of(request)
    table = table_of(name)
    asked = None if request.GET.get("template") else asked_of(request, table)
    kind = "template" if asked is None else "table"
    headers = {"Content-Disposition": f'attachment; filename="{table.name}-{kind}.xlsx"'}
    return HttpResponse(workbook(table, organization, asked), content_type=XLSX, headers=headers)


def _without_page(request: HttpRequest) -> str:
    """Return what the address asks for, whichever page of it is shown."""
    asked = request.GET.copy()
    asked.pop("page", None)
    return asked.urlencode()


def _address(table: Reference, organization: Any) -> str:
    return f"{reverse('curriculum:reference', args=[table.name])}?{urlencode({'org': organization.pk})}"


def _found(table: Reference, organization: Any, pk: int) -> Any:
    """Return the row; 404 when the organisation has none such."""
    found = table.rows(organization).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _form(request: HttpRequest, table: Reference, organization: Any, pk: int, group: str = "") -> dict[str, Any]:
    """Return the form of a row; a new one begins as the filters, the group and the rows before it suggest."""
    if pk:
        there = _found(table, organization, pk)
        return _form_of(table, organization, there) | {"seen": table.stamp(there)}
    rows = list(found_rows(table, organization, asked_of(request, table))[0])
    wanted = {name: request.GET[name] for name in table.filters if request.GET.get(name)}
    if table.group_by and (group := group or request.GET.get("group", "")):
        rows = [each for each in rows if table.column(table.group_by).read(each) == group]
        wanted[table.group_by] = group
    suggested = table.suggest(rows) if table.suggest else {}
    return _form_of(table, organization, None, suggested | wanted) | {"seen": ""}


def _form_of(table: Reference, organization: Any, there: Any, typed: Any = None, errors: Any = None) -> dict[str, Any]:
    fields = fields_of(table, organization, there, typed, errors)
    focus = next((field for field in fields if field.error), fields[0]).column.name
    return {"fields": fields, "pk": there.pk if there else NEW, "seen": "", "message": "", "focus": focus}


def _answer(request: HttpRequest, context: dict[str, Any], part: str, status: int = 200) -> HttpResponse:
    """Give the row alone to htmx, and a page with it to a browser without scripts."""
    if is_part(request):
        return render(request, f"curriculum/references/{part}", context, status=status)
    return render(request, "curriculum/reference_row.html", context | {"part": part}, status=status)
