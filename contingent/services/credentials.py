"""Sign-ins given to people of the organisation by those who may (R18, R26); a lost second factor taken off."""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import Trace
from accounts.enums import CredentialKind
from accounts.models import Credential
from accounts.services.credentials import MOST, Issued, give_links, give_slips, mail_links, take_factor_off
from contingent.errors import NotAllowed
from contingent.queries.credentials import Standing, read_standings


@transaction.atomic
def give_sign_ins(
    *, people: Iterable[int], way: CredentialKind, trace: Trace
) -> tuple[list[Issued], list[Credential], list[Standing]]:
    """Give each who may be given it a sign-in in that way.

    Returns what is shown once, the letters to be sent, and the people passed over.
    """
    found = read_standings(trace.actor, timezone.localdate(trace.now), people)
    if not found or len(found) > MOST:
        raise NotAllowed(_("Choose from one to %(most)d people.") % {"most": MOST})
    told: Sequence[Standing] = [one for one in found if way in one.ways]
    whom = [(one.user, one.organization) for one in told]
    left = [one for one in found if way not in one.ways]
    if way == CredentialKind.SLIP:
        return give_slips(people=whom, trace=trace), [], left
    if way == CredentialKind.LINK:
        return give_links(people=whom, trace=trace), [], left
    return [], mail_links(people=whom, trace=trace), left


@transaction.atomic
def reset_factor(*, user: int, trace: Trace) -> None:
    """Take a lost second factor off, with the reason."""
    found = read_standings(trace.actor, timezone.localdate(trace.now), [user])
    if not found or not found[0].may_reset:
        raise NotAllowed(_("The second factor of this person is not yours to take off."))
    take_factor_off(user=found[0].user, organization=found[0].organization, trace=trace)
