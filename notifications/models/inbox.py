from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from notifications.enums import LetterState


class InboxMessage(models.Model):
    """What a person was told inside the system: one row for one matter, kept up to date.

    `thread` names the matter: telling more about it changes this row and makes it unread again.
    `facts` is what was told, for the sender to compare with the truth; `lines` are [text, address].
    """

    organization = models.ForeignKey("accounts.Organization", models.PROTECT, db_index=False, related_name="+")
    recipient = models.ForeignKey("accounts.User", models.PROTECT, db_index=False, related_name="inbox_messages")
    kind = models.CharField(_("kind"), max_length=40)
    thread = models.CharField(max_length=120)
    title = models.CharField(_("heading"), max_length=200)
    text = models.TextField(_("text"), blank=True)
    lines: "models.JSONField[Any, Any]" = models.JSONField(default=list, blank=True)
    facts: "models.JSONField[Any, Any]" = models.JSONField(default=dict, blank=True)
    revision = models.PositiveIntegerField(default=1)
    told_at = models.DateTimeField(_("told at"))
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [models.UniqueConstraint(fields=("recipient", "thread"), name="one_message_per_thread")]
        indexes = [
            models.Index(fields=("recipient", "-told_at"), name="inbox_of_recipient"),
            models.Index(fields=("recipient",), name="inbox_unread", condition=Q(read_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.title


class Letter(models.Model):
    """An e-mail to be sent of a message: once for each time the message was told by e-mail."""

    message = models.ForeignKey("notifications.InboxMessage", models.CASCADE, db_index=False, related_name="letters")
    revision = models.PositiveIntegerField()
    title = models.CharField(_("heading"), max_length=200)
    text = models.TextField(_("text"), blank=True)
    lines: "models.JSONField[Any, Any]" = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(_("written at"))
    available_at = models.DateTimeField(_("not before"))
    state = models.CharField(_("state"), max_length=10, choices=LetterState.choices, default=LetterState.WAITING)
    claimed_at = models.DateTimeField(_("taken for sending at"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    error = models.CharField(_("kind of error"), max_length=120, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        constraints = [
            models.UniqueConstraint(fields=("message", "revision"), name="one_letter_per_telling"),
            models.CheckConstraint(
                name="letter_claimed_while_sending",
                condition=~Q(state=LetterState.SENDING) | Q(claimed_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=("available_at", "id"),
                name="letter_waiting",
                condition=Q(state__in=(LetterState.WAITING, LetterState.SENDING)),
            )
        ]

    def __str__(self) -> str:
        return self.title
