"""Which sources belong to which room's catalogue."""

from collections.abc import Iterator
from pathlib import Path

from epos.embedded.places import ROOT

LANGUAGE = "ru"
COMMON = "common"
ROOMS = ("accounts", "communication", "contingent", "curriculum", "journal", "notifications", "schedule", COMMON)
TEMPLATES = ROOT / "templates"


def catalogue(room: str) -> Path:
    return ROOT / "locale" / room / LANGUAGE / "LC_MESSAGES" / "django.po"


def python_files(room: str) -> Iterator[Path]:
    """Return the room's modules; ``common`` also speaks for the project itself."""
    for folder in (COMMON, "epos") if room == COMMON else (room,):
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def template_files(room: str) -> Iterator[Path]:
    """Return the room's templates; those of no room (base, errors) are ``common``'s."""
    for path in sorted(TEMPLATES.rglob("*")):
        if path.suffix not in {".html", ".txt"}:
            continue
        folder = path.relative_to(TEMPLATES).parts[0]
        owner = folder if folder in ROOMS else COMMON
        if owner == room:
            yield path
