"""Reading, writing, checking and compiling catalogues."""

import os
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from epos.translations.extract import strings_of
from epos.translations.rooms import LANGUAGE, ROOMS, catalogue

BRACES = re.compile(r"\{\w*\}")
# Header lines that say nothing and would change with every run.
NOISE = re.compile(
    rb'^"(POT-Creation-Date|PO-Revision-Date|Project-Id-Version|Language-Team|Last-Translator|Generated-By|Report-Msgid-Bugs-To).*\n',
    re.M,
)
Key = tuple[str | tuple[str, ...], str | None]


def load(room: str) -> Catalog:
    path = catalogue(room)
    if not path.exists():
        return Catalog(locale=LANGUAGE)
    return read_po(BytesIO(path.read_bytes()), locale=LANGUAGE)


def update(room: str) -> None:
    """Bring the room's catalogue in line with its sources: new strings empty, vanished ones gone."""
    merged = load(room)
    merged.update(strings_of(room), no_fuzzy_matching=True)
    merged.obsolete.clear()
    merged.header_comment = f"# Russian strings of the room: {room}."
    merged.fuzzy = False
    output = BytesIO()
    write_po(output, merged, sort_by_file=True, include_lineno=False, width=100)
    path = catalogue(room)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(NOISE.sub(b"", output.getvalue()))


def problems(room: str) -> Iterator[str]:
    """Give a line for each string that is missing, doubtful, no longer used or badly formed."""
    wanted = {key(message): message for message in strings_of(room) if message.id}
    present = {key(message): message for message in load(room) if message.id}
    for missing in wanted.keys() - present.keys():
        yield f"{room}: not in the catalogue: {missing[0]!r} ({wanted[missing].locations[0][0]})"
    for unused in present.keys() - wanted.keys():
        yield f"{room}: no longer used: {unused[0]!r}"
    for message in present.values():
        for problem in _problems_of(message):
            yield f"{room}: {problem}: {message.id!r}"


def _problems_of(message: Message) -> Iterator[str]:
    told = message.string if isinstance(message.string, tuple | list) else [message.string]
    if not all(told):
        yield "not translated"
        return
    if message.fuzzy:
        yield "marked fuzzy"
    if message.pluralizable and len(told) != 3:
        yield "needs three plural forms"
    for error in message.check(Catalog(locale=LANGUAGE)):
        yield str(error)
    asked = message.id[-1] if isinstance(message.id, tuple | list) else message.id
    for form in told:
        if set(BRACES.findall(str(form))) != set(BRACES.findall(asked)):
            yield "other {placeholders} than the English"


def disagreements() -> Iterator[str]:
    """Give a line for each string two rooms translate differently: Django would show only one of them."""
    seen: dict[Key, tuple[str, object]] = {}
    for room in ROOMS:
        for message in load(room):
            if not message.id or not message.string:
                continue
            other, text = seen.setdefault(key(message), (room, message.string))
            if text != message.string:
                yield f"{room} and {other} translate {message.id!r} differently; give it a context (pgettext)"


def compile_all() -> int:
    """Write the .mo file of each catalogue that has changed; return how many."""
    done = 0
    for room in ROOMS:
        source = catalogue(room)
        target = source.with_suffix(".mo")
        if source.exists() and not _is_newer(target, source):
            fresh = target.with_suffix(f".{os.getpid()}.new")
            with fresh.open("wb") as file:
                write_mo(file, load(room))
            fresh.replace(target)
            done += 1
    return done


def _is_newer(target: Path, source: Path) -> bool:
    return target.exists() and target.stat().st_mtime >= source.stat().st_mtime


def key(message: Message) -> Key:
    """Return what a message is looked up by. A plural and a singular of one text are one entry."""
    identity = message.id[0] if isinstance(message.id, tuple | list) else message.id
    return identity, message.context
