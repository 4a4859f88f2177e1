"""Thin doors for Celery."""

from collections.abc import Iterable
from smtplib import SMTPException

from celery import shared_task
from django.core.management import call_command
from django.utils import timezone
from kombu.exceptions import OperationalError

from accounts.access_queue import ValkeyQueue
from accounts.services.access_log import empty_queue
from accounts.services.access_log import forget_old_accesses as forget
from accounts.services.link_letters import mail_link
from accounts.services.sessions import forget_ended_sessions
from accounts.services.sign_in_requests import empty_requests


@shared_task(name="accounts.clear_sessions")
def clear_sessions() -> None:
    """Delete the sessions that have ended."""
    call_command("clearsessions")
    forget_ended_sessions()


@shared_task(name="accounts.send_link", autoretry_for=(SMTPException, OSError), retry_backoff=30, max_retries=6)
def send_link(credential: int) -> None:
    """Send the letter with a link that opens once."""
    mail_link(credential)


def send_links(credentials: Iterable[int]) -> None:
    """Let the worker send the letters; send them here and now when the queue does not answer."""
    is_there = True
    for credential in credentials:
        try:
            if is_there:
                send_link.apply_async((credential,), retry=False)
        except OperationalError:
            is_there = False
        if not is_there:
            mail_link(credential)


@shared_task(name="accounts.empty_sign_in_requests")
def empty_sign_in_requests() -> None:
    """Take out what requests answered long ago tell of people (R5)."""
    empty_requests(now=timezone.now())


@shared_task(name="accounts.keep_accesses")
def keep_accesses() -> None:
    """Take what waits in the queue of the access log to the log (152-ФЗ, R5)."""
    empty_queue(ValkeyQueue())


@shared_task(name="accounts.forget_old_accesses")
def forget_old_accesses() -> None:
    """Take out of the access log what is past its term."""
    forget(timezone.now())
