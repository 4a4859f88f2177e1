"""How long an organisation keeps people by name (152-ФЗ, art. 5 part 7)."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import Trace
from accounts.models import KeepingChange, Organization
from contingent.errors import NotAllowed, PersonalRefused
from contingent.personal_access import answered_organizations


@transaction.atomic
def change_keeping(*, organization: int, years: int, seen: int, trace: Trace) -> bool:
    """Set the years for which people are kept after their last tie; say whether anything changed.

    The director or a journal administrator sets them, with a reason. Nobody is anonymised by it.
    """
    today = timezone.localdate(trace.now)
    rows = Organization.objects.select_for_update(no_key=True)
    place = rows.filter(pk__in=answered_organizations(trace.actor, today).values("pk"), pk=organization).first()
    if place is None:
        raise NotAllowed(_("The term is set by the director and the journal administrator."))
    if place.keeps_years == years:
        return False
    if place.keeps_years != seen:
        words = _("Somebody has changed the term meanwhile, it is now %(years)d. Look at it again.")
        raise PersonalRefused(words % {"years": place.keeps_years})
    if not trace.reason.strip():
        raise PersonalRefused(_("Write by which list of files or order the term is set."))
    KeepingChange.objects.create(
        organization=place, before=place.keeps_years, after=years, reason=trace.reason.strip(), by=trace.actor,
        at=trace.now, address=trace.address,
    )  # fmt: skip
    place.keeps_years = years
    place.save(update_fields=["keeps_years"])
    return True
