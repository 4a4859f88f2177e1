"""Who is told of a work programme on its way to approval, and in which words (R50, R68)."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.enums import Role
from accounts.models import Appointment, Organization
from common.dated import holds_on
from curriculum.enums import DocumentState
from curriculum.models import WorkProgram
from curriculum.services.programs.approving import PROGRAM
from notifications.models import OutboxMessage
from notifications.registry import LetterText, Line, MessageKind, Notice, registry


def compose_programs(organization: Organization, rows: Sequence[OutboxMessage], now: datetime) -> Iterator[Notice]:
    """Tell deputies what waits, authors what was decided; a state that has passed meanwhile is told to nobody."""
    latest = {row.payload["program"]: row for row in rows}
    programs = WorkProgram.objects.filter(pk__in=latest).select_related("author__user", "decided_by").order_by("pk")
    deputies = deciders(organization, now)
    for program in programs:
        row = latest[program.pk]
        if program.state != row.payload["state"]:
            continue
        line = [Line(program.title, reverse("curriculum:program", args=[program.pk]))]
        thread = f"{PROGRAM}:{program.pk}:{row.pk}"
        if program.state == DocumentState.SUBMITTED:
            title = _("A work programme waits for approval")
            text = _("%(author)s has sent a work programme for approval. Approve it or return it with remarks.") % {
                "author": program.author.user.short_name
            }
            for user in deputies:
                if user != row.actor_id:
                    yield Notice(user, thread, title, text, line, letter=LetterText(title, text, line))
        elif program.author.user_id != row.actor_id:
            title, text = decided_words(program)
            yield Notice(program.author.user_id, thread, title, text, line, letter=LetterText(title, text, line))


def decided_words(program: WorkProgram) -> tuple[str, str]:
    """Return what an author is told of a decision."""
    if program.state == DocumentState.APPROVED:
        return _("Your work programme is approved"), _(
            "Its topics have been dealt out over the lessons of the courses that follow it."
        )
    return _("Your work programme is returned with remarks"), _(
        "See to the remarks one by one, then send the programme again."
    )


def deciders(organization: Organization, now: datetime) -> list[int]:
    """Return the deputies of the day; where there are none, the directors."""
    for role in (Role.DEPUTY, Role.DIRECTOR):
        held = Appointment.objects.filter(holds_on(organization.local_day(now)), organization=organization, role=role)
        if found := list(held.order_by("user").values_list("user", flat=True).distinct()):
            return found
    return []


registry.add_message(
    MessageKind(
        code=PROGRAM,
        title=gettext_lazy("Work programmes"),
        hint=gettext_lazy("A programme waits for your approval, or yours was approved or returned."),
        compose=compose_programs,
    )
)
