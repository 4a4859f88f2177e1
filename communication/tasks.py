"""Thin doors for Celery."""

from celery import shared_task
from django.utils import timezone

from communication.services.attachments import sweep_files
from communication.services.desk import exchange
from communication.services.questions import forget_closed


@shared_task(name="communication.exchange_with_desk")
def exchange_with_desk() -> None:
    """Send what waits for the developer's desk and take its answers (X6)."""
    exchange(now=timezone.now())


@shared_task(name="communication.forget_closed_questions")
def forget_closed_questions() -> None:
    """Delete questions closed long ago, and files that belong to nothing (R5)."""
    forget_closed(now=timezone.now())
    sweep_files(now=timezone.now())
