"""The facts of the curriculum behind rights: who writes curricula (R44)."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from accounts.enums import READS_ORGANIZATION, Role
from accounts.models import Appointment, User
from accounts.rights import RightFact, register_right


@register_right
def by_appointment(user: User, on: date) -> Iterator[RightFact]:
    """Directors, deputies and journal administrators write the organisation's curricula."""
    rows = Appointment.objects.on(on).filter(user=user, role__in=READS_ORGANIZATION).select_related("organization")
    for row in rows.order_by("organization__short_name", "role"):
        fact = _("appointed: %(role)s") % {"role": Role(row.role).label}
        yield RightFact(
            _("Writes, approves and gives to groups curricula and individual plans"),
            fact,
            row.starts,
            row.ends,
            row.organization.short_name,
            row.organization_id,
            ("curriculum:plans",),
        )
