"""Timely consultation: a question is answered within the term of the organisation (R31; T3.2.1, S4.1)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Organization
from communication.access import helpers_of
from communication.enums import STANDS
from communication.models import Question
from communication.queries import ANSWER_TERM
from notifications.deadlines import Term, start_of
from notifications.registry import Due, Line, ObligationKind, Standing, registry


def find_unanswered(organization: Organization, now: datetime, term: Term) -> list[Due]:
    """Return the questions without a first answer in their term, each with whoever is to answer it."""
    today = organization.local_day(now)
    until = start_of(organization, term.overdue_through(today) + timedelta(days=1))
    rows = list(
        Question.objects.filter(organization=organization, state__in=STANDS, answered_at=None, asked_at__lt=until)
    )
    owed = whose(organization, rows, now)
    return [
        Due(row.pk, user, term.due_at(organization, organization.local_day(row.asked_at)))
        for row in rows
        for user in owed[row.pk]
    ]


def whose(organization: Organization, questions: Iterable[Question], now: datetime) -> dict[int, list[int]]:
    """Return who is to answer each question: who took it while they help there, else every responsible person."""
    questions = list(questions)
    if not questions:
        return {}
    responsible = list(
        helpers_of([organization.pk], organization.local_day(now)).values_list("user", flat=True).distinct()
    )
    return {
        row.pk: [row.taken_by_id]
        if row.taken_by_id in responsible
        else [user for user in responsible if user != row.asker_id]
        for row in questions
    }


def standing(pairs: Collection[tuple[int, int]]) -> Standing:
    """Tell which questions are still the person's to answer, and which have been answered by anybody."""
    rows = list(Question.objects.filter(pk__in={subject for subject, _user in pairs}).select_related("organization"))
    of_place: dict[Organization, list[Question]] = defaultdict(list)
    for row in rows:
        if row.answered_at is None and row.state in STANDS:
            of_place[row.organization].append(row)
    owed: dict[int, list[int]] = {}
    for organization, questions in of_place.items():
        owed |= whose(organization, questions, timezone.now())
    answered = {row.pk for row in rows if row.answered_at}
    return Standing(
        owed=frozenset(pair for pair in pairs if pair[1] in owed.get(pair[0], ())),
        paid=frozenset(pair for pair in pairs if pair[0] in answered),
    )


def describe(questions: Sequence[int]) -> dict[int, Line]:
    """Return for each question when it was asked and its first words, with its page."""
    rows = Question.objects.filter(pk__in=questions).select_related("organization")
    return {
        row.pk: Line(
            _("%(day)s: %(words)s")
            % {"day": date_format(row.organization.local(row.asked_at), "j E"), "words": row.first_words},
            reverse("communication:question", args=[row.pk]),
        )
        for row in rows
    }


def reminder(count: int) -> tuple[str, str]:
    """Return the title and the text of a reminder of so many questions."""
    title = ngettext("Answer a question: %(count)d waits", "Answer questions: %(count)d wait", count)
    text = _(
        "These questions about the journal were not answered in time (clause 4.1 of the regulation). "
        "Open each and answer: you will not be reminded of the same questions again."
    )
    return title % {"count": count}, text


registry.add_obligation(
    ObligationKind(
        code=ANSWER_TERM,
        title=gettext_lazy("A question about the journal answered"),
        clause="4.1",
        days=1,
        find=find_unanswered,
        standing=standing,
        describe=describe,
        reminder=reminder,
    )
)
