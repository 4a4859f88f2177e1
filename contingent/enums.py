"""Kinds of groups, ties and forms of study."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class StudyForm(TextChoices):
    IN_PERSON = "in_person", _("In person")
    PART_TIME = "part_time", _("Part-time")
    FAMILY = "family", _("Family education")
    SELF = "self", _("Self-education")


class RepresentativeKind(TextChoices):
    PARENT = "parent", _("Parent")
    GUARDIAN = "guardian", _("Guardian")
    TRUSTED = "trusted", _("Trusted person")


class GroupKind(TextChoices):
    HOME = "home", _("Group or class")
    SUBGROUP = "subgroup", _("Subgroup")
    STREAM = "stream", _("Stream")
    ACTIVITY = "activity", _("Activity")
