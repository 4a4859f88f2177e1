"""The words of the board's script."""

from django.utils.translation import gettext as _


def words() -> dict[str, str]:
    """Return the words by name; braces are filled in by the script."""
    return {
        "nowhere": _("Not in any"),
        "find": _("Find by name"),
        "chosen": _("Chosen: {n}"),
        "into": _("Into “{name}”"),
        "out": _("Out of all"),
        "evenly": _("Evenly by the alphabet"),
        "alternately": _("Every other one"),
        "everybody": _("Everybody"),
        "all": _("All of the column"),
        "moved": _("{name}: {group}"),
        "moved_many": _("Moved: {n}, {group}"),
        "stray": _("not from the groups it is drawn from"),
        "later": _("from a later day: {groups}"),
        "several": _("also in {groups}"),
        "was": _("was: {groups}"),
        "unsaved": _("Not saved: {n}"),
        "saved": _("Everything is saved."),
        "saving": _("Saving…"),
        "save": _("Save"),
        "revert": _("Take back the unsaved"),
        "undo": _("Undo"),
        "conflict": _(
            "Nothing is saved: somebody else has changed this meanwhile. It is shown as it is now; your other "
            "changes are kept. Look through them and save again."
        ),
        "network": _("The server cannot be reached: nothing is saved yet. Check the network and press “Save” again."),
        "signed_out": _(
            "You have been signed out, or your rights have changed. Sign in in another tab and press “Save” again."
        ),
        "empty": _("Nobody here"),
        "day_first": _("Save or take back the changes before choosing another day."),
    }
