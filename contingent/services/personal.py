"""Consents on paper, and forgetting a person when the term is over (152-ФЗ, R5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.access_log import PERSON
from accounts.audit import Trace
from accounts.enums import AccessAction, ConsentKind
from accounts.holdings import Forgotten, Tie, erasers, holdings, ties_of
from accounts.models import AccessRecord, Consent, Organization, OutsideIdentity, User
from contingent.errors import PersonalRefused
from contingent.models import Representative
from contingent.personal_access import check_keep_personal


@dataclass(frozen=True)
class Sheet:
    """Everything of one kind that is held of a person."""

    title: str
    headings: tuple[str, ...]
    rows: list[Sequence[object]]


def sheets_of(*, person: User, places: Sequence[int] | None) -> list[Sheet]:
    """Return all that is held of the person, in these organisations or everywhere (art. 14)."""
    return [
        Sheet(str(held.title), tuple(map(str, held.headings)), list(held.rows(person, places))) for held in holdings()
    ]


@transaction.atomic
def record_consent(
    *, person: User, given_by: int, kind: ConsentKind, given_on: date, document: str, text: str, trace: Trace, on: date
) -> Consent:
    """Record a consent given on paper, by the person or by who answered for them that day (art. 9)."""
    check_keep_personal(trace.actor, person, on)
    if given_by not in dict(consenting(person)):
        raise PersonalRefused(_("A consent is given by the person or by who answers for them."))
    if given_on > on:
        raise PersonalRefused(_("The day has not come yet."))
    return Consent.objects.create(
        person=person, given_by_id=given_by, kind=kind, text=text, document=document, recorded_by=trace.actor,
        given_at=_noon(given_on),
    )  # fmt: skip


@transaction.atomic
def withdraw_consent(*, person: User, consent: int, withdrawn_on: date, trace: Trace, on: date) -> None:
    """Record that a consent is withdrawn; it stays in the list with both days (art. 9 part 2)."""
    check_keep_personal(trace.actor, person, on)
    row = Consent.objects.select_for_update().filter(pk=consent, person=person, kind=ConsentKind.PROCESSING).first()
    if row is None or row.withdrawn_at is not None:
        raise PersonalRefused(_("There is no such consent, or it is withdrawn already."))
    moment = _noon(withdrawn_on)
    if withdrawn_on > on or moment < row.given_at:
        raise PersonalRefused(_("A consent is withdrawn between the day it was given and today."))
    row.withdrawn_at, row.withdrawn_by = moment, trace.actor
    row.save(update_fields=("withdrawn_at", "withdrawn_by"))


def consenting(person: User) -> list[tuple[int, str]]:
    """Return who may have given a consent: the person, and who answers or answered for them."""
    ties = Representative.objects.filter(student__user=person, admitted_by=None).select_related("user")
    found = {tie.user_id: tie.user.full_name for tie in ties.order_by("user__sort_key")}
    return [(person.pk, person.full_name), *((pk, name) for pk, name in found.items() if pk != person.pk)]


def why_not_forgotten(*, person: User, on: date) -> list[str]:
    """Return in words what stands in the way of anonymising the person; empty when nothing does."""
    if person.anonymised_at:
        return [_("The person is anonymised already.")]
    ties = ties_of(person)
    if not ties:
        return [_("The person has no tie to any organisation: nobody answers for the term.")]
    return list(dict.fromkeys(filter(None, (_holds(tie, on) for tie in ties))))


def what_is_forgotten() -> list[str | Promise]:
    """Return what is emptied beside the name, room by room."""
    return [eraser.title for eraser in erasers()]


@transaction.atomic
def forget_person(*, person: int, typed: str, trace: Trace, on: date) -> int:
    """Make the person nameless everywhere; marks, absences and dates stay as statistics (art. 5 part 7, art. 3).

    Returns how many rows were emptied. It cannot be undone: `typed` is the person's full name, typed by hand.
    """
    row = User.objects.select_for_update().get(pk=person)
    check_keep_personal(trace.actor, row, on)
    if reasons := why_not_forgotten(person=row, on=on):
        raise PersonalRefused(" ".join(reasons))
    if " ".join(typed.split()).casefold() != row.full_name.casefold():
        raise PersonalRefused(_("The name typed is not the name of the person. Nothing is changed."))
    who = _as_known(row)
    places = {tie.organization for tie in ties_of(row)}
    with translation.override(settings.LANGUAGE_CODE):
        row.last_name = _("Anonymised %(number)d") % {"number": row.pk}
    row.first_name = row.patronymic = row.email = row.phone = ""
    row.username, row.birth_date, row.last_login = f"anonymised-{row.pk}", None, None
    row.is_active = row.is_staff = row.is_superuser = False
    row.anonymised_at = trace.now
    row.set_unusable_password()
    row.save()
    done = sum(eraser.erase(who, trace) for eraser in erasers())
    for place in places:
        AccessRecord.objects.create(
            id=uuid4(), at=trace.now, user_id=trace.actor.pk, organization_id=place, action=AccessAction.REMOVED,
            subject_kind=PERSON, subject_id=row.pk, page="contingent:person_anonymise", address=trace.address,
        )  # fmt: skip
    return done


def _as_known(row: User) -> Forgotten:
    """Return by what the person is found in texts, the fullest name first, and the numbers of outside systems."""
    told = (row.full_name, f"{row.last_name} {row.first_name}", row.short_name, row.email, row.phone)
    keys = OutsideIdentity.objects.filter(user=row).values_list("key", flat=True)
    return Forgotten(User(pk=row.pk), tuple(name for name in dict.fromkeys(told) if len(name) > 2), tuple(keys))


def _holds(tie: Tie, on: date) -> str:
    if tie.ends is None or tie.ends >= on:
        return _("A tie still holds: %(place)s.") % {"place": tie.name}
    until = _years_later(tie.ends, tie.keeps_years)
    if until > on:
        words = _("%(place)s keeps people by name for %(years)d years: until %(day)s.")
        told = {"place": tie.name, "years": tie.keeps_years, "day": date_format(until, "j E Y")}
        return words % told
    return ""


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), Organization().zone)
