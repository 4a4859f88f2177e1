"""No page shows people by name without an entry in the log of accesses (152-ФЗ, art. 19): every address is walked.

The pages and workbooks of the guard table are asked for by those who read whole lists and by a
curator. Where the answer names a student or a representative of the guard world, the request has
said whose data it showed. A page that may stay silent is named below, with the reason.
"""

import json
import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone

from accounts.access_log import queue
from accounts.enums import AccessAction
from accounts.models import User
from contingent.models import BulkAction
from tests.factories import NOW
from tests.guard_world import World, build_world
from tests.test_url_guard import TABLE, Row, ask

READERS = ("admin", "director", "curator", "representative")
SILENT = {
    "journal:search": "a name and a group as one types; the page opened from them is accounted for (decision 41)",
    "contingent:rights": "a search of the same kind: it shows nothing until one types, and then leads to a page",
}
"""Pages that name people and say nothing of it, each with why."""
MEMORY: Any = queue()


@pytest.fixture(autouse=True)
def the_day_is_fixed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        made = build_world()
        # Who is only ever spoken of: no page names them because they have signed in themselves.
        for place, user in enumerate(people(made)):
            User.objects.filter(pk=user.pk).update(last_name=f"Видимова{'абвгдежз'[place]}")
        BulkAction.objects.filter(pk=made.own.ids["action"]).update(people=[made.own.ids["student_user"]])
        yield made
        transaction.set_rollback(True)


def people(world: World) -> list[User]:
    return [world.own.people[role] for role in ("student", "other_student", "representative", "other_representative")]


def text_of(answer: HttpResponse) -> str:
    """Return what is to be read in a page or a workbook."""
    kind = answer.get("Content-Type", "")
    if "spreadsheet" in kind:
        with zipfile.ZipFile(BytesIO(answer.content)) as book:
            return "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    return answer.content.decode() if kind.startswith(("text/", "application/json")) else ""


def walked(world: World, role: str) -> Iterator[tuple[Row, str, list[Any]]]:
    """Yield each answer that names somebody but its reader, with what was said of it to the log."""
    own = User.objects.get(pk=world.user(role).pk).last_name  # type: ignore[union-attr]
    for row in TABLE:
        if row.expected(role) not in (200, 400, 409) or (role == "representative" and not row.name.startswith("diary")):
            continue
        MEMORY.drop(MEMORY.head(100_000))
        answer = ask(row, role, world)
        named = set(re.findall(r"Видимова[а-з]", text_of(answer))) - {own}
        if named:
            yield row, answer.get("Content-Type", ""), [json.loads(entry) for entry in MEMORY.head(100)]


@pytest.mark.django_db
@pytest.mark.parametrize("role", READERS)
def test_whoever_is_named_is_accounted_for(role: str, world: World) -> None:
    silent, seen = set(), set()
    for row, kind, entries in walked(world, role):
        seen.add(row.name)
        actions = {entry[4] for entry in entries}
        if not actions or ("spreadsheet" in kind and AccessAction.EXPORTED not in actions):
            silent.add(str(row))
    assert {name for name in silent if name.split()[1] not in SILENT} == set()
    # The walk sees something: names are in these pages for certain.
    expected = {
        "admin": {"contingent:person", "journal:page", "contingent:bulk_action", "contingent:sync_pairs"},
        "director": {"contingent:students", "diary:week"},
        "curator": {"contingent:group", "contingent:representatives_workbook"},
        "representative": {"diary:week"},
    }
    assert expected[role] <= seen
