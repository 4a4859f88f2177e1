from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from communication.enums import TicketState
from communication.models.question import LONGEST


class Ticket(models.Model):
    """A question passed on to the developer's support desk (X6): exactly what was seen and confirmed.

    `key` makes sending it again harmless; `number` is the desk's. Until it is accepted it is tried
    again from `next_try_at` on.
    """

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    question = models.ForeignKey("communication.Question", models.CASCADE, related_name="tickets")
    text = models.TextField(_("text"), max_length=LONGEST)
    facts: "models.JSONField[dict[str, str], dict[str, str]]" = models.JSONField(default=dict)
    passed_by = models.ForeignKey("accounts.User", models.PROTECT, db_index=False, related_name="+")
    passed_at = models.DateTimeField(_("passed on at"))
    state = models.CharField(_("state"), max_length=10, choices=TicketState.choices, default=TicketState.WAITING)
    number = models.CharField(_("number at the desk"), max_length=60, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_try_at = models.DateTimeField(_("not before"))
    error = models.CharField(_("kind of error"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("ticket of the developer's desk")
        verbose_name_plural = _("tickets of the developer's desk")
        constraints = [
            models.UniqueConstraint(
                fields=("question",),
                name="one_ticket_on_its_way",
                condition=Q(state__in=(TicketState.WAITING, TicketState.SENT)),
            )
        ]
        indexes = [
            models.Index(fields=("next_try_at",), name="ticket_waiting", condition=Q(state=TicketState.WAITING)),
        ]

    def __str__(self) -> str:
        return self.number or str(self.key)


class DeskReading(models.Model):
    """How far the answers of the developer's desk have been read: one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    cursor = models.CharField(max_length=200, blank=True)
    read_at = models.DateTimeField(_("read at"), null=True)

    class Meta:
        verbose_name = _("reading of the developer's desk")
        verbose_name_plural = _("readings of the developer's desk")
        constraints = [models.CheckConstraint(name="one_reading", condition=Q(id=1))]

    def __str__(self) -> str:
        return self.cursor
