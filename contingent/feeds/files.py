"""Files with records: JSON, CSV or Excel, dropped into a folder or given by hand, read as they stream.

The shapes are in docs/integrations/contingent.md. What a file holds comes out as the same raw
records that the HTTP feed sends.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import IO, Any
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext as _

from contingent.feeds.errors import FeedBroken, FeedNotSet, FeedRefused, NotModified
from contingent.feeds.json_stream import records_of_json
from contingent.feeds.pages import Tally
from contingent.feeds.records import Page, Source
from contingent.feeds.tables import records_of_csv, records_of_workbook

PAGE = 1_000
READY = "complete.json"
KINDS = (".json", ".jsonl", ".csv", ".xlsx")
BIGGEST_FILE = 2 * 2**30
NamedFile = tuple[str, IO[bytes]]
Raws = Iterator[dict[str, Any]]


def fetch_folder(source: Source, etag: str = "") -> Iterator[Page]:
    """Yield the records of the files that the source has dropped for the organisation.

    They count as whole once `complete.json` lies beside them; it tells their names, counts and
    checksum, and is written last.
    """
    folder = _folder(source)
    told = _ready(folder)
    names = told.get("files")
    if not isinstance(names, list) or not names:
        raise FeedBroken(_("complete.json does not name the files that belong together."))
    paths = [_inside(folder, name) for name in names]
    fresh = _mark([folder / READY, *paths])
    if etag and etag == fresh:
        raise NotModified
    tally = Tally()
    for page in _paged(_records_of_paths(paths), etag=fresh):
        tally.add(page.records)
        if page.complete:
            tally.check(told.get("counts"), told.get("checksum"))
        yield page


def read_files(files: Sequence[NamedFile]) -> Iterator[Page]:
    """Yield the records of files that a person gave by hand: their name and themselves, opened."""
    for name, file in files:
        file.seek(0, 2)
        if file.tell() > BIGGEST_FILE:
            raise FeedBroken(_("The file %(name)s is too large.") % {"name": name})
        file.seek(0)
    yield from _paged(raw for name, file in files for raw in records_of(name, file))


def records_of(name: str, file: IO[bytes]) -> Raws:
    """Return the raw records of one file, by the ending of its name."""
    ending = Path(name).suffix.lower()
    if ending in {".json", ".jsonl"}:
        return records_of_json(file)
    if ending == ".csv":
        return records_of_csv(name, file)
    if ending == ".xlsx":
        return records_of_workbook(file)
    raise FeedBroken(_("%(name)s is not a file of records: .json, .csv and .xlsx are.") % {"name": name[:100]})


def _records_of_paths(paths: Sequence[Path]) -> Raws:
    for path in paths:
        with path.open("rb") as file:
            yield from records_of(path.name, file)


def _paged(raws: Raws, etag: str = "") -> Iterator[Page]:
    """Yield pages of the records, the last one complete; nothing is complete when reading breaks off."""
    number, waiting = 1, list(islice(raws, PAGE))
    while waiting:
        following = list(islice(raws, PAGE))
        last = not following
        yield Page(number=number, records=waiting, complete=last, etag=etag if last else "")
        number, waiting = number + 1, following
    if number == 1:
        raise FeedBroken(_("There is not a single record in the file."))


def _folder(source: Source) -> Path:
    top = Path(unquote(urlsplit(source.address).path))
    name = source.organization
    if not name or Path(name).name != name or name.startswith("."):
        raise FeedRefused(_("The organisation's number cannot be the name of a folder."))
    folder = top / name
    if not folder.is_dir():
        raise FeedNotSet(_("There is no folder with files of this organisation."))
    return folder


def _ready(folder: Path) -> dict[str, Any]:
    try:
        told = json.loads((folder / READY).read_text("utf-8-sig"))
    except FileNotFoundError:
        raise FeedNotSet(_("The files are not there as a whole yet: complete.json is written last.")) from None
    except (OSError, ValueError, RecursionError):
        raise FeedBroken(_("complete.json cannot be read.")) from None
    return told if isinstance(told, dict) else {}


def _inside(folder: Path, name: object) -> Path:
    """Return the path of a file of the folder itself, never of one that a name or a link leads out to."""
    path = folder / str(name)
    if Path(str(name)).name != name or path.is_symlink() or path.suffix.lower() not in KINDS:
        raise FeedRefused(_("complete.json names a file that may not be read."))
    if not path.is_file():
        raise FeedBroken(_("The file %(name)s, named in complete.json, is not there.") % {"name": path.name})
    if path.stat().st_size > BIGGEST_FILE:
        raise FeedBroken(_("The file %(name)s is too large.") % {"name": path.name})
    return path


def _mark(paths: Sequence[Path]) -> str:
    stats = [(path.name, path.stat()) for path in paths]
    told = "\n".join(f"{name}\t{stat.st_size}\t{stat.st_mtime_ns}" for name, stat in stats)
    return hashlib.sha256(told.encode()).hexdigest()
