"""Thin doors for Celery. Arguments are ids only: no personal data passes through the broker."""

from celery import shared_task
from django.utils import timezone

from accounts.models import Organization
from notifications.services.letters import send_letters
from notifications.services.obligations import check_obligations
from notifications.services.outbox import deliver_waiting
from notifications.services.sweep import sweep_old


@shared_task(name="notifications.deliver")
def deliver() -> None:
    """Deliver what waits in the outbox, then send the letters."""
    deliver_waiting(now=timezone.now())
    send_letters(now=timezone.now())


@shared_task(name="notifications.check_all")
def check_all() -> None:
    """Start the check of obligations, one task for each organisation."""
    for organization in Organization.objects.order_by("pk").values_list("pk", flat=True):
        check_organization.apply_async((organization,), expires=600)


@shared_task(name="notifications.check_organization")
def check_organization(organization: int) -> None:
    """Check the obligations of one organisation; one gone meanwhile needs none."""
    found = Organization.objects.filter(pk=organization).first()
    if found and check_obligations(organization=found, now=timezone.now()):
        deliver.apply_async(expires=60)


@shared_task(name="notifications.sweep")
def sweep() -> None:
    """Delete messages nobody needs any more."""
    sweep_old(now=timezone.now())
