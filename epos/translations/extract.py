"""Finding the strings without GNU gettext: Babel reads Python, and templates as Django turns them over."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from django.utils.translation.template import templatize

from epos.embedded.places import ROOT
from epos.translations.rooms import LANGUAGE, python_files, template_files

Arguments = tuple[int | tuple[int, str], ...]
KEYWORDS: dict[str, Arguments | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
NOTES = ("Translators:",)


def strings_of(room: str) -> Catalog:
    """Return a catalogue of all the room's strings, untranslated."""
    found = Catalog(locale=LANGUAGE)
    for path, method, source in _sources(room):
        for line, message, notes, context in extract(method, BytesIO(source), KEYWORDS, NOTES):
            where = [(str(path.relative_to(ROOT)), line)]
            found.add(message, locations=where, auto_comments=notes, context=context)
    return found


def _sources(room: str) -> Iterator[tuple[Path, str, bytes]]:
    for path in python_files(room):
        yield path, "python", path.read_bytes()
    for path in template_files(room):
        # What templatize() returns is calls among padding, with the template's indentation: Python's
        # tokeniser refuses that, JavaScript's does not mind.
        yield path, "javascript", templatize(path.read_text(), origin=str(path)).encode()
