"""The curator's check of a group: what came from outside, what is missing, the curator's word (R49)."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from contingent.enums import GroupKind
from contingent.errors import ContingentError, NotAllowed
from contingent.forms_groups import CheckForm
from contingent.queries.groups.checks import due_day, view_check
from contingent.queries.groups.page import read_group, read_members, read_outside
from contingent.services.groups.checking import check_group, withdraw_check
from contingent.views.groups import find_group
from contingent.views.here import person, trace_of

if TYPE_CHECKING:
    from contingent.models import StudyGroup


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def group_check(request: HttpRequest, group: int) -> HttpResponse:
    """Show the composition to be checked; keep the curator's word of exactly what was shown."""
    found = _home(request, group)
    if request.method != "POST":
        return _page(request, found)
    form = CheckForm(request.POST)
    if not form.is_valid():
        return _page(request, found, status=400)
    try:
        done = check_group(
            group=found, seen=form.cleaned_data["seen"], remark=form.cleaned_data["remark"], trace=trace_of(request)
        )
    except NotAllowed as error:
        raise PermissionDenied(error.message) from None
    except ContingentError as error:
        messages.error(request, error.message)
        return _page(request, found, status=400)
    if not done:
        messages.error(request, _("The composition has changed while you looked: look through it once more."))
        return _page(request, found, status=409)
    messages.success(request, _("The composition is checked."))
    return redirect("contingent:group_check", group)


@require_POST
def group_uncheck(request: HttpRequest, group: int) -> HttpResponse:
    """Take the check back."""
    found = _home(request, group)
    try:
        withdraw_check(group=found, trace=trace_of(request))
    except NotAllowed as error:
        raise PermissionDenied(error.message) from None
    messages.success(request, _("The check is taken back."))
    return redirect("contingent:group_check", group)


def _home(request: HttpRequest, group: int) -> "StudyGroup":
    found = find_group(request, group)
    if found.kind != GroupKind.HOME:
        raise Http404
    return found


def _page(request: HttpRequest, group: "StudyGroup", status: int = 200) -> HttpResponse:
    today, user = timezone.localdate(), person(request)
    members = read_members(user, group, today)
    context = {
        "group": read_group(user, group, today),
        "members": members,
        "lacking": sum(bool(member.lacks) for member in members),
        "unknown": sum(not member.outside for member in members),
        "seen": ",".join(str(member.id) for member in members),
        "outside": read_outside(user, group, today),
        "check": view_check(group, today),
        "due": due_day(today),
        "today": today,
    }
    return render(request, "contingent/group_check.html", context, status=status)
