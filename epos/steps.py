"""Steps of a build or a start: named, timed, and left out when nothing they depend on has changed."""

import hashlib
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from epos.embedded.places import ROOT, data_dir, make_private

_line_open = False


def digest(paths: Iterable[Path], *words: str) -> str:
    """Return a mark of the files' names and contents and of the words."""
    total = hashlib.sha256("\0".join(words).encode())
    for path in sorted(paths):
        total.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


def say(text: str) -> None:
    """Show a line, on its own even in the middle of a step."""
    global _line_open
    sys.stdout.write(f"\n  {text}\n" if _line_open else f"  {text}\n")
    _line_open = False
    sys.stdout.flush()


def step(title: str, work: Callable[[], object], *, mark: str = "", made: Iterable[Path] = ()) -> bool:
    """Do the work and say how long it took; return whether it was done.

    With a mark the work is left out when it was done for the same mark and what it made is still there.
    """
    stamp = make_private(data_dir() / "stamps") / hashlib.sha256(title.encode()).hexdigest()[:16]
    if mark and stamp.exists() and stamp.read_text() == mark and all(path.exists() for path in made):
        return False
    global _line_open
    sys.stdout.write(f"• {title} … ")
    sys.stdout.flush()
    _line_open = True
    started = time.monotonic()
    work()
    if mark:
        stamp.write_text(mark)
    sys.stdout.write(f"{'' if _line_open else '  '}{time.monotonic() - started:.1f} s\n")
    _line_open = False
    sys.stdout.flush()
    return True
