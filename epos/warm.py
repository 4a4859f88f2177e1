"""What a process of the web server reads once, brought forward to before its first request."""

import gc

from django.conf import settings
from django.template.loader import get_template
from django.urls import reverse
from django.utils import translation

# Pages that people open first; a template brings along what it extends.
FIRST = ("accounts/sign_in.html", "journal/home.html", "journal/page/page.html", "journal/diary/week.html")
PATIENCE = (20_000, 20, 100)
"""How many new objects Python lets come before it looks for circles among them.

A page of a journal is some thousands of tuples and strings, and not one circle: with the usual 700
every page is looked through several times over for nothing.
"""


def warm() -> None:
    """Import every view, load the words of every language, compile the templates of the first pages.

    What is there by then stays: nobody looks for garbage among it any more.
    """
    reverse("journal:home")
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            translation.gettext("Journal")
            for name in FIRST:
                get_template(name)  # which is kept by language
    gc.collect()
    gc.freeze()
    gc.set_threshold(*PATIENCE)
