"""The letter with a link that opens once. The link is made when the letter goes: it waits in no queue."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.clock import zone_of
from accounts.enums import CredentialKind
from accounts.models import Credential
from accounts.services.credentials import make_token


class LinkMail(EmailMessage):
    """A mail that remembers which organisation gave the link: the mail box of the demo shows it there."""

    organization_id: int | None


def mail_link(credential: int) -> None:
    """Send the letter, unless the link has been used or its term is over; its hour is by the person's clock."""
    row = Credential.objects.select_related("user").filter(pk=credential, used_at=None).first()
    if row is None or row.ends_at is None or row.ends_at <= timezone.now() or not row.user.email:
        return
    address = settings.PUBLIC_URL + reverse("accounts:link", args=[make_token(row)])
    zone = zone_of(row.user, timezone.localdate()) or None
    with translation.override(settings.LANGUAGE_CODE), timezone.override(zone):
        ends = timezone.localtime(row.ends_at).strftime("%d.%m.%Y %H:%M")
        if row.kind == CredentialKind.FORGOTTEN:
            subject = _("A new password for the electronic journal")
            why = _("Somebody, most likely you, asked for a new password. If it was not you, do nothing.")
        else:
            subject = _("Your sign-in to the electronic journal")
            why = _("Your organisation has given you a sign-in to the electronic journal.")
        text = _(
            "%(why)s\n\nYour login: %(login)s\nChoose a password here:\n%(address)s\n\n"
            "The link opens once, until %(ends)s. Give it to nobody: whoever opens it signs in as you."
        ) % {"why": why, "login": row.user.username, "address": address, "ends": ends}
    mail = LinkMail(subject, text, settings.DEFAULT_FROM_EMAIL, [row.user.email])
    mail.organization_id = row.organization_id
    mail.send()
