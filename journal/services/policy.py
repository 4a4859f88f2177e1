"""How far back marks may be entered is set by those who administer the journal (windows A and B, R42, R43)."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import administered_organizations
from accounts.audit import Trace, save_audited
from journal.errors import NotAllowed
from journal.models import EntryPolicy


@transaction.atomic
def set_windows(*, days: dict[int, int], attestation: dict[int, int] | None = None, trace: Trace) -> None:
    """Keep how many days back each organisation lets marks be entered; unchanged ones are left alone.

    What was never kept is kept even as it usually is: the organisation has said so (R42, R43).

    `days` count after a lesson, `attestation` after the end of an attestation period. Those not the
    actor's to set are left out. Raises `NotAllowed` when none is.
    """
    own = administered_organizations(trace.actor, timezone.localdate(trace.now))
    places = list(own.select_for_update(no_key=True).order_by("pk"))
    if not places:
        raise NotAllowed(_("The journal administrator sets the entry window."))
    there = {row.organization_id: row for row in EntryPolicy.objects.filter(organization__in=places)}
    changed = []
    for place in places:
        policy = there.get(place.pk) or EntryPolicy(organization=place)
        was = (policy.entry_days, policy.attestation_days)
        policy.entry_days = days.get(place.pk, policy.entry_days)
        policy.attestation_days = (attestation or {}).get(place.pk, policy.attestation_days)
        is_new = place.pk in days and place.pk not in there
        if is_new or (policy.entry_days, policy.attestation_days) != was:
            changed.append((policy, None))
    save_audited(trace, changed, key=("organization",), fields=("entry_days", "attestation_days"))
