from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from notifications.enums import OutboxState


class OutboxMessage(models.Model):
    """Something that people are to be told, written in the transaction that made it a fact.

    It names what happened (`kind`, `subject`), not whom to tell or in which words: both are found
    when it is delivered, so a fact taken back meanwhile is told to nobody. Rows are only added;
    several about one thing are delivered together.
    """

    organization = models.ForeignKey("accounts.Organization", models.PROTECT, db_index=False, related_name="+")
    kind = models.CharField(_("kind"), max_length=40)
    subject = models.CharField(_("what about"), max_length=80)
    payload: "models.JSONField[Any, Any]" = models.JSONField(default=dict, blank=True)
    actor = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(_("written at"))
    available_at = models.DateTimeField(_("not before"))
    state = models.CharField(_("state"), max_length=10, choices=OutboxState.choices, default=OutboxState.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    error = models.CharField(_("kind of error"), max_length=120, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    class Meta:
        verbose_name = _("outgoing message")
        verbose_name_plural = _("outgoing messages")
        indexes = [
            models.Index(
                fields=("available_at", "id"),
                name="outbox_waiting",
                condition=Q(state=OutboxState.WAITING),
            ),
            models.Index(fields=("finished_at",), name="outbox_finished", condition=Q(finished_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"
