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
from contingent.enums import SyncState
from contingent.models import SetAside, SyncRun
from contingent.services.device_notices import NEW_DEVICE
from contingent.services.sign_in_notices import ASKED, LINKED
from contingent.services.sync.telling import NIGHT_RUN
from notifications.models import OutboxMessage
from notifications.registry import LetterText, Line, MessageKind, Notice, registry

DONE = (SyncState.APPLIED, SyncState.UNCHANGED)


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


def compose_night_run(organization: Organization, rows: Sequence[OutboxMessage], now: datetime) -> Iterator[Notice]:
    """Tell the journal's administrators of a night's synchronisation that needs them; what is settled is not told."""
    runs = SyncRun.objects.select_related("source").in_bulk({row.payload["run"] for row in rows})
    administrators = Appointment.objects.filter(
        holds_on(organization.local_day(now)), organization=organization, role=Role.JOURNAL_ADMIN
    )
    told = [(run, words) for run in runs.values() if (words := _night_words(run))]
    for user in administrators.order_by("user").values_list("user", flat=True).distinct() if told else ():
        for run, (title, text) in told:
            lines = [Line(_("Synchronisation No. %d") % run.pk, reverse("contingent:sync_run", args=[run.pk]))]
            if run.counts.get("newly_aside"):
                lines.append(Line(_("Records set aside"), reverse("contingent:sync_set_aside")))
            yield Notice(user, f"{NIGHT_RUN}:{run.pk}", title, text, lines, letter=LetterText(title, text, lines))


def _night_words(run: SyncRun) -> tuple[str, str] | None:
    """Return the title and the text of what a run needs, None when it needs nothing any more."""
    system = {"system": run.source.get_system_display()}
    if run.state == SyncState.ASKS:
        text = _("Too many would be gone at once. Nothing has been applied: look at who would leave and decide.")
        return _("%(system)s: the synchronisation asks for a decision") % system, text
    if run.state == SyncState.FAILED:
        if SyncRun.objects.filter(source=run.source_id, pk__gt=run.pk, state__in=DONE).exists():
            return None
        return _("%(system)s: the synchronisation failed") % system, run.error
    many = SetAside.objects.filter(source=run.source_id, since__gte=run.asked_at, mended_at=None).count()
    if run.state not in DONE or not many:
        return None
    title = ngettext(
        "%(system)s: %(count)d record is set aside", "%(system)s: %(count)d records are set aside", many
    ) % {**system, "count": many}
    return title, _("Something required is missing in them or wrong. Have them mended at the source; the rest went in.")


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
registry.add_message(
    MessageKind(
        code=NIGHT_RUN,
        title=gettext_lazy("Synchronisation at night"),
        hint=gettext_lazy("It asks for a decision, failed, or set records aside."),
        compose=compose_night_run,
    )
)
