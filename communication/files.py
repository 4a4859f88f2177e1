"""Files people attach to questions: of which kinds, how many, of what size (R31)."""

from dataclasses import dataclass
from typing import IO

from common.files import bare_name, sniff
from communication.enums import FileKind

MOST_FILES = 3
MOST_BYTES = 5 * 1024 * 1024
PICTURES = (FileKind.PNG, FileKind.JPG)
LONGEST_NAME = 100


@dataclass(frozen=True)
class Sent:
    """One file that was sent and may be kept."""

    name: str
    kind: FileKind
    size: int
    content: IO[bytes]


def kind_of(content: IO[bytes]) -> FileKind | None:
    """Return what the file is; None when it is nothing that may be attached."""
    ending = sniff(content, FileKind.values)
    return FileKind(ending) if ending else None


def tidy(name: str, kind: FileKind) -> str:
    """Return the sender's name of the file with an honest ending."""
    return f"{bare_name(name, LONGEST_NAME) or 'file'}.{kind.value}"
