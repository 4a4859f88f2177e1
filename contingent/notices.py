"""Who is told of requests to sign in, and in which words. No names: those are on the page it leads to."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.agents import browser_words
from accounts.enums import RequestState, Role
from accounts.models import Appointment, OpenedSession, Organization, SignInRequest
from common.dated import holds_on
from contingent.services.device_notices import NEW_DEVICE
from contingent.services.sign_in_notices import ASKED, LINKED
from notifications.models import OutboxMessage
from notifications.registry import LetterText, Line, MessageKind, Notice, registry


def compose_asked(organization: Organization, rows: Sequence[OutboxMessage], now: datetime) -> Iterator[Notice]:
    """Tell the journal's administrators how many requests wait; those answered meanwhile are not mentioned."""
    asked = {row.payload["request"]: row.pk for row in rows}
    waiting = list(SignInRequest.objects.filter(pk__in=asked, state=RequestState.OPEN).order_by("pk"))
    if not waiting:
        return
    title = ngettext(
        "%(count)d person asks to be recognised at the sign-in",
        "%(count)d people ask to be recognised at the sign-in",
        len(waiting),
    ) % {"count": len(waiting)}
    text = _("They came through госуслуги or РСААГ and were not found among your people. Link or refuse them.")
    lines = [
        Line(request.get_system_display(), reverse("contingent:sign_in_request", args=[request.pk]))
        for request in waiting
    ]
    thread = f"{ASKED}:{min(asked[request.pk] for request in waiting)}"
    administrators = Appointment.objects.filter(
        holds_on(organization.local_day(now)), organization=organization, role=Role.JOURNAL_ADMIN
    )
    for user in administrators.order_by("user").values_list("user", flat=True).distinct():
        yield Notice(user, thread, title, text, lines, letter=LetterText(title, text, lines))


def compose_linked(organization: Organization, rows: Sequence[OutboxMessage], now: datetime) -> Iterator[Notice]:
    """Tell a person that an outside sign-in opens their account from now on, and what to do if it is not theirs."""
    linked = {row.payload["request"]: row.pk for row in rows}
    for request in SignInRequest.objects.filter(pk__in=linked, state=RequestState.LINKED).order_by("pk"):
        title = _("Sign-in through %(system)s is linked with you") % {"system": request.get_system_display()}
        text = _(
            "The journal administrator of %(organization)s answered a request and linked it with you. "
            "If you sent no request, tell them: they will take the link back."
        ) % {"organization": organization.short_name}
        yield Notice(
            request.user_id or 0, f"{LINKED}:{linked[request.pk]}", title, text, letter=LetterText(title, text)
        )


def compose_new_device(organization: Organization, rows: Sequence[OutboxMessage], now: datetime) -> Iterator[Notice]:
    """Tell a person of a sign-in from a browser that was not seen with them, and what to do if it was not they."""
    opened = OpenedSession.objects.in_bulk({row.payload["session"] for row in rows})
    for row in rows:
        session = opened.get(row.payload["session"])
        title = _("Sign-in from a new device")
        text = _("On %(at)s you signed in from a browser that has not been seen with you%(what)s.") % {
            "at": f"{row.created_at.astimezone(organization.zone):%d.%m.%Y %H:%M}",
            "what": f" ({browser_words(session.agent)}, {session.address})" if session else "",
        }
        advice = _("If it was not you, end that sign-in and change the password.")
        lines = [Line(_("My sign-ins"), reverse("accounts:sessions"))]
        yield Notice(
            row.payload["user"], f"{NEW_DEVICE}:{row.pk}", title, f"{text} {advice}", lines,
            letter=LetterText(title, f"{text} {advice}", lines),
        )  # fmt: skip


registry.add_message(
    MessageKind(
        code=ASKED,
        title=gettext_lazy("Requests to sign in"),
        hint=gettext_lazy("Somebody came through госуслуги or РСААГ whom the journal does not know."),
        compose=compose_asked,
    )
)
registry.add_message(
    MessageKind(
        code=LINKED,
        title=gettext_lazy("Sign-in through госуслуги or РСААГ"),
        hint=gettext_lazy("An outside sign-in was linked with you by an administrator."),
        compose=compose_linked,
    )
)
registry.add_message(
    MessageKind(
        code=NEW_DEVICE,
        title=gettext_lazy("Sign-in from a new device"),
        hint=gettext_lazy("You signed in from a browser that has not been seen with you."),
        compose=compose_new_device,
    )
)
