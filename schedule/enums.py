"""How a lesson is given and what became of it."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class LessonFormat(TextChoices):
    IN_PERSON = "in_person", _("In person")
    DISTANCE = "distance", _("Distance")
    E_LEARNING = "e_learning", _("E-learning")


class LessonStatus(TextChoices):
    PLANNED = "planned", _("Planned")
    HELD = "held", _("Held")
    CANCELLED = "cancelled", _("Cancelled")
    REPLACED = "replaced", _("Replaced by another course")
    MOVED = "moved", _("Moved to another time")


TAKES_RECORD = (LessonStatus.PLANNED, LessonStatus.HELD)
