"""A browser in words, from what it says of itself."""

import re

from django.utils.translation import gettext as _

BROWSERS = (
    ("Яндекс Браузер", "YaBrowser"),
    ("Edge", "Edg"),
    ("Opera", "OPR"),
    ("Firefox", "Firefox|FxiOS"),
    ("Chrome", "Chrome|CriOS"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("macOS", "Mac OS X"),
    ("Linux", "Linux|X11"),
)


def browser_words(agent: str) -> str:
    """Return «Chrome, Windows», or that the browser is not known."""
    told = [name for names in (BROWSERS, SYSTEMS) for name in _first(names, agent)]
    return ", ".join(told) or _("unknown browser")


def _first(names: tuple[tuple[str, str], ...], agent: str) -> list[str]:
    return next(([name] for name, pattern in names if re.search(pattern, agent)), [])
