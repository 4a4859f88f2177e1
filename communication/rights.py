"""Who answers questions, and the fact behind it (R15, R31)."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Appointment, User
from accounts.rights import RightFact, register_right
from communication.access import HELPS

ANSWERS = gettext_lazy("Reads and answers questions about the journal, passes them on to the developer")


@register_right
def by_helping(user: User, on: date) -> Iterator[RightFact]:
    """What IT support and journal administrators may do with questions."""
    rows = Appointment.objects.on(on).filter(user=user, role__in=HELPS).select_related("organization")
    for row in rows.order_by("organization__short_name", "role"):
        fact = _("appointed: %(role)s") % {"role": row.get_role_display()}
        link = ("contingent:appointment", row.pk)
        yield RightFact(ANSWERS, fact, row.starts, row.ends, row.organization.short_name, row.organization_id, link)
