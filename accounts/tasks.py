"""Thin doors for Celery."""

from celery import shared_task
from django.core.management import call_command
from django.utils import timezone

from accounts.services.sign_in_requests import empty_requests


@shared_task(name="accounts.clear_sessions")
def clear_sessions() -> None:
    """Delete the sessions that have ended."""
    call_command("clearsessions")


@shared_task(name="accounts.empty_sign_in_requests")
def empty_sign_in_requests() -> None:
    """Take out what requests answered long ago tell of people (R5)."""
    empty_requests(now=timezone.now())
