"""Thin doors for Celery: the exchange with outside systems. What waits in the broker are numbers of runs."""

from celery import shared_task
from django.utils import timezone

from contingent.services.sync import ask_nightly_runs, carry_out, forget_old_runs
from contingent.services.sync.runs import next_nightly_run


@shared_task(name="contingent.run_sync")
def run_sync(run: int) -> None:
    """Carry a synchronisation out; at night the organisation's other source follows."""
    carry_out(run=run, now=timezone.now())
    if following := next_nightly_run(after=run, now=timezone.now()):
        run_sync.delay(following)


@shared_task(name="contingent.nightly_sync")
def nightly_sync() -> None:
    """Begin the night's synchronisations (X1, X2)."""
    for run in ask_nightly_runs(now=timezone.now()):
        run_sync.delay(run)


@shared_task(name="contingent.forget_old_syncs")
def forget_old_syncs() -> None:
    """Delete the batches of a month ago: they hold personal data (R5)."""
    forget_old_runs(now=timezone.now())
