"""What a process of the web server reads once, brought forward to before its first request."""

from django.conf import settings
from django.template.loader import get_template
from django.urls import reverse
from django.utils import translation

# Pages that people open first; a template brings along what it extends.
FIRST = ("accounts/sign_in.html", "journal/home.html", "journal/page/page.html")


def warm() -> None:
    """Import every view, load the words of every language, compile the templates of the first pages."""
    reverse("journal:home")
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            translation.gettext("Journal")
            for name in FIRST:
                get_template(name)  # which is kept by language
