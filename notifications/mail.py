"""The words of a letter on their way out, and the mail box of the demo."""

from collections.abc import Sequence
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from notifications.models import CaughtMail, Letter


class LetterMail(EmailMultiAlternatives):
    """A mail that remembers which letter it is."""

    letter: Letter


def mail_of(letter: Letter) -> LetterMail:
    """Return the mail of a letter: plain text and simple HTML, links whole, Message-ID its own."""
    context = {
        "title": letter.title,
        "text": letter.text,
        "lines": [(text, absolute(url)) for text, url in letter.lines],
        "choices_url": absolute(reverse("notifications:choices")),
    }
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    with translation.override(settings.LANGUAGE_CODE):
        mail = LetterMail(
            subject=" ".join(letter.title.split()),
            body=render_to_string("notifications/letter.txt", context),
            to=[letter.message.recipient.email],
            headers={
                "Message-ID": f"<letter-{letter.pk}@{domain}>",
                "Auto-Submitted": "auto-generated",
            },
        )
        mail.attach_alternative(render_to_string("notifications/letter.html", context), "text/html")
    mail.letter = letter
    return mail


def absolute(url: str) -> str:
    """Return the address with the server's name, as a mail needs it; empty stays empty."""
    return f"{settings.PUBLIC_URL}{url}" if url else ""


class CaughtMailBackend(BaseEmailBackend):
    """Keeps mails for the demo's page instead of sending them."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep a row for each address of each mail; a mail kept already is not kept again."""
        rows = []
        for mail in email_messages:
            letter = getattr(mail, "letter", None)
            place = letter.message.organization_id if letter else getattr(mail, "organization_id", None)
            message_id = mail.extra_headers.get("Message-ID") or mail.message()["Message-ID"]
            rows += [
                CaughtMail(
                    message_id=f"{message_id} {address}"[:200],
                    organization_id=place,
                    recipient_id=letter.message.recipient_id if letter else None,
                    address=address,
                    title=str(mail.subject)[:200],
                    text=str(mail.body),
                )
                for address in mail.recipients()
            ]
        CaughtMail.objects.bulk_create(rows, ignore_conflicts=True)
        return len(rows)
