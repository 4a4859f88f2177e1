"""Where a question stands, what is said in its thread, and what has become of a ticket at the developer's desk."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class QuestionState(TextChoices):
    OPEN = "open", _("Waits for an answer")
    TAKEN = "taken", pgettext_lazy("a question", "Taken")
    PASSED = "passed", _("With the developer")
    ANSWERED = "answered", _("Answered")
    CLOSED = "closed", pgettext_lazy("a question", "Closed")


class EntryKind(TextChoices):
    """What happened in a thread: words of somebody, or a step without words."""

    ADDED = "added", _("added to the question")
    ANSWER = "answer", _("answered")
    DESK = "desk", _("the developer answered")
    TAKEN = "taken", _("took the question")
    PASSED = "passed", _("passed the question on to the developer")
    REFUSED = "refused", _("the developer's desk did not accept the question")
    CLOSED = "closed", _("closed the question")
    REOPENED = "reopened", _("opened the question again")


class TicketState(TextChoices):
    WAITING = "waiting", _("is being sent")
    SENT = "sent", _("accepted by the developer")
    ANSWERED = "answered", _("answered by the developer")
    REFUSED = "refused", _("not accepted")


class FileKind(TextChoices):
    """What may be attached: told by what is inside, not by the name."""

    PNG = "png", "PNG"
    JPG = "jpg", "JPEG"
    PDF = "pdf", "PDF"


STANDS = (QuestionState.OPEN, QuestionState.TAKEN, QuestionState.PASSED)
"""States in which somebody still works on a question."""
