"""A sign-in from a browser not seen with the person before is told to them (R28)."""

from django.db.models import Q
from django.utils import timezone

from accounts.models import Appointment, OpenedSession
from contingent.models import Employee, Representative, Student
from notifications.models import OutboxMessage
from notifications.services.outbox import post

NEW_DEVICE = "new_device"


def post_new_device(session: OpenedSession) -> None:
    """Write to the outbox of an organisation of the person's; whoever belongs to none reads no inbox."""
    organization = _organization(session)
    if organization is None:
        return
    post(
        [
            OutboxMessage(
                organization_id=organization,
                kind=NEW_DEVICE,
                subject=f"session:{session.pk}",
                payload={"user": session.user_id, "session": session.pk},
                created_at=session.began_at,
                available_at=session.began_at,
            )
        ]
    )


def _organization(session: OpenedSession) -> int | None:
    on = timezone.localdate(session.began_at)
    lasting = Q(ends=None) | Q(ends__gte=on)
    own = {"user": session.user_id}
    for rows, name in (
        (Appointment.objects.filter(lasting, **own), "organization"),
        (Employee.objects.filter(lasting, **own), "organization"),
        (Student.objects.filter(lasting, **own), "organization"),
        (Representative.objects.filter(lasting, **own), "student__organization"),
    ):
        found: int | None = rows.order_by("pk").values_list(name, flat=True).first()
        if found is not None:
            return found
    return None
