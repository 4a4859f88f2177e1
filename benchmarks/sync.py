"""A region synchronised: first load, then a change of one per cent, beside COPY of the same rows into a bare table.

300,000 students with 500,000 representatives and the ties between them, in as many organisations
as a region has: 300. What is fetched is invented here and handed over as pages, so the network is
not measured; reading, checking, keeping the batch, comparing and applying are.
"""

import json
import resource
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from unittest import mock

import django

django.setup()

from django.db import connection  # noqa: E402

from accounts.enums import OrganizationKind  # noqa: E402
from accounts.models import Organization  # noqa: E402
from contingent.feeds.records import Page  # noqa: E402
from contingent.models import SyncRun, SyncSource  # noqa: E402
from contingent.services.sync import carry_out  # noqa: E402
from contingent.services.sync.runs import begin_run  # noqa: E402

Raw = dict[str, Any]
STUDENTS, REPRESENTATIVES, ORGANIZATIONS = 300_000, 500_000, 300
FIRST_AT_MOST, CHANGE_AT_MOST = 15.0, 0.1
PAGE = 1000
IN_GROUP = 25
NOW = datetime(2026, 11, 22, 2, 10, tzinfo=UTC)
SURNAMES = ("Иванов", "Ёлкин", "Сосновский", "Кузнецов", "Щукин", "Белов", "Журавлёв", "Хохлов", "Цветков", "Юрьев")
NAMES = ("Пётр", "Анна", "Илья", "Ольга", "Яна", "Степан", "Зоя", "Марк", "Вера", "Лев")
TABLE = "bench_sync_bare"
OURS = "SELECT id FROM contingent_student WHERE organization_id = %(organization)s"
PEOPLE = (
    "SELECT user_id FROM contingent_student WHERE organization_id = %(organization)s"  # noqa: S608
    f" UNION SELECT user_id FROM contingent_representative WHERE student_id IN ({OURS})"
)
WRITTEN = {
    "accounts_user": f"t.id IN ({PEOPLE})",
    "accounts_outsideidentity": f"t.user_id IN ({PEOPLE})",
    "contingent_student": "t.organization_id = %(organization)s",
    "contingent_membership": f"t.student_id IN ({OURS})",
    "contingent_historicalmembership": f"t.student_id IN ({OURS})",
    "contingent_representative": f"t.student_id IN ({OURS})",
}
FIELDS = ("type", "key", "person", "last_name", "first_name", "patronymic", "email", "phone", "birth_date", "form",
          "group", "starts", "student", "kind", "name", "level")  # fmt: skip


def measure_sync(organizations: int = ORGANIZATIONS, students: int = STUDENTS) -> dict[str, Any]:
    """Return seconds and memory; 300 organisations of a thousand students each unless told otherwise."""
    each = students // organizations
    parents = each * REPRESENTATIVES // STUDENTS
    sources = make_sources(organizations)
    before = memory()
    bare, written, first, peaks = 0.0, 0.0, [], []
    for source in sources:
        told = list(records(source.pk, each, parents))
        bare += copy_records(told)
        first.append(timed(source, told, full=True))
        written += copy_written(source.organization_id)
        peaks.append(memory())
    change = [timed(source, list(changed(source.pk, each, parents)), full=False) for source in sources]
    again = timed(sources[-1], list(records(sources[-1].pk, each, parents, is_moved=True)), full=True)
    total = each * organizations
    return {
        "organizations": organizations,
        "students": total,
        "representatives": parents * organizations,
        "records": organizations * (each + 2 * parents + groups_of(each)),
        "bare": bare,
        "first": sum(first),
        "first ratio": sum(first) / bare,
        "written": written,
        "written ratio": sum(first) / written,
        "change": sum(change),
        "change ratio": sum(change) / sum(first),
        "whole again": again * organizations,
        "whole again ratio": again / first[-1],
        "slowest": max(first),
        "memory before": before,
        "memory after a tenth": peaks[max(0, len(peaks) // 10 - 1)],
        "memory after all": peaks[-1],
    }


def memory() -> float:
    """Return the highest resident memory of this process so far, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def groups_of(each: int) -> int:
    return -(-each // IN_GROUP)


def records(number: int, each: int, parents: int, *, is_moved: bool = False) -> Iterator[Raw]:
    """Yield what the contingent tells of one organisation; `is_moved` as it is after the change of one per cent."""
    for group in range(groups_of(each)):
        yield {"type": "group", "key": f"{number}-G{group}", "name": f"ГР-{group + 1}", "level": group % 4 + 1}
    for student in range(each):
        yield a_student(number, student, is_moved and student % 100 == 0)
    for parent in range(parents):
        yield {
            "type": "representative",
            "person": f"{number}-M{parent}",
            **person(number * 7 + parent, f"m{number}-{parent}"),
        }
    for parent in range(parents):
        yield {
            "type": "tie",
            "student": f"{number}-S{parent % each}",
            "representative": f"{number}-M{parent}",
            "kind": "parent",
        }


def a_student(number: int, student: int, is_changed: bool) -> Raw:
    told = person(number * 13 + student, f"s{number}-{student}") | {
        "type": "student", "key": f"{number}-S{student}", "person": f"{number}-P{student}",
        "birth_date": f"2009-{student % 12 + 1:02}-{student % 28 + 1:02}",
        "form": "in_person", "group": f"{number}-G{student // IN_GROUP}", "starts": "2026-09-01",
    }  # fmt: skip
    if not is_changed:
        return told
    match student // 100 % 3:
        case 0:
            return told | {"phone": "+79990000000"}
        case 1:
            return told | {"last_name": "Новый"}
        case _:
            return told | {"group": f"{number}-G0", "starts": "2026-11-20"}


def changed(number: int, each: int, parents: int) -> Iterator[Raw]:
    """Yield the one per cent that has changed: contacts, surnames, moves, and a parent in a hundred."""
    yield from (a_student(number, student, True) for student in range(0, each, 100))
    for parent in range(0, parents, 100):
        told = person(number * 7 + parent, f"m{number}-{parent}")
        yield {"type": "representative", "person": f"{number}-M{parent}", **told, "phone": "+79991111111"}


def person(seed: int, mail: str) -> Raw:
    return {
        "last_name": SURNAMES[seed % 10], "first_name": NAMES[seed // 10 % 10], "patronymic": "Петрович",
        "email": f"{mail}@example.org", "phone": f"+79{seed % 1_000_000_000:09}",
    }  # fmt: skip


def make_sources(organizations: int) -> list[SyncSource]:
    """Make organisations of the measurement's own, each with its contingent."""
    made = []
    for number in range(organizations):
        organization = Organization.objects.create(
            name=f"Сверка {number}", short_name=f"Сверка {number}", kind=OrganizationKind.COLLEGE
        )
        made.append(
            SyncSource.objects.create(
                organization=organization,
                system="contingent",
                address="file:///nowhere",
                outside_organization=str(number),
            )
        )
    return made


def timed(source: SyncSource, told: list[Raw], *, full: bool) -> float:
    """Return the seconds that a whole run took, from asking to its report."""
    started = time.perf_counter()
    with mock.patch("contingent.services.sync.batch.fetch", lambda *_asked: pages(told, full)):
        run = begin_run(source, full, NOW, None)
        state = carry_out(run=run.pk, now=NOW)
    taken = time.perf_counter() - started
    if state not in ("applied", "unchanged"):
        raise RuntimeError(f"{state}: {SyncRun.objects.get(pk=run.pk).error}")
    return taken


def pages(told: list[Raw], full: bool) -> Iterator[Page]:
    """Yield the records in pages, as a feed does."""
    for number, begin in enumerate(range(0, len(told), PAGE)):
        last = begin + PAGE >= len(told)
        yield Page(number, told[begin : begin + PAGE], full, complete=last, cursor="c" if last else "")


def copy_records(told: list[Raw]) -> float:
    """Return the seconds of COPY of the very same records into a table with nothing on it."""
    columns = ", ".join(f'"{name}" text' for name in FIELDS)
    return copy_bare(columns, [tuple(raw.get(name) for name in FIELDS) for raw in told])


def copy_bare(columns: str, rows: list[tuple[Any, ...]]) -> float:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {TABLE}; CREATE TABLE {TABLE} ({columns})")
        started = time.perf_counter()
        with cursor.copy(f"COPY {TABLE} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        taken = time.perf_counter() - started
        cursor.execute(f"DROP TABLE {TABLE}")
    return taken


def copy_written(organization: int) -> float:
    """Return the seconds of COPY of the rows that the load has written, each table's into a bare one of its shape."""
    taken = 0.0
    for table, condition in WRITTEN.items():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {table} t WHERE {condition}", {"organization": organization})  # noqa: S608
            columns = ", ".join(f'"{column.name}" text' for column in cursor.description)
            rows = cursor.fetchall()
        taken += copy_bare(columns, rows)
    return taken


def text_of(row: dict[str, Any]) -> str:
    """Return the figures as Markdown."""
    within = (
        (row["written ratio"], FIRST_AT_MOST),
        (row["first ratio"], FIRST_AT_MOST),
        (row["change ratio"], CHANGE_AT_MOST),
    )
    met = ["yes" if ratio <= most else "**no**" for ratio, most in within]
    return (
        f"### Synchronisation of {row['students']:,} students with {row['representatives']:,} representatives "
        f"in {row['organizations']} organisations ({row['records']:,} records)\n\n"
        "| what | s | ratio | at most |\n| --- | ---: | ---: | ---: |\n"
        f"| COPY of the same records into a bare table | {row['bare']:.1f} | | |\n"
        f"| COPY of the rows that the first load writes, into bare tables | {row['written']:.1f} | | |\n"
        f"| first load, all organisations one after another | {row['first']:.1f} "
        f"| {row['first ratio']:.1f}× of COPY of the records, {row['written ratio']:.1f}× of COPY of the rows "
        f"| {FIRST_AT_MOST:g}× |\n"
        f"| a change of one per cent | {row['change']:.1f} | {row['change ratio']:.3f} of the first load "
        f"| {CHANGE_AT_MOST:g} |\n"
        f"| everybody told anew, one per cent changed (from one organisation) | {row['whole again']:.0f} "
        f"| {row['whole again ratio']:.2f} of the first load | |\n\n"
        f"The slowest organisation took {row['slowest']:.1f} s. Highest memory of the process: "
        f"{row['memory before']:.0f} MB before, {row['memory after a tenth']:.0f} MB after a tenth, "
        f"{row['memory after all']:.0f} MB after all. "
        f"Met: first load beside COPY of the rows that it writes: {met[0]}, "
        f"beside COPY of the records alone: {met[1]}; one per cent: {met[2]}.\n"
    )


if __name__ == "__main__":
    measured = measure_sync(*map(int, sys.argv[1:]))
    sys.stdout.write("\n" + json.dumps(text_of(measured)) + "\n")
