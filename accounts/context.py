"""What every page's template is given."""

from functools import cache
from typing import Any, cast

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.html import json_script
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.queries import Shell, ask_shell, read_shell
from accounts.storage_keys import storage_keys


def shell(request: HttpRequest) -> dict[str, Any]:
    """Give the page its frame, read only when a template asks for it: fragments do not."""
    return {
        "shell": SimpleLazyObject(lambda: _frame(request)),
        "page_texts": texts_in(get_language() or ""),
        "storage_keys": lambda: " ".join(storage_keys(cast(User, request.user).pk)),
    }


ASKED = "_frame_asked"


def frame_ahead(request: HttpRequest) -> None:
    """Ask for the frame of the page before the page is made: the database works while we do.

    A view says so when it has asked everything else.
    """
    setattr(request, ASKED, ask_shell(cast(User, request.user), timezone.localdate()))


def _frame(request: HttpRequest) -> Shell:
    return read_shell(cast(User, request.user), timezone.localdate(), request.path, getattr(request, ASKED, None))


@cache
def texts_in(_language: str) -> SafeString:
    """Return what the scripts of every page say; in one language it is always the same."""
    texts = {
        "close": _("Close"),
        "network": _("The server cannot be reached. Check the network and try again."),
        "failed": _("That did not work on the server. Try again in a minute."),
        "denied": _("This is not yours to do, or it is no longer there. Reload the page."),
    }
    return json_script(texts, "page-texts")
