"""Thin doors for Celery."""

from celery import shared_task
from django.utils import timezone

from contingent.services.people_import import purge_checks
from contingent.tasks_sync import forget_old_syncs, nightly_sync, run_sync

__all__ = ["forget_old_syncs", "nightly_sync", "purge_import_checks", "run_sync"]


@shared_task(name="contingent.purge_import_checks")
def purge_import_checks() -> None:
    """Delete checked workbooks that nobody loaded for a month, and the rows of those loaded then (R5)."""
    purge_checks(now=timezone.now())
