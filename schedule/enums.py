"""How a lesson is given and what became of it; types of rooms; days of a regime."""

from django.db.models import IntegerChoices, TextChoices
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


class RoomKind(TextChoices):
    CLASSROOM = "classroom", _("Classroom")
    LECTURE = "lecture", _("Lecture hall")
    LAB = "lab", _("Laboratory")
    COMPUTER = "computer", _("Computer room")
    WORKSHOP = "workshop", _("Workshop")
    GYM = "gym", _("Gym")
    HALL = "hall", _("Assembly hall")
    OUTSIDE = "outside", _("Outside: a training ground, an enterprise")
    OTHER = "other", _("Other room")


class WeekDays(IntegerChoices):
    """How many days a week a regime of stay has."""

    FIVE = 5, _("Five days")
    SIX = 6, _("Six days")
