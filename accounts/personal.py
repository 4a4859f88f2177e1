"""What the accounts hold of a person (152-ФЗ, R5)."""

from collections.abc import Iterator, Sequence
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db.models import Count, Min, Q
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access_log import PERSON, records_of, subject_kinds
from accounts.audit import Trace
from accounts.enums import AccessAction, OutsideSystem, Role
from accounts.holdings import Eraser, Forgotten, Holding, empty_words, register_eraser, register_holding
from accounts.models import (
    AccessRecord,
    Appointment,
    Consent,
    Credential,
    OpenedSession,
    OutsideIdentity,
    SignInRequest,
    User,
)

Rows = Iterator[Sequence[Any]]
Places = Sequence[int] | None
MOST = 3_000
"""How many lines of the log one workbook tells, the latest: it is made while the reader waits."""
NAMELESS = {"last_name": "", "first_name": "", "patronymic": "", "email": "", "child_name": "", "answer": ""}


def person_rows(user: User, places: Places) -> Rows:
    yield (
        user.last_name, user.first_name, user.patronymic, user.birth_date, user.email, user.phone, user.username,
        user.last_login,
    )  # fmt: skip


def number_rows(user: User, places: Places) -> Rows:
    for row in OutsideIdentity.objects.filter(user=user).order_by("system", "key"):
        yield OutsideSystem(row.system).label, row.key


def role_rows(user: User, places: Places) -> Rows:
    rows = Appointment.objects.filter(user=user).select_related("organization").order_by("starts")
    for row in _within(rows, places):
        yield row.organization.short_name, Role(row.role).label, row.starts, row.ends, row.order


def consent_rows(user: User, places: Places) -> Rows:
    rows = Consent.objects.filter(Q(person=user) | Q(given_by=user)).select_related("person", "given_by")
    for row in rows.order_by("given_at", "pk"):
        yield (
            row.get_kind_display(), row.person.full_name, row.given_by.full_name, row.given_at, row.withdrawn_at,
            row.document, row.text,
        )  # fmt: skip


def request_rows(user: User, places: Places) -> Rows:
    for row in _within(SignInRequest.objects.filter(user=user).order_by("asked_at"), places):
        yield (
            row.get_system_display(),
            row.asked_at,
            row.email,
            row.child_name,
            row.get_state_display(),
            row.answered_at,
        )


def credential_rows(user: User, places: Places) -> Rows:
    for row in _within(Credential.objects.filter(user=user).select_related("given_by").order_by("given_at"), places):
        giver = row.given_by.full_name if row.given_by else ""
        yield row.get_kind_display(), row.given_at, giver, row.used_at, row.reason


def session_rows(user: User, places: Places) -> Rows:
    for row in OpenedSession.objects.filter(user=user).order_by("began_at") if places is None else ():
        yield row.began_at, row.address, row.agent


def access_rows(user: User, places: Places) -> Rows:
    """Who has seen or exported data of the person, once a day each, not what the person has seen of others."""
    rows = AccessRecord.objects.filter(records_of(user))
    if places is not None:
        rows = rows.filter(organization_id__in=places)
    days = rows.order_by().values_list("user_id", TruncDate("at"), "action", "subject_kind")
    found = list(days.annotate(first=Min("at"), times=Count("pk")).order_by("-first")[:MOST])
    readers = User.objects.in_bulk({row[0] for row in found})
    kinds = subject_kinds()
    for pk, _day, action, name, first, times in found:
        reader, kind = readers.get(pk), kinds.get(name)
        yield first, reader.full_name if reader else "", AccessAction(action).label, kind.title if kind else "", times


def _within(rows: Any, places: Places) -> Any:
    return rows if places is None else rows.filter(organization__in=places)


def erase_sign_in(who: Forgotten, trace: Trace) -> int:
    """Sessions, ways to sign in, numbers outside and what was told when asking to sign in."""
    opened = OpenedSession.objects.filter(user=who.user)
    done = Session.objects.filter(session_key__in=opened.values("session_key")).delete()[0] + opened.delete()[0]
    done += Credential.objects.filter(user=who.user).update(reason="", address=None)
    asked = SignInRequest.objects.filter(Q(user=who.user) | Q(key__in=who.keys))
    for request in asked:
        done += SignInRequest.objects.filter(pk=request.pk).update(
            **NAMELESS, key="", birth_date=None, emptied_at=request.emptied_at or trace.now
        )
    for rows in (EmailAddress.objects, SocialAccount.objects, Authenticator.objects, OutsideIdentity.objects):
        done += rows.filter(user=who.user).delete()[0]
    return done


def erase_consents(who: Forgotten, trace: Trace) -> int:
    """That there was a consent, and when, stays; its words name people."""
    return Consent.objects.filter(Q(person=who.user) | Q(given_by=who.user)).update(text="", document="")


def erase_technical(who: Forgotten, trace: Trace) -> int:
    """The technical pages keep names of what was changed there."""
    kind = ContentType.objects.get_for_model(User)
    return LogEntry.objects.filter(content_type=kind, object_id=str(who.user.pk)).update(
        object_repr="", change_message=""
    )


def erase_orders(who: Forgotten, trace: Trace) -> int:
    """Words of orders by which roles were given; the roles and their days stay."""
    own = {"user": who.user}
    return empty_words(Appointment.objects.filter(**own), Appointment.history.filter(**own), "order", trace)


NAME, FROM, UNTIL = pgettext_lazy("of a person", "name"), _("from"), _("until")
for _holding in (
    Holding(
        PERSON, _("Person"),
        (_("surname"), NAME, _("patronymic"), _("date of birth"), _("e-mail"), _("mobile"), _("login"),
         _("last sign-in")),
        person_rows,
    ),
    Holding("numbers", _("Numbers outside"), (_("system"), _("number there")), number_rows),
    Holding("roles", _("Roles"), (_("organisation"), _("role"), FROM, UNTIL, _("order")), role_rows),
    Holding(
        "consents", _("Consents"),
        (_("consent"), _("of whom"), _("given by"), _("given at"), _("withdrawn at"), _("document"), _("text")),
        consent_rows,
    ),
    Holding(
        "requests", _("Requests to sign in"),
        (_("system"), _("asked at"), _("e-mail"), _("child"), _("state"), _("answered at")),
        request_rows,
    ),
    Holding(
        "credentials", _("Sign-ins given"),
        (_("way"), _("given at"), _("given by"), _("used at"), _("reason")), credential_rows,
    ),
    Holding("sessions", _("Open sessions"), (_("signed in at"), _("address"), _("browser")), session_rows),
    Holding(
        "accesses", _("Who saw the data"), (_("when"), _("who"), _("action"), _("what"), _("times that day")),
        access_rows,
    ),
):  # fmt: skip
    register_holding(_holding)
for _eraser in (
    Eraser("sign_in", _("Sign-in, numbers outside, requests"), erase_sign_in),
    Eraser("consents", _("Words of consents"), erase_consents),
    Eraser("orders", _("Words of orders of appointments"), erase_orders),
    Eraser("technical", _("Records of the technical pages"), erase_technical),
):
    register_eraser(_eraser)
