"""Where a message and a letter stand."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OutboxState(TextChoices):
    WAITING = "waiting", _("Waiting")
    DELIVERED = "delivered", _("Delivered")
    DEAD = "dead", _("Given up")


class LetterState(TextChoices):
    WAITING = "waiting", _("Waiting")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    DEAD = "dead", _("Given up")


class ObligationOutcome(TextChoices):
    """How an obligation ended."""

    DONE = "done", _("Done")
    DROPPED = "dropped", _("No longer asked of this person")
