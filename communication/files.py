"""Files people attach: what they are, by what is inside them, and how many of what size (R31)."""

import re
from dataclasses import dataclass
from typing import IO, Any

from communication.enums import FileKind

MOST_FILES = 3
MOST_BYTES = 5 * 1024 * 1024
CONTENT_TYPES = {FileKind.PNG: "image/png", FileKind.JPG: "image/jpeg", FileKind.PDF: "application/pdf"}
PICTURES = (FileKind.PNG, FileKind.JPG)
LONGEST_NAME = 100
# What a browser could take for a page or a program is none of these, whatever its first bytes are.
BEGINNINGS = (
    (FileKind.PNG, b"\x89PNG\r\n\x1a\n"),
    (FileKind.JPG, b"\xff\xd8\xff"),
    (FileKind.PDF, b"%PDF-"),
)
ENDINGS = {FileKind.PNG: b"IEND\xaeB`\x82", FileKind.JPG: b"\xff\xd9", FileKind.PDF: b"%%EOF"}
TAIL = 2048
UNPRINTABLE = re.compile(r"[^\w .,()+№-]+")


@dataclass(frozen=True)
class Sent:
    """One file that was sent and may be kept."""

    name: str
    kind: FileKind
    size: int
    content: IO[bytes]


def sniff(content: Any) -> FileKind | None:
    """Return what the file is by its first and last bytes; None when it is nothing that may be attached."""
    content.seek(0)
    head = content.read(16)
    kind = next((kind for kind, beginning in BEGINNINGS if head.startswith(beginning)), None)
    content.seek(max(content.size - TAIL, 0))
    tail = content.read(TAIL)
    content.seek(0)
    return kind if kind and ENDINGS[kind] in tail else None


def tidy(name: str, kind: FileKind) -> str:
    """Return the sender's name of the file, without a path or signs that mean something, with an honest ending."""
    bare = name.replace("\\", "/").rpartition("/")[2].rpartition(".")[0] or name
    return f"{' '.join(UNPRINTABLE.sub(' ', bare).split())[:LONGEST_NAME].strip(' .') or 'file'}.{kind.value}"
