"""Files that people send: what they are by what is inside them, never by their name (R6, R31, R52)."""

import re
import zipfile
from collections.abc import Collection
from typing import IO

BEGINNINGS = (
    ("pdf", b"%PDF-"),
    ("png", b"\x89PNG\r\n\x1a\n"),
    ("jpg", b"\xff\xd8\xff"),
    ("gif", b"GIF8"),
    ("mp3", b"ID3"),
)
ENDINGS = {"pdf": b"%%EOF", "png": b"IEND\xaeB`\x82", "jpg": b"\xff\xd9"}
TAIL = 2048
PACKED, PARTS = b"PK\x03\x04", (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx"))
MOST_PARTS = 5000
TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "gif": "image/gif",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "txt": "text/plain; charset=utf-8",
}
"""What may be taken at all, by ending: the type under which it is given out."""
RUN = (b"<script", b"<html")
UNPRINTABLE = re.compile(r"[^\w .,()+№-]+")


def sniff(file: IO[bytes], taken: Collection[str] = TYPES) -> str:
    """Return which of the endings `taken` is the file's own; empty when none is.

    A picture or a PDF that is torn, a document with macros, a text that a browser could run are
    none. The file is left at its beginning.
    """
    file.seek(0)
    head = file.read(16)
    ending = next((ending for ending, begins in BEGINNINGS if head.startswith(begins)), "")
    if ending:
        is_whole = ENDINGS.get(ending, b"") in _tail(file)
        ending = ending if is_whole else ""
    elif head[4:8] == b"ftyp":
        ending = "mp4"
    elif head.startswith(PACKED):
        ending = _packed(file)
    elif "txt" in taken:
        ending = _text(file)
    file.seek(0)
    return ending if ending in taken else ""


def bare_name(name: str, longest: int) -> str:
    """Return a sender's name of a file without path, ending and signs that mean something; may be empty."""
    last = name.replace("\\", "/").rpartition("/")[2]
    bare = last.rpartition(".")[0] or last
    return " ".join(UNPRINTABLE.sub(" ", bare).split())[:longest].strip(" .")


def _tail(file: IO[bytes]) -> bytes:
    file.seek(max(file.seek(0, 2) - TAIL, 0))
    return file.read(TAIL)


def _packed(file: IO[bytes]) -> str:
    """Tell documents apart from other archives by what is inside."""
    try:
        with zipfile.ZipFile(file) as packed:
            names = packed.namelist()[:MOST_PARTS]
            if any(name.endswith("vbaProject.bin") for name in names):
                return ""
            if "mimetype" in names and packed.getinfo("mimetype").file_size < 200:
                told = packed.read("mimetype").decode("ascii", "replace")
                return next((ending for ending, kind in TYPES.items() if kind == told), "")
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        return ""
    return next((ending for folder, ending in PARTS if any(name.startswith(folder) for name in names)), "")


def _text(file: IO[bytes]) -> str:
    """Take words in UTF-8 for a text, unless a browser could run them."""
    file.seek(0)
    content = file.read().lower()
    try:
        content.decode()
    except UnicodeDecodeError:
        return ""
    return "txt" if content and not any(sign in content for sign in (b"\x00", *RUN)) else ""
