"""The monthly reminder of people whose term of keeping is over (152-ФЗ, art. 5 part 7)."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.enums import Role
from accounts.models import Appointment, Organization
from common.dated import holds_on
from contingent.queries.keeping import past_term
from notifications.deadlines import Term
from notifications.registry import Due, Line, ObligationKind, Standing, registry

PAST_TERM = "past_term"
A_MONTH = 1_000_000


def subject_of(organization: int, day: date) -> int:
    """Return what the obligation is about: the people of the organisation in the month."""
    return organization * A_MONTH + day.year * 100 + day.month


def find_past(organization: Organization, now: datetime, term: Term) -> list[Due]:
    """Return the month's reminder for each journal administrator while somebody's term is over."""
    today = organization.local_day(now)
    first = today.replace(day=1)
    if term.last_day(first) >= today or not past_term(organization.pk, today).exists():
        return []
    at = term.due_at(organization, first)
    return [Due(subject_of(organization.pk, today), user, at) for user in administrators(organization.pk, today)]


def administrators(organization: int, day: date) -> list[int]:
    """Return the journal administrators of the day."""
    rows = Appointment.objects.filter(holds_on(day), organization=organization, role=Role.JOURNAL_ADMIN)
    return list(rows.order_by("user").values_list("user", flat=True).distinct())


def standing(pairs: Collection[tuple[int, int]]) -> Standing:
    """Tell in which organisations people are still past their term; a month that is over gives way to the next."""
    today = timezone.localdate()
    places = {subject // A_MONTH for subject, _user in pairs}
    past = {place for place in places if past_term(place, today).exists()}
    keepers = {(place, user) for place in places for user in administrators(place, today)}
    current = {subject_of(place, today) for place in places}
    return Standing(
        owed=frozenset(
            (s, u) for s, u in pairs if s in current and s // A_MONTH in past and (s // A_MONTH, u) in keepers
        ),
        paid=frozenset((s, u) for s, u in pairs if s // A_MONTH not in past),
    )


def describe(subjects: Sequence[int]) -> dict[int, Line]:
    """Return the organisation of each subject with the page of those past their term."""
    names = dict(Organization.objects.filter(pk__in={s // A_MONTH for s in subjects}).values_list("pk", "short_name"))
    return {s: Line(names[s // A_MONTH], reverse("contingent:keeping")) for s in subjects if s // A_MONTH in names}


def reminder(count: int) -> tuple[str, str]:
    """Return the title and the text of the reminder."""
    title = ngettext(
        "The term of keeping of some people is over", "The term of keeping of some people is over in %(count)d places",
        count,
    )  # fmt: skip
    text = _(
        "Their last tie ended longer ago than people are kept by name (152-ФЗ, art. 5). Open the list, make sure that "
        "nothing else asks for their names, and anonymise them. Nothing is anonymised by itself."
    )
    return title % {"count": count}, text


registry.add_obligation(
    ObligationKind(
        code=PAST_TERM,
        title=gettext_lazy("People past their term of keeping looked through, days after the first of the month"),
        clause="152-ФЗ, 5.7",
        days=0,
        find=find_past,
        standing=standing,
        describe=describe,
        reminder=reminder,
    )
)
