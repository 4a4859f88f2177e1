"""A reference loaded from a workbook: checked, looked through, loaded, undone (R33)."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from contingent.errors import UnreadableWorkbook
from contingent.views.here import person, trace_of
from curriculum.errors import NotAllowed, ReferenceRefused
from curriculum.reference_access import visible_reference_actions
from curriculum.reference_tables import Reference
from curriculum.services.reference_loading import PREFIX, SAME, check_rows, load_rows, read_rows, undo_loading
from curriculum.views.references_here import organization_of, page_context, table_of

KEPT_SECONDS = 4 * 3600
SHOWN = 300


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def load(request: HttpRequest, name: str) -> HttpResponse:
    """Take a workbook and show what it would do; nothing is written yet."""
    organization, mine = organization_of(request)
    table = table_of(name)
    context = page_context(request, organization, mine) | {"table": table}
    if not context["keeps"]:
        return _refused(request, _("References are kept by the administration."))
    if request.method != "POST":
        return render(request, "curriculum/reference_load.html", context)
    file = request.FILES.get("file")
    if file is None:
        context["error"] = _("Choose a workbook first.")
        return render(request, "curriculum/reference_load.html", context, status=400)
    try:
        rows = read_rows(table, file)
    except UnreadableWorkbook as error:
        context["error"] = error.message
        return render(request, "curriculum/reference_load.html", context, status=400)
    token = uuid4().hex
    kept = {"rows": rows, "file": str(file.name)[-200:], "table": table.name, "user": person(request).pk,
            "organization": organization.pk}  # fmt: skip
    cache.set(_name(token), kept, KEPT_SECONDS)
    return _preview(request, context, table, organization, rows, token)


def _preview(
    request: HttpRequest, context: dict[str, Any], table: Reference, organization: Any, rows: Any, token: str,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    try:
        loading = check_rows(table=table, organization=organization, rows=rows, trace=trace_of(request))
    except NotAllowed as refusal:
        return _refused(request, refusal.message)
    order = {"rejected": 0, "change": 1, "add": 2, SAME: 3}
    lines = sorted((row for row in loading.rows if row.outcome != SAME), key=lambda row: order[row.outcome])
    context |= {
        "loading": loading, "counts": loading.counts, "lines": lines[:SHOWN], "hidden": max(0, len(lines) - SHOWN),
        "token": token, "unread": list(dict.fromkeys(title for row in rows for title in row.get("unread", ()))),
    }  # fmt: skip
    return render(request, "curriculum/reference_load.html", context, status=status)


@require_POST
def apply(request: HttpRequest, name: str) -> HttpResponse:
    """Load the workbook that was shown; where things have changed meanwhile, show it again instead."""
    organization, mine = organization_of(request)
    table = table_of(name)
    context = page_context(request, organization, mine) | {"table": table}
    if not context["keeps"]:
        return _refused(request, _("References are kept by the administration."))
    token = request.POST.get("token", "")[:40]
    kept = cache.get(_name(token))
    mine_too = (table.name, person(request).pk, organization.pk)
    if not kept or (kept["table"], kept["user"], kept["organization"]) != mine_too:
        context["error"] = _("The check is not kept any more: load the workbook once more.")
        return render(request, "curriculum/reference_load.html", context, status=400)
    try:
        action = load_rows(
            table=table, organization=organization, rows=kept["rows"], shown=request.POST.get("shown", ""),
            file_name=kept["file"], trace=trace_of(request),
        )  # fmt: skip
    except ReferenceRefused as refusal:
        context["error"] = refusal.message
        return _preview(request, context, table, organization, kept["rows"], token, status=400)
    if action is None:
        context["error"] = _("Nothing is loaded: the table has changed since the check. Look through it once more.")
        return _preview(request, context, table, organization, kept["rows"], token, status=409)
    cache.delete(_name(token))
    many = action.made["counts"]["add"] + action.made["counts"]["change"]
    messages.success(request, ngettext("%(many)d row is loaded.", "%(many)d rows are loaded.", many) % {"many": many})
    return redirect(f"{reverse('curriculum:reference', args=[table.name])}?org={organization.pk}")


@require_POST
def undo(request: HttpRequest, action: int) -> HttpResponse:
    """Take a loading back as a whole, or say what stands in the way."""
    rows = visible_reference_actions(person(request), timezone.localdate())
    found: Any = get_object_or_404(rows.select_related("organization"), pk=action)
    try:
        undo_loading(action=found, trace=trace_of(request))
    except NotAllowed as refusal:
        return _refused(request, refusal.message)
    except ReferenceRefused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The loading is undone: everything is as it was before it."))
    name = found.kind.removeprefix(PREFIX)
    return redirect(f"{reverse('curriculum:reference', args=[name])}?org={found.organization_id}")


def _name(token: str) -> str:
    return f"reference-check:{token if token.isalnum() else ''}"


def _refused(request: HttpRequest, message: str) -> HttpResponse:
    return render(request, "403.html", {"exception": message}, status=403)
