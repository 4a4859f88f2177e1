"""Study groups: the list, making, naming, closing, the curator (R45, R86)."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import administered_organizations
from accounts.access_log import GROUP, note_access
from common.asked import asked_number, asked_numbers
from contingent.access import changing_organizations, visible_groups
from contingent.enums import BulkKind, CheckState, GroupKind
from contingent.errors import ContingentError, NotAllowed
from contingent.forms_groups import CloseForm, CuratorForm, GroupForm
from contingent.group_access import check_forms_group, kinds_formed, listed_groups
from contingent.queries.groups.checks import due_day, view_check
from contingent.queries.groups.choices import has_group_list, homes_of, places_to_form, staff_of, suggest
from contingent.queries.groups.listing import NO_CURATOR, NOBODY, find_groups, group_lines, levels_of, sum_of_checks
from contingent.queries.groups.naming import curator_on, read_naming
from contingent.queries.groups.page import read_events, read_group, read_members
from contingent.queries.lists.asked import ALL, LEFT, ON_PAGE, Asked, one_page
from contingent.services.exports_of_people import groups_workbook as book
from contingent.services.groups.forming import (
    change_group,
    close_group,
    make_groups,
    reopen_group,
    set_curator,
    told_of,
)
from contingent.views.filters import Filter, box
from contingent.views.here import person, trace_of
from contingent.views.imports import XLSX

if TYPE_CHECKING:
    from contingent.models import StudyGroup

CHANGED_MEANWHILE = gettext_lazy(
    "Somebody has changed this meanwhile, it is now: %(now)s. Save again to put yours instead."
)
COLUMNS = (
    ("name", pgettext_lazy("of a group", "Name")),
    ("kind", pgettext_lazy("of a group", "Kind")),
    ("level", gettext_lazy("Year")),
    ("specialty", gettext_lazy("Specialty, purpose")),
    ("curator", gettext_lazy("Curator")),
    ("many", gettext_lazy("Students")),
    ("", gettext_lazy("Composition")),
)


@never_cache
@require_safe
def groups(request: HttpRequest) -> HttpResponse:
    """Show the groups of the user's organisations, or those they are the curator of."""
    today, asked = _asked(request)
    found = one_page(find_groups(person(request), today, asked), asked, ON_PAGE)
    found.object_list = group_lines(found.object_list, today)
    context: dict[str, Any] = {
        "found": found,
        "asked": asked,
        "query": f"{asked.address()}&" if asked.address() else "",
        "columns": [_head(asked, by, title) for by, title in COLUMNS],
        "forms": places_to_form(person(request), today) != [],
    }
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "contingent/groups/_table.html", context)
    context |= {
        "filters": _filters(person(request), today, asked),
        "checks": sum_of_checks(person(request), today),
        "due": due_day(today),
        "today": today,
    }
    return render(request, "contingent/groups.html", context)


@never_cache
@require_safe
def groups_workbook(request: HttpRequest) -> HttpResponse:
    """Give the groups that are found as an Excel workbook."""
    today, asked = _asked(request)
    content = book(group_lines(find_groups(person(request), today, asked), today))
    return HttpResponse(
        content, content_type=XLSX, headers={"Content-Disposition": 'attachment; filename="groups.xlsx"'}
    )


@never_cache
@require_safe
def group_page(request: HttpRequest, group: int) -> HttpResponse:
    """Show one group: its students, what is drawn from it, its past."""
    return _page(request, find_group(request, group))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def group_new(request: HttpRequest) -> HttpResponse:
    """Make groups: one, or several alike."""
    today = timezone.localdate()
    places = places_to_form(person(request), today)
    if not places:
        raise Http404
    homes = homes_of(places, today)
    own = {kind for pk, _name in places for kind in kinds_formed(person(request), pk, today)}
    kinds = tuple(kind for kind in GroupKind if kind in own)
    chosen = [pk for pk in request.GET.getlist("source") if pk in {str(home.id) for home in homes}]
    kind = request.GET.get("kind", "")
    asked = {"kind": kind, "sources": chosen}
    form = GroupForm(
        _told(request), initial=asked | suggest(kind, chosen), organizations=places, kinds=kinds,
        groups=homes,
    )  # fmt: skip
    if request.method != "POST" or not form.is_valid():
        return _form_page(request, form, None, _("New groups"))
    try:
        made = make_groups(
            organization=int(form.cleaned_data["organization"]), kind=GroupKind(form.cleaned_data["kind"]),
            names=form.cleaned_data["names"], told=form.told(), trace=trace_of(request),
        )  # fmt: skip
    except ContingentError as error:
        form.add_error(None, error.message)
        return _form_page(request, form, None, _("New groups"))
    messages.success(request, ngettext("%(n)d group is made.", "%(n)d groups are made.", len(made)) % {"n": len(made)})
    if made[0].kind != GroupKind.HOME:
        return redirect("contingent:group_board", made[0].pk)
    return redirect("contingent:group", made[0].pk) if len(made) == 1 else redirect("contingent:groups")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def group_edit(request: HttpRequest, group: int) -> HttpResponse:
    """Rename a group and change what is told of it."""
    today, found = _to_form(request, group)
    place, now = [(found.organization_id, found.organization.short_name)], told_of(found)
    homes = homes_of(place, today, now["sources"])
    initial = now | {"sources": [str(pk) for pk in now["sources"]]}
    form = GroupForm(
        _told(request), initial=initial, organizations=place, kinds=(), groups=homes, fixed=GroupKind(found.kind)
    )
    seen = _seen(request) if request.method == "POST" else now
    if request.method != "POST" or not form.is_valid():
        return _form_page(request, form, found, found.name, seen)
    told = form.told() | {"name": form.cleaned_data["name"]}
    try:
        conflicts = change_group(group=found, seen=seen, told=told, trace=trace_of(request))
    except ContingentError as error:
        form.add_error("name", error.message)
        form.mark()
        return _form_page(request, form, found, found.name, seen)
    if conflicts:
        names = {home.id: home.name for home in homes}
        for conflict in conflicts:
            form.add_error(conflict.field, CHANGED_MEANWHILE % {"now": _in_words(conflict.now, names)})
        form.mark()
        return _form_page(request, form, found, found.name, told_of(found), status=409)
    messages.success(request, _("Saved."))
    return redirect("contingent:group", group)


def _seen(request: HttpRequest) -> dict[str, Any]:
    """Return what the page showed when it was opened: it comes back beside what was typed."""
    told = {name: request.POST.get(f"seen_{name}", "") for name in ("name", "specialty", "division", "level")}
    level = told.pop("level")
    sources = asked_numbers([request.POST.get("seen_sources", "")])
    return told | {"level": asked_number(level), "sources": sorted(sources)}


def _in_words(value: Any, names: dict[int, str]) -> str:
    """Return a value as people read it: groups by their names."""
    if isinstance(value, list):
        return ", ".join(names.get(pk, "…") for pk in value) or "—"
    return str(value or "—")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def group_close(request: HttpRequest, group: int) -> HttpResponse:
    """Ask for the last day of a group, and close it when nobody of it is left behind."""
    today, found = _to_form(request, group)
    form = CloseForm(_told(request), today=today)
    if request.method == "POST" and form.is_valid():
        try:
            close_group(group=found, day=form.cleaned_data["day"], trace=trace_of(request))
        except ContingentError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("The group is closed. It can be opened again on its page."))
            return redirect("contingent:group", group)
    return _small_page(request, "contingent/group_close.html", form, found, today)


@require_POST
def group_reopen(request: HttpRequest, group: int) -> HttpResponse:
    """Open a closed group again."""
    _today, found = _to_form(request, group)
    try:
        reopen_group(group=found, trace=trace_of(request))
    except ContingentError as error:
        messages.error(request, error.message)
    return redirect("contingent:group", group)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def group_curator(request: HttpRequest, group: int) -> HttpResponse:
    """Give a home group its curator from a day on."""
    today, found = _to_form(request, group)
    if found.kind != GroupKind.HOME:
        raise Http404
    first = {"day": today, "employee": curator_on(found, today)}
    form = CuratorForm(_told(request), initial=first, staff=staff_of(found.organization_id, today))
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["employee"]
        try:
            set_curator(
                group=found, employee=int(chosen) if chosen else None, day=form.cleaned_data["day"],
                trace=trace_of(request),
            )  # fmt: skip
        except ContingentError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("Saved."))
            return redirect("contingent:group", group)
    return _small_page(request, "contingent/group_curator.html", form, found, today)


def find_group(request: HttpRequest, group: int) -> "StudyGroup":
    """Return a group of the user's list; who opens it is accounted for."""
    rows = listed_groups(person(request), timezone.localdate()).select_related("organization")
    found: StudyGroup = get_object_or_404(rows, pk=group)
    note_access(request, GROUP, found.pk, found.organization_id)
    return found


def _to_form(request: HttpRequest, group: int) -> tuple[date, "StudyGroup"]:
    """Return a group that the user forms; what they only read is not theirs to change."""
    today, found = timezone.localdate(), find_group(request, group)
    try:
        check_forms_group(person(request), found, today)
    except NotAllowed as error:
        raise PermissionDenied(error.message) from None
    return today, found


def _page(request: HttpRequest, group: "StudyGroup") -> HttpResponse:
    today, user = timezone.localdate(), person(request)
    context = {
        "group": read_group(user, group, today),
        "members": read_members(user, group, today),
        "events": read_events(user, group, today),
        "check": view_check(group, today) if group.kind == GroupKind.HOME else None,
        "due": due_day(today),
        "today": today,
        "named": read_naming(group) if group.kind == GroupKind.HOME else (),
        "keeps": administered_organizations(user, today).filter(pk=group.organization_id).exists(),
        "moves": changing_organizations(user, today, BulkKind.TRANSFER).filter(pk=group.organization_id).exists(),
        "reads_whole": visible_groups(user, today).filter(pk=group.pk).exists(),
    }
    return render(request, "contingent/group.html", context)


def _told(request: HttpRequest) -> Any:
    """Return what a form was sent with; nothing when it is only shown."""
    return request.POST if request.method == "POST" else None


def _form_page(
    request: HttpRequest, form: GroupForm, group: "StudyGroup | None", title: str, seen: Mapping[str, Any] = {},
    status: int = 400,
) -> HttpResponse:  # fmt: skip
    kept = {name: ",".join(map(str, v)) if isinstance(v, list) else v for name, v in seen.items()}
    context = {"form": form, "group": group, "title": title, "seen": kept}
    return render(request, "contingent/group_form.html", context, status=status if form.errors else 200)


def _small_page(
    request: HttpRequest, name: str, form: CloseForm | CuratorForm, group: "StudyGroup", today: date
) -> HttpResponse:
    members = read_members(person(request), group, today) if form.non_field_errors() else ()
    context = {
        "form": form,
        "group": group,
        "members": members,
        "keeps": administered_organizations(person(request), today).filter(pk=group.organization_id).exists(),
    }
    return render(request, name, context, status=400 if form.errors else 200)


def _head(asked: Asked, by: str, title: Any) -> tuple[Any, str, str]:
    order = "" if asked.by != by else "descending" if asked.is_downward else "ascending"
    return title, f"{asked.turned(by)}&" if by else "", order


def _filters(user: Any, today: date, asked: Asked) -> list[Filter]:
    """Return the boxes over the list of groups."""
    levels = [(str(level), str(level)) for level in levels_of(user, today)]
    lacks = [
        *((state.value, str(state.label)) for state in (CheckState.OPEN, CheckState.CHANGED, CheckState.DONE)),
        (NO_CURATOR, _("Without a curator")),
        (NOBODY, _("Without students")),
    ]
    states = [(LEFT, _("closed")), (ALL, _("all"))]
    return [
        box("kind", _("Kind"), [(kind.value, str(kind.label)) for kind in GroupKind], asked),
        box("level", _("Year or parallel"), levels, asked),
        box("lacks", _("Composition"), lacks, asked),
        Filter("state", _("State"), [("", _("open")), *states], asked.state if asked.state in (LEFT, ALL) else ""),
    ]


def _asked(request: HttpRequest) -> tuple[date, Asked]:
    """Return the day and the question; to whom there are no groups, there is no list."""
    today = timezone.localdate()
    if not has_group_list(person(request), today):
        raise Http404
    return today, Asked.of(request.GET.dict())
