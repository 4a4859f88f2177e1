"""What is attached to a question by itself: the page and the browser, without anything that names a child."""

import re
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

from django.urls import reverse
from django.utils.encoding import force_str

from accounts.menu import entries

LONGEST_PATH = 200
SCREEN = re.compile(r"\d{2,5}×\d{2,5}")
DIGITS = re.compile(r"\d+")
SECRET = re.compile(r"[^/]{25,}")
"""A part of an address that is so long is the secret of a link, not a name of a page."""
BROWSERS = (
    ("Яндекс Браузер", re.compile(r"YaBrowser/(\d+)")),
    ("Edge", re.compile(r"Edg(?:e|A|iOS)?/(\d+)")),
    ("Opera", re.compile(r"(?:OPR|Opera)/(\d+)")),
    ("Samsung Internet", re.compile(r"SamsungBrowser/(\d+)")),
    ("Firefox", re.compile(r"(?:Firefox|FxiOS)/(\d+)")),
    ("Chrome", re.compile(r"(?:Chrome|CriOS)/(\d+)")),
    ("Safari", re.compile(r"Version/(\d+).*Safari")),
)
SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
    ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip


@dataclass(frozen=True)
class Origin:
    """Where a question comes from, as it is kept and shown."""

    page: str = ""
    place: str = ""
    browser: str = ""
    screen: str = ""


def origin_of(*, page: str, agent: str, screen: str) -> Origin:
    """Return what is attached: the path alone, the section of the menu, the browser in two words, the window."""
    path = path_of(page)
    return Origin(path, section_of(path), browser_of(agent), screen if SCREEN.fullmatch(screen) else "")


def path_of(address: str) -> str:
    """Return the path of an address of ours; what comes after `?` or `#` may name people and is dropped."""
    try:
        path = urlsplit(address).path
    except ValueError:
        return ""
    fits = path.startswith("/") and not path.startswith("//") and path.isprintable() and len(path) <= LONGEST_PATH
    return SECRET.sub("…", path) if fits else ""


def section_of(path: str) -> str:
    """Return the name of the place of the menu that the path belongs to: it never names a person."""
    found = [(address, title) for address, title in places() if path.startswith(address)]
    return force_str(max(found, key=lambda pair: len(pair[0]))[1]) if found else ""


@cache
def places() -> tuple[tuple[str, object], ...]:
    """Return the addresses of the menu's places with their titles."""
    return tuple((reverse(entry.url_name), entry.title) for entry in entries())


def browser_of(agent: str) -> str:
    """Return the browser and the system in words, «Chrome 140, Windows»; empty when neither is known."""
    versions = ((name, pattern.search(agent)) for name, pattern in BROWSERS)
    browser = next((f"{name} {found[1]}" for name, found in versions if found), "")
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    return ", ".join(filter(None, (browser, system)))


def nameless(path: str) -> str:
    """Return the path without the numbers of students, groups and pages: it leaves the organisation so."""
    return DIGITS.sub("…", path)
