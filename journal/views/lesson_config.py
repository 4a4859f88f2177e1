"""What the page of one lesson tells its script as JSON."""

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from journal.enums import LETTERS
from journal.views.grid_texts import Words, problem_words

if TYPE_CHECKING:
    from curriculum.models import Course
    from schedule.models import Lesson


def lesson_config(course: "Course", lesson: "Lesson", *, user: int) -> dict[str, Any]:
    """Return the page's letters, addresses and words."""
    return {
        "course": course.pk,
        "lesson": lesson.pk,
        "user": user,
        "letters": {str(kind): str(letter) for kind, letter in LETTERS.items()},
        "labels": {str(kind): str(kind.label) for kind in LETTERS},
        "urls": {
            "save": reverse("journal:save_entries", args=[course.pk]),
            "signIn": reverse("accounts:sign_in_again"),
        },
        "texts": texts(),
    }


def texts() -> Words:
    """Return the words of the page of one lesson, by name; braces are filled in by the script."""
    return {
        "saved": _("All saved"),
        "saving": _("Saving…"),
        "waiting": _("Not saved yet: {n}"),
        "undecided": problem_words()["problems"],
        "offline": _("No network. What you entered is kept on this device and goes in by itself."),
        "trouble": _("The server does not answer. What you entered is kept and goes in by itself."),
        "sign_in": _("You have been signed out. What you entered is kept on this device."),
        "no_network": _("The server cannot be reached. Check the network and try again."),
        "another_user": _("Someone else is signed in here now. What you entered waits for you."),
        "signInLink": _("Sign in and save"),
        "unsafe": _("This browser keeps nothing: do not close the page before everything is saved."),
        "minutes": _("{n} min"),
        "refused": _("{who}: {value} was not accepted. {reason}"),
        "conflict": _("{who}: {author} put “{value}” at {time}."),
        "mine": _("Put mine"),
        "theirs": _("Leave it so"),
        "nothing": _("nothing"),
        "present": pgettext("button", "Present"),
        "retry": _("Try again"),
        "discard": _("Take back"),
        "gone": _("This page is not available to you any more."),
        "elsewhere": _("Typed on another page of the journal: open it"),
        "a_student": _("A student"),
        "draft": _("Your unsaved text has been brought back."),
        "record_saved": _("Saved"),
        "record_waiting": _("Not saved yet"),
    }
