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
    COMPOSE = "compose", _("Composition of a group")


class SyncWay(TextChoices):
    """How an outside system hands its records over."""

    HTTP = "http", _("From its server")
    FILE = "file", _("From a folder of files")


class SyncState(TextChoices):
    """How far a synchronisation has come."""

    WAITING = "waiting", _("Waiting for its turn")
    FETCHING = "fetching", _("Fetching")
    CHECKING = "checking", _("Comparing")
    APPLYING = "applying", _("Being applied")
    ASKS = "asks", _("Asks for a decision")
    APPLIED = "applied", _("Applied")
    UNCHANGED = "unchanged", _("Nothing new")
    FAILED = "failed", _("Failed")
    STOPPED = "stopped", pgettext_lazy("synchronisation", "Refused")
    ROLLED_BACK = "rolled_back", _("Rolled back")


class ChangeKind(TextChoices):
    """What became of a person, a group or a tie in a synchronisation."""

    ADDED = "added", _("Added")
    CHANGED = "changed", _("Changed")
    LEFT = "left", _("Left")
    RETURNED = "returned", _("Returned")
    MOVED = "moved", _("Moved to another group")
    TIED = "tied", _("Tied to a known person")
    UNTIED = "untied", _("Ties ended")
    GONE = "gone", _("Closed")
    ENDED = "ended", _("Ended with it")
    CONFLICT = "conflict", _("Left as it is")
    ASIDE = "aside", _("Would be set aside")


class PairState(TextChoices):
    """What was decided of two who may be one person."""

    OPEN = "open", _("To be decided")
    SAME = "same", _("The same person")
    DIFFERENT = "different", _("Different people")


class CheckState(TextChoices):
    """Where a home group stands with its curator's check (R49)."""

    OPEN = "unchecked", _("Not checked")
    DONE = "checked", pgettext_lazy("group", "Checked")
    CHANGED = "altered", _("Changed after the check")
