"""What pages read of questions."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Appointment, Organization, User
from common.dated import holds_on
from common.sql import sort_key
from communication.access import (
    helped_organizations,
    helped_questions,
    helpers_of,
    may_answer,
    own_organizations,
    own_questions,
    visible_questions,
)
from communication.enums import STANDS, EntryKind, QuestionState, TicketState
from communication.files import PICTURES
from communication.models import Entry, Question, Ticket
from communication.origin import nameless
from contingent.access import diary_students, employments
from notifications.queries import term_of
from notifications.registry import registry

PAGE = 25
ANSWER_TERM = "question_answered"
WAITING, ALL = "waiting", "all"


@dataclass(frozen=True)
class Helper:
    """A responsible person and how to reach them; the phone is told to colleagues only."""

    name: str
    role: str
    email: str
    phone: str


@dataclass
class Place:
    """An organisation of the asker's: who helps there, and as whom one asks."""

    organization: Organization
    role: str
    helpers: list[Helper] = field(default_factory=list)


@dataclass(frozen=True)
class QuestionLine:
    """A question in a list."""

    id: int
    words: str
    asker: str
    organization: str
    state: str
    state_title: str
    place: str
    asked_at: datetime
    changed_at: datetime
    taken_by: str


@dataclass(frozen=True)
class FileLine:
    """A file of a thread."""

    id: int
    name: str
    size: int
    is_picture: bool


@dataclass(frozen=True)
class EntryLine:
    """What was said or done in a thread."""

    who: str
    what: str
    text: str
    at: datetime
    is_mine: bool
    is_step: bool
    files: tuple[FileLine, ...] = ()


@dataclass(frozen=True)
class Thread:
    """A question with all that came of it, and what its reader may do."""

    question: Question
    entries: list[EntryLine]
    tickets: list[Ticket]
    is_own: bool
    may_answer: bool
    due: date | None
    draft: "Draft | None"
    files: tuple[FileLine, ...] = ()

    @property
    def said(self) -> int:
        """How many times the reader has written here: a draft kept by the browser is of one of these turns."""
        return sum(entry.is_mine and not entry.is_step for entry in self.entries)

    @property
    def stands(self) -> bool:
        """Whether it is not closed."""
        return self.question.state != QuestionState.CLOSED

    @property
    def may_take(self) -> bool:
        """Whether nobody works on it yet."""
        return self.may_answer and self.question.state == QuestionState.OPEN

    @property
    def may_close(self) -> bool:
        """Whoever asked may say that it is settled; who answers, only after an answer."""
        return self.stands and (self.is_own or (self.may_answer and self.question.answered_at is not None))


@dataclass(frozen=True)
class Draft:
    """What would go to the developer's desk: the text to be edited, and the facts as they will be sent."""

    text: str
    facts: dict[str, str]

    @property
    def told(self) -> list[tuple[str, str]]:
        """The facts with their headings in the reader's language."""
        titles = {
            "organization": _("Organisation"), "page": _("Page"), "section": _("Section"), "browser": _("Browser"),
            "screen": _("Window"), "role": _("Role"), "asked_on": _("Day"),
        }  # fmt: skip
        return [(titles[name], value) for name, value in self.facts.items() if value]


def help_places(user: User, on: date) -> list[Place]:
    """Return the user's organisations with those who help there, in a bounded number of queries."""
    organizations = list(own_organizations(user, on).order_by("short_name", "pk"))
    roles = roles_of(user, on)
    works = set(employments(user, on).values_list("organization", flat=True))
    places = {row.pk: Place(row, ", ".join(roles.get(row.pk, ()))[:200]) for row in organizations}
    rows = helpers_of(list(places), on).select_related("user").order_by("user__sort_key", "pk")
    for row in rows:
        who, colleague = row.user, row.organization_id in works
        helper = Helper(who.full_name, row.get_role_display(), who.email, who.phone if colleague else "")
        places[row.organization_id].helpers.append(helper)
    return list(places.values())


def roles_of(user: User, on: date) -> dict[int, list[str]]:
    """Return as whom the user belongs to each organisation: roles, position, student, representative."""
    found: dict[int, list[str]] = defaultdict(list)
    for appointment in Appointment.objects.filter(holds_on(on), user=user).order_by("role"):
        found[appointment.organization_id].append(appointment.get_role_display())
    for organization, position in employments(user, on).values_list("organization", "position"):
        if not found[organization]:
            found[organization].append(position or _("Employee"))
    for organization, whose in diary_students(user, on).values_list("organization", "user").distinct():
        told = _("Student") if whose == user.pk else _("Representative")
        if told not in found[organization]:
            found[organization].append(told)
    return found


def answer_by(question: Question) -> date:
    """Return the last day on which a first answer is in time, by the organisation's term."""
    term = term_of(question.organization, registry.obligations[ANSWER_TERM])
    return term.last_day(question.organization.local_day(question.asked_at))


def own_page(user: User, number: str) -> Page[Any]:
    """Return a page of what the user asked, the latest news first."""
    return _page(own_questions(user), number)


@dataclass(frozen=True)
class Asked:
    """What is looked for among the questions: a state or all that wait, words, an organisation."""

    state: str = WAITING
    text: str = ""
    organization: int | None = None


def helped_page(user: User, on: date, asked: Asked, number: str) -> Page[Any]:
    """Return a page of the questions the user may answer."""
    rows = helped_questions(user, on)
    if asked.state == WAITING:
        rows = rows.filter(state__in=STANDS)
    elif asked.state != ALL:
        rows = rows.filter(state=asked.state)
    if asked.organization:
        rows = rows.filter(organization=asked.organization)
    for word in asked.text.split()[:6]:
        rows = rows.filter(Q(text__icontains=word) | Q(asker__sort_key__contains=sort_key(word)))
    return _page(rows, number)


def helped_places(user: User, on: date) -> list[Organization]:
    """Return the organisations whose questions the user answers."""
    return list(helped_organizations(user, on).order_by("short_name", "pk"))


def _page(rows: Any, number: str) -> Page[Any]:
    rows = rows.select_related("asker", "organization", "taken_by").order_by("-changed_at", "-pk")
    page = Paginator(rows, PAGE).get_page(number)
    page.object_list = [line_of(row) for row in page.object_list]
    return page


def line_of(row: Question) -> QuestionLine:
    """Return the question as lists show it."""
    return QuestionLine(
        id=row.pk,
        words=row.first_words,
        asker=row.asker.short_name,
        organization=row.organization.short_name,
        state=row.state,
        state_title=row.get_state_display(),
        place=row.place,
        asked_at=row.asked_at,
        changed_at=row.changed_at,
        taken_by=row.taken_by.short_name if row.taken_by else "",
    )


def thread_of(user: User, on: date, pk: int) -> Thread | None:
    """Return the thread, if it is the user's to read."""
    question = visible_questions(user, on).select_related("asker", "organization", "taken_by").filter(pk=pk).first()
    if question is None:
        return None
    entries = list(question.entries.select_related("author").order_by("at", "pk"))
    tickets = list(question.tickets.order_by("pk"))
    files = files_of(question)
    answers = may_answer(user, question, on)
    return Thread(
        question=question,
        entries=[entry_line(entry, user, files[entry.pk]) for entry in entries],
        files=tuple(files[None]),
        tickets=tickets,
        is_own=question.asker_id == user.pk,
        may_answer=answers,
        due=answer_by(question) if question.state in STANDS and question.answered_at is None else None,
        draft=draft_of(question, entries) if answers and may_pass(question, tickets) else None,
    )


def files_of(question: Question) -> dict[int | None, list[FileLine]]:
    """Return the files of the thread, by the words they were sent with."""
    found: dict[int | None, list[FileLine]] = defaultdict(list)
    for row in question.attachments.order_by("pk"):
        found[row.entry_id].append(FileLine(row.pk, row.name, row.size, row.kind in PICTURES))
    return found


def entry_line(entry: Entry, reader: User, files: Sequence[FileLine] = ()) -> EntryLine:
    """Return the entry as the thread shows it."""
    return EntryLine(
        who=entry.author.short_name if entry.author else _("Developer's support desk"),
        what=entry.get_kind_display(),
        text=entry.text,
        at=entry.at,
        is_mine=entry.author_id == reader.pk,
        is_step=not (entry.text or files),
        files=tuple(files),
    )


def desk_is_known() -> bool:
    """Whether there is a desk to pass questions on to."""
    return bool(desk_address() and settings.DESK["token"])


def desk_address() -> str:
    """Return where the developer's desk answers; the demo's stand-in moves."""
    address = settings.DESK["address"]
    return str(address() if callable(address) else address)


def may_pass(question: Question, tickets: list[Ticket]) -> bool:
    """Whether the question may go to the desk: it is not closed and no ticket of it is on its way."""
    on_its_way = any(ticket.state in (TicketState.WAITING, TicketState.SENT) for ticket in tickets)
    return desk_is_known() and question.state != QuestionState.CLOSED and not on_its_way


def draft_of(question: Question, entries: list[Entry]) -> Draft:
    """Return what would be sent: the asker's words, and facts without names or numbers of people."""
    said = [question.text, *(entry.text for entry in entries if entry.kind == EntryKind.ADDED)]
    return Draft("\n\n".join(said), facts_of(question))


def facts_of(question: Question) -> dict[str, str]:
    """Return what the desk is told besides the text."""
    return {
        "organization": question.organization.short_name,
        "role": question.role,
        "section": question.place,
        "page": nameless(question.page),
        "browser": question.browser,
        "screen": question.screen,
        "asked_on": question.organization.local_day(question.asked_at).isoformat(),
    }
