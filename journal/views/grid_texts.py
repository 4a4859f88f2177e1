"""The words of the grid in the browser, by name; counted ones in every plural form."""

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

Words = dict[str, str | dict[str, str]]


def grid_texts() -> Words:
    """Return all words of the grid; names in braces are put in by the browser."""
    return state_words() | cell_words() | step_words() | problem_words()


def counted(form: Callable[[int], str]) -> dict[str, str]:
    """Return the forms of a counted phrase by the categories that browsers know."""
    return {"one": form(1), "few": form(2), "many": form(5), "other": form(5)}


def state_words() -> Words:
    """What the line of the state and the sign-in say."""
    return {
        "status_saved": _("Everything is saved"),
        "status_saving": _("Saving…"),
        "status_offline": counted(
            lambda n: ngettext(
                "Not saved: {n}. There is no connection, we keep trying",
                "Not saved: {n}. There is no connection, we keep trying",
                n,
            )
        ),
        "status_trouble": counted(
            lambda n: ngettext(
                "Not saved: {n}. The server does not answer, we keep trying",
                "Not saved: {n}. The server does not answer, we keep trying",
                n,
            )
        ),
        "status_sign_in": counted(
            lambda n: ngettext(
                "Not saved: {n}. Sign in again, and it goes in",
                "Not saved: {n}. Sign in again, and they go in",
                n,
            )
        ),
        "status_problems": counted(
            lambda n: ngettext("{n} change needs your decision", "{n} changes need your decision", n)
        ),
        "status_unsafe": counted(
            lambda n: ngettext(
                "Not saved: {n}. This browser keeps nothing: do not close the page",
                "Not saved: {n}. This browser keeps nothing: do not close the page",
                n,
            )
        ),
        "another_user": _(
            "Somebody else is signed in now. What you typed stays in this browser and goes in when you sign in."
        ),
        "no_network": _("There is no answer from the server. Try again in a moment."),
        "loading": _("Loading…"),
        "history_failed": _("The history cannot be shown now. Close this and try again."),
        "decimal": pgettext("decimal separator", "."),
    }


def cell_words() -> Words:
    """What is said of one cell, and the buttons of its editor."""
    return {
        "readonly": _("This page is read-only: it is kept by its teacher."),
        "closed": _("This cell is closed."),
        "not_in_group": _("The student was not in the group on that day."),
        "no_lesson": _("This work is not part of a lesson: there is no attendance here."),
        "no_mark": _("There is no mark to comment on: give the mark first."),
        "unknown": _("“{text}” is not a mark here. There are: {codes}"),
        "minutes_needed": _("How many minutes late? Type the number and press Enter."),
        "cell_unsaved": _("Not saved yet."),
        "mark": _("Mark"),
        "put": _("Put"),
        "erase": _("Erase"),
        "present": pgettext("button", "Present"),
        "absent": pgettext("of a student", "absent"),
        "ill": pgettext("of a student", "ill"),
        "excused": pgettext("of a student", "excused"),
        "late": _("late, min: {minutes}"),
        "minutes": _("Minutes late"),
        "minutes_short": pgettext("minutes", "min"),
        "nothing": pgettext("in a cell", "empty"),
    }


def step_words() -> Words:
    """What is said after steps: undo, paste, fill."""
    return {
        "undo": _("Undo (Ctrl+Z)"),
        "redo": _("Redo (Ctrl+Shift+Z)"),
        "undone": counted(lambda n: ngettext("Undone: {n} cell.", "Undone: {n} cells.", n)),
        "redone": counted(lambda n: ngettext("Done again: {n} cell.", "Done again: {n} cells.", n)),
        "kept": counted(
            lambda n: ngettext(
                "{n} cell has been changed since: left as it is.",
                "{n} cells have been changed since: left as they are.",
                n,
            )
        ),
        "nothing_to_undo": _("There is nothing to undo."),
        "nothing_to_redo": _("There is nothing to redo."),
        "skipped": counted(lambda n: ngettext("{n} cell left out.", "{n} cells left out.", n)),
        "copied": counted(lambda n: ngettext("{n} cell copied.", "{n} cells copied.", n)),
        "pasted": counted(
            lambda n: ngettext("{n} value pasted. Ctrl+Z undoes it.", "{n} values pasted. Ctrl+Z undoes it.", n)
        ),
        "replaced": counted(lambda n: ngettext("{n} mark was replaced.", "{n} marks were replaced.", n)),
        "filled": counted(
            lambda n: ngettext("{n} cell filled. Ctrl+Z undoes it.", "{n} cells filled. Ctrl+Z undoes it.", n)
        ),
        "nothing_to_fill": _("There is nothing to fill from."),
        "paste_empty": _("The clipboard holds no text."),
        "paste_can": counted(lambda n: ngettext("{n} value can go in.", "{n} values can go in.", n)),
        "paste_cannot": counted(lambda n: ngettext("{n} cell cannot:", "{n} cells cannot:", n)),
        "paste_rest": counted(lambda n: ngettext("Paste the {n} that can", "Paste the {n} that can", n)),
        "paste_out": _("Beyond the edge of the journal: there is no such row or column."),
        "paste_where_out": _("outside the page"),
        "paste_unknown": _("Not a mark here. There are: {codes}"),
        "paste_two": _("Two marks in one cell: give them to two works."),
    }


def problem_words() -> Words:
    """What is said of changes refused and of cells that others changed."""
    return {
        "problems": counted(lambda n: ngettext("{n} change needs your decision", "{n} changes need your decision", n)),
        "conflict": _("You put {mine}; {author} has put {theirs} ({at})."),
        "somebody": _("somebody else"),
        "keep_mine": _("Keep mine: {value}"),
        "take_theirs": _("Take theirs: {value}"),
        "all_mine": _("Keep all of mine"),
        "all_theirs": _("Take all of theirs"),
        "refused": _("{value} was not accepted. {reason}"),
        "refused_page": _("This page is not available to you any more."),
        "retry": _("Try again"),
        "retry_all": _("Try all again"),
        "discard": _("Give up, leave: {value}"),
        "discard_all": _("Give up all"),
        "elsewhere": _("Another period: open its page"),
    }
