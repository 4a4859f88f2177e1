"""Giving people a sign-in: whom, in which way, and what is shown once (R18, R26)."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.access_log import PERSON, note_access
from accounts.enums import CredentialKind
from accounts.errors import AccountsError
from accounts.services.credentials import MOST
from accounts.tasks import send_links
from common.asked import asked_numbers
from contingent.errors import NotAllowed
from contingent.queries.credentials import WAYS, issuing_organizations, list_given, read_standings
from contingent.queries.lists.asked import Asked
from contingent.services.credentials import give_sign_ins, reset_factor
from contingent.views.here import person, trace_of
from contingent.views.lists import LISTS


@never_cache
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Show the people ticked in a list and the ways in which each may be given a sign-in; nothing is written."""
    users = _ticked(request)
    found = read_standings(person(request), timezone.localdate(), users)
    return _choice(request, found, back=f"contingent:{request.POST.get('list', '')}")


@never_cache
@require_safe
def of_person(request: HttpRequest, user: int) -> HttpResponse:
    """Show the sign-in of one person: what they have, what may be given, and what was, by whom."""
    today = timezone.localdate()
    found = read_standings(person(request), today, [user])
    if not found:
        raise Http404
    note_access(request, PERSON, user, found[0].organization.pk)
    context = {"one": found[0], "given": list_given(person(request), today, user), "ways": _titles(found)}
    return render(request, "contingent/credentials_person.html", context)


@never_cache
@require_POST
def give(request: HttpRequest) -> HttpResponse:
    """Give the sign-ins; slips and links are on the answer alone and are not shown again."""
    users, way = _numbers(request, "user"), request.POST.get("way", "")
    found = read_standings(person(request), timezone.localdate(), users) if way in WAYS else []
    if not found:
        raise Http404
    _note(request, found)
    try:
        issued, letters, left = give_sign_ins(people=users, way=CredentialKind(way), trace=trace_of(request))
    except NotAllowed as refusal:
        messages.warning(request, refusal.message)
        return redirect("/")
    send_links(row.pk for row in letters)
    lines = [(one, request.build_absolute_uri(reverse("accounts:link", args=[one.secret]))) for one in issued]
    if way == CredentialKind.SLIP:
        lines = [(one, request.build_absolute_uri("/")) for one in issued]
    sent = ngettext("%(many)d letter is on its way.", "%(many)d letters are on their way.", len(letters))
    context = {"lines": lines, "left": left, "way": way, "sent": sent % {"many": len(letters)}, "letters": letters}
    response = render(request, "contingent/credentials_given.html", context)
    response["Referrer-Policy"] = "strict-origin"
    return response


@never_cache
@require_POST
def factor_reset(request: HttpRequest, user: int) -> HttpResponse:
    """Take a lost second factor off with a reason that answers for it."""
    if not read_standings(person(request), timezone.localdate(), [user]):
        raise Http404
    reason = request.POST.get("reason", "").strip()
    if not reason:
        messages.warning(request, _("Write how you made sure that it is they who ask."))
        return redirect("contingent:credentials_person", user)
    try:
        reset_factor(user=user, trace=trace_of(request, reason))
    except (NotAllowed, AccountsError) as refusal:
        messages.warning(request, refusal.message)
    else:
        messages.success(request, _("The second factor is taken off, and the person's sessions are ended."))
    return redirect("contingent:credentials_person", user)


def _choice(request: HttpRequest, found: list[Any], back: str) -> HttpResponse:
    _note(request, found)
    context = {"found": found, "ways": _titles(found), "back": back, "most": MOST, "is_many": len(found) > MOST}
    return render(request, "contingent/credentials.html", context)


def _note(request: HttpRequest, found: list[Any]) -> None:
    for one in found:
        note_access(request, PERSON, one.user.pk, one.organization.pk)


def _titles(found: list[Any]) -> list[tuple[str, str, int]]:
    """Return each way with its words and how many it is open for."""
    words = {
        CredentialKind.SLIP: _("Print slips with passwords"),
        CredentialKind.MAIL: _("Send links by e-mail"),
        CredentialKind.LINK: _("Make links to hand over"),
    }
    return [(way, words[way], sum(way in one.ways for one in found)) for way in WAYS]


def _ticked(request: HttpRequest) -> list[int]:
    """Return the users behind the rows ticked in a list, or behind all that it finds."""
    today, people = timezone.localdate(), LISTS.get(request.POST.get("list", ""))
    if people is None or not issuing_organizations(person(request), today).exists():
        raise Http404
    asked = Asked.of(QueryDict(request.POST.get("asked", "")).dict()) if request.POST.get("all") else Asked(state="all")
    rows = people.find(person(request), today, asked)
    if not request.POST.get("all"):
        rows = rows.filter(pk__in=_numbers(request, "id"))
    return list(dict.fromkeys(rows.values_list("user", flat=True)[: MOST * 2]))


def _numbers(request: HttpRequest, name: str) -> list[int]:
    return asked_numbers(request.POST.getlist(name))[: MOST * 2]
