"""Records out of a JSON file of any length, held one at a time.

Three shapes: a list of records, an object with a list `records` (and, after it, `counts` and
`checksum`, which are then checked), or a record a line.
"""

import codecs
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any, NoReturn

from django.utils.translation import gettext as _

from contingent.feeds.errors import FeedBroken
from contingent.feeds.pages import SUSPECT, Tally, agreed, storable

CHUNK = 2**16
LONGEST_VALUE = 2**20  # characters of one record, or of what stands around the list


def records_of_json(file: IO[bytes]) -> Iterator[dict[str, Any]]:
    """Yield the records; raise `FeedBroken` where the text is no JSON, no record, or breaks off."""
    scanner = Scanner(file)
    try:
        if scanner.peek() == "[":
            yield from scanner.list_of_records()
        elif scanner.peek() == "{":
            yield from scanner.object_with_records()
        else:
            raise scanner.broken()
        if scanner.peek():
            raise scanner.broken()
    except UnicodeDecodeError:
        raise FeedBroken(_("The JSON file is not text in UTF-8.")) from None
    except RecursionError:
        raise scanner.broken() from None


@dataclass
class Scanner:
    """Reads a JSON text in pieces and takes whole values off its front."""

    file: IO[bytes]
    text: str = ""
    place: int = 0
    ended: bool = False

    def __post_init__(self) -> None:
        self.decoder = json.JSONDecoder(parse_float=str, parse_constant=self._no_constant)
        self.bytes = codecs.getincrementaldecoder("utf-8-sig")()

    def list_of_records(self) -> Iterator[dict[str, Any]]:
        """Yield the records of the list that begins here, and pass over its end."""
        self.take("[")
        if self.peek() == "]":
            self.take("]")
            return
        while True:
            yield self.record()
            if self.peek() == "]":
                self.take("]")
                return
            self.take(",")

    def object_with_records(self) -> Iterator[dict[str, Any]]:
        """Yield the records inside the object that begins here, or each object where it is a line."""
        tally = Tally()
        around: dict[str, Any] = {}
        self.take("{")
        while self.peek() != "}":
            name = self.value()
            if not isinstance(name, str):
                raise self.broken()
            self.take(":")
            if name == "records" and self.peek() == "[":
                for raw in self.list_of_records():
                    tally.add([raw])
                    yield raw
            else:
                around[name] = self.value()
            if self.peek() != "}":
                self.take(",")
        self.take("}")
        if "type" in around:
            yield agreed(around)
            while self.peek():
                yield self.record()
        elif "counts" in around or "checksum" in around:
            tally.check(around.get("counts"), around.get("checksum"))

    def record(self) -> dict[str, Any]:
        value = self.value()
        if not isinstance(value, dict):
            raise self.broken()
        return agreed(value)

    def value(self) -> Any:
        """Take the next whole value, reading on until it is."""
        self.peek()
        while True:
            try:
                value, end = self.decoder.raw_decode(self.text, self.place)
            except ValueError:
                if self.ended or len(self.text) - self.place > LONGEST_VALUE:
                    raise self.broken() from None
                self._read()
                continue
            if end == len(self.text) and not self.ended:
                self._read()  # a number may go on in the next piece
                continue
            taken = self.text[self.place : end]
            self.place = end
            return storable(value) if SUSPECT.search(taken) or "\x00" in taken else value

    def peek(self) -> str:
        """Return the next sign that is not a space, "" at the end."""
        while True:
            while self.place < len(self.text) and self.text[self.place] in " \t\r\n":
                self.place += 1
            if self.place < len(self.text):
                return self.text[self.place]
            if self.ended:
                return ""
            self._read()

    def take(self, sign: str) -> None:
        if self.peek() != sign:
            raise self.broken()
        self.place += 1

    def broken(self) -> FeedBroken:
        return FeedBroken(_("The file breaks off or is not JSON of the agreed shape."))

    def _read(self) -> None:
        piece = self.file.read(CHUNK)
        self.ended = not piece
        self.text = self.text[self.place :] + self.bytes.decode(piece, final=self.ended)
        self.place = 0

    @staticmethod
    def _no_constant(name: str) -> NoReturn:
        raise ValueError(name)
