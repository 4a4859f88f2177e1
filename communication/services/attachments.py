"""Keeping attached files, and letting them go with what they belong to (R31, R5)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from communication.files import Sent
from communication.models import Attachment, Entry, Question

FOLDER = "questions"
FRESH = timedelta(days=1)


def keep_files(*, question: Question, entry: Entry | None, actor: User, now: datetime, files: Sequence[Sent]) -> None:
    """Keep the files with the question or the words they were sent with; called in the transaction of these.

    A transaction that fails afterwards leaves files that nothing names: `sweep_files` takes them.
    """
    for sent in files:
        row = Attachment(
            question=question, entry=entry, author=actor, name=sent.name, kind=sent.kind, size=sent.size, at=now
        )
        row.file.save(sent.name, File(sent.content), save=False)
        row.save(force_insert=True)


def drop_files(rows: QuerySet[Attachment]) -> int:
    """Delete the rows, and their files once the transaction has come through; return how many."""
    names = list(rows.values_list("file", flat=True))
    rows.delete()
    transaction.on_commit(lambda: _delete(names))
    return len(names)


def _delete(names: Sequence[str]) -> None:
    for name in names:
        default_storage.delete(name)


def sweep_files(*, now: datetime) -> int:
    """Delete files of a day ago and older that no row names; return how many."""
    found = []
    for folder in _names(FOLDER, folders=True):
        found += [f"{FOLDER}/{folder}/{name}" for name in _names(f"{FOLDER}/{folder}")]
    known = set(Attachment.objects.values_list("file", flat=True))
    stray = [name for name in found if name not in known and default_storage.get_modified_time(name) < now - FRESH]
    _delete(stray)
    return len(stray)


def _names(folder: str, *, folders: bool = False) -> list[str]:
    try:
        inside, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return []
    return inside if folders else files
