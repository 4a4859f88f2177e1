from notifications.models.caught import CaughtMail
from notifications.models.inbox import InboxMessage, Letter
from notifications.models.obligation import Obligation, ObligationTerm
from notifications.models.outbox import OutboxMessage
from notifications.models.preference import MailChoice

__all__ = [
    "CaughtMail",
    "InboxMessage",
    "Letter",
    "MailChoice",
    "Obligation",
    "ObligationTerm",
    "OutboxMessage",
]
