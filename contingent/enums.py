"""Kinds of groups, ties and forms of study."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class StudyForm(TextChoices):
    IN_PERSON = "in_person", pgettext_lazy("form of study", "In person")
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


class ImportStatus(TextChoices):
    """How far a loading from a workbook has come."""

    CHECKED = "checked", _("Checked")
    APPLIED = "applied", _("Loaded")
    UNDONE = "undone", _("Undone")


class RowOutcome(TextChoices):
    """What a row of a workbook comes to."""

    REJECTED = "rejected", _("Rejected")
    ADD = "add", _("To be added")
    CHANGE = "change", _("To be changed")
    SAME = "same", _("Left alone")


class BulkKind(TextChoices):
    """What can be done to several people of a list at once."""

    TRANSFER = "transfer", _("Move to another group")
    LEAVE = "leave", _("Mark as left")
    FORM = "form", _("Change the form of study")
    END_TIE = "end_tie", _("End the tie")
    END_EMPLOYMENT = "end_employment", _("End the employment")
