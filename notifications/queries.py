"""What pages and senders read of messages, letters, terms and choices."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.core.paginator import Page, Paginator
from django.db.models import Q

from accounts.models import Organization, User
from notifications.access import organizations_to_set, organizations_with_terms, visible_caught_mail, visible_messages
from notifications.deadlines import Term, calendar_of
from notifications.models import CaughtMail, InboxMessage, MailChoice, ObligationTerm
from notifications.registry import ObligationKind, registry

PAGE = 20


@dataclass(frozen=True)
class MessageView:
    """A message as pages show it."""

    id: int
    title: str
    text: str
    lines: list[tuple[str, str]]
    kind: str
    kind_title: str
    told_at: Any
    read: bool

    @property
    def first_words(self) -> str:
        """What the message is about in one line: its first lines, else its text."""
        return "; ".join(text for text, _url in self.lines[:3]) or self.text


@dataclass(frozen=True)
class ChoiceView:
    """A kind of message with the person's choice of e-mail."""

    code: str
    title: str
    hint: str
    by_mail: bool


@dataclass(frozen=True)
class TermView:
    """An obligation with the days an organisation gives for it."""

    organization: Organization
    code: str
    title: str
    clause: str
    usual: int
    days: int
    is_own: bool
    is_ahead: bool = False

    @property
    def field(self) -> str:
        """The name of its field on the page of terms."""
        return f"days-{self.organization.pk}-{self.code}"


def unread_count(user: User) -> int:
    """Return how many messages the user has not opened; one cheap query."""
    return visible_messages(user).filter(read_at=None).count()


def inbox_page(user: User, *, kind: str, unread_only: bool, number: str) -> Page[InboxMessage]:
    """Return a page of the user's messages: unread first, then the latest."""
    rows = visible_messages(user).alias(was_read=Q(read_at__isnull=False))
    rows = rows.order_by("was_read", "-told_at", "-pk")
    if kind in registry.messages:
        rows = rows.filter(kind=kind)
    if unread_only:
        rows = rows.filter(read_at=None)
    return cast("Page[InboxMessage]", Paginator(rows, PAGE).get_page(number))


def kinds_told(user: User) -> set[str]:
    """Return the codes of the kinds that are among the user's messages."""
    return set(visible_messages(user).order_by().values_list("kind", flat=True).distinct())


def shown(message: InboxMessage) -> MessageView:
    """Return the message as pages show it."""
    kind = registry.messages.get(message.kind)
    return MessageView(
        id=message.pk,
        title=message.title,
        text=message.text,
        lines=[(text, url) for text, url in message.lines],
        kind=message.kind,
        kind_title=str(kind.title) if kind else "",
        told_at=message.told_at,
        read=message.read_at is not None,
    )


def message_of(user: User, pk: int) -> MessageView | None:
    """Return the user's message."""
    row = visible_messages(user).filter(pk=pk).first()
    return shown(row) if row else None


def told(recipients: Iterable[int], threads: Iterable[str]) -> dict[tuple[int, str], Any]:
    """Return what each recipient was told last in each thread."""
    rows = InboxMessage.objects.filter(recipient__in=set(recipients), thread__in=set(threads))
    return {(row, thread): facts for row, thread, facts in rows.values_list("recipient", "thread", "facts")}


def choices_of(user: User) -> list[ChoiceView]:
    """Return every kind of message with the user's choice of e-mail."""
    chosen = dict(MailChoice.objects.filter(user=user).values_list("kind", "by_mail"))
    return [
        ChoiceView(kind.code, str(kind.title), str(kind.hint), chosen.get(kind.code, True))
        for kind in registry.messages.values()
    ]


def term_of(organization: Organization, kind: ObligationKind) -> Term:
    """Return the term an organisation gives, the regulation's unless it set its own."""
    own = ObligationTerm.objects.filter(organization=organization, kind=kind.code).first()
    return Term(own.days if own else kind.days, calendar_of(organization))


def reads_terms(user: User, on: date) -> bool:
    """Whether there is an organisation whose terms the user may read."""
    return organizations_with_terms(user, on).exists()


def terms_for(user: User, on: date) -> list[TermView]:
    """Return the terms of the organisations the user reads, and which are theirs to set."""
    organizations = list(organizations_with_terms(user, on).order_by("short_name"))
    to_set = set(organizations_to_set(user, on).values_list("pk", flat=True))
    own = {
        (row.organization_id, row.kind): row.days
        for row in ObligationTerm.objects.filter(organization__in=organizations)
    }
    return [
        TermView(
            organization,
            kind.code,
            str(kind.title),
            kind.clause,
            kind.days,
            own.get((organization.pk, kind.code), kind.days),
            organization.pk in to_set,
            kind.is_ahead,
        )
        for organization in organizations
        for kind in registry.obligations.values()
    ]


def caught_mail_page(user: User, on: date, *, text: str, number: str) -> Page[CaughtMail]:
    """Return a page of the demo's mails that the user may read, found by address or title."""
    rows = visible_caught_mail(user, on).select_related("recipient").order_by("-caught_at", "-pk")
    if text:
        found = rows.filter(address__icontains=text) | rows.filter(title__icontains=text)
        rows = found | rows.filter(recipient__sort_key__contains=text.lower().replace("ё", "е"))
    return Paginator(rows, PAGE).get_page(number)
