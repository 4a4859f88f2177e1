"""What the pages of loading from a workbook read."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, cast

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _

from accounts.models import User
from contingent.access import visible_imports
from contingent.enums import ImportStatus, RepresentativeKind, RowOutcome, StudyForm
from contingent.models import ImportBatch
from contingent.queries.students import show_phone
from contingent.remarks import FIELD_NAMES, NAME_FIELDS, PERSON_NAMES, REASONS, STUDENT, WARNINGS, in_words

ON_PAGE = 50
LISTED = 20
WITH_REMARKS = "warnings"


@dataclass(frozen=True)
class ImportLine:
    """One loading in the list of past ones."""

    id: int
    organization: str
    file_name: str
    uploaded_at: datetime
    uploaded_by: str
    status: str
    status_name: str
    counts: dict[str, int]


@dataclass(frozen=True)
class RowView:
    """One row of the workbook as the page shows it."""

    at: str
    who: str
    outcome: str
    outcome_name: str
    facts: list[str]
    changes: list[tuple[str, str, str]]
    representatives: list[dict[str, Any]]
    remarks: list[dict[str, Any]]


@dataclass(frozen=True)
class SheetView:
    name: str
    is_read: bool
    columns: list[tuple[str, str, str]]
    ignored: list[str]
    missing: list[str]
    passed_over: list[str]
    group: str


@dataclass(frozen=True)
class ImportView:
    """The page of one loading."""

    batch: ImportBatch
    tabs: list[tuple[str, str, int]]
    shown: str
    rows: Page[Any]
    reasons: list[tuple[str, int, str]]
    sheets: list[SheetView]
    repeated: list[tuple[str, list[str]]]
    new_groups: list[str]
    differences: list[dict[str, str]]
    can_apply: bool
    same_file: ImportLine | None = field(default=None)


def list_imports(user: User, on: date, page: str) -> Page[Any]:
    """Return a page of the loadings that the user may see, the latest first."""
    rows = visible_imports(user, on).defer("sheets", "rows", "plan", "done", "differences")
    found: Any = Paginator(rows.select_related("organization", "uploaded_by"), LISTED).get_page(page)
    found.object_list = [_line(batch) for batch in found.object_list]
    return cast("Page[Any]", found)


def _line(batch: ImportBatch) -> ImportLine:
    return ImportLine(
        batch.pk,
        batch.organization.short_name,
        batch.file_name,
        batch.uploaded_at,
        batch.uploaded_by.short_name,
        batch.status,
        batch.get_status_display(),
        batch.counts,
    )


def read_import(batch: ImportBatch, show: str, page: str) -> ImportView:
    """Return the page of one loading: one kind of its rows, fifty at a time."""
    items = batch.plan["items"]
    tabs = _tabs(batch.counts)
    known = [name for name, _title, _many in tabs]
    filled = [name for name, _title, many in tabs if many]
    shown = show if show in known else (filled or known)[0]
    wanted = [
        item
        for item in items
        if item["outcome"] == shown
        or (shown == WITH_REMARKS and item["remarks"] and item["outcome"] != RowOutcome.REJECTED)
    ]
    found: Any = Paginator(wanted, ON_PAGE).get_page(page)
    found.object_list = [_row(batch, item) for item in found.object_list]
    counts = batch.counts
    return ImportView(
        batch=batch,
        tabs=tabs,
        shown=shown,
        rows=found,
        reasons=_reasons(wanted) if shown in (RowOutcome.REJECTED, WITH_REMARKS) else [],
        sheets=[_sheet(report) for report in batch.sheets],
        repeated=_repeated(batch.sheets),
        new_groups=batch.plan["groups"],
        differences=[
            line | {"before": _outcome(line["before"]), "after": _outcome(line["after"])} for line in batch.differences
        ],
        can_apply=batch.status == ImportStatus.CHECKED
        and not counts[RowOutcome.REJECTED]
        and bool(counts[RowOutcome.ADD] or counts[RowOutcome.CHANGE]),
        same_file=_same_file(batch),
    )


def _same_file(batch: ImportBatch) -> ImportLine | None:
    """Return the loading of the very same file, if it was loaded before and holds still."""
    if batch.status != ImportStatus.CHECKED:
        return None
    found = (
        ImportBatch.objects.filter(
            organization=batch.organization_id, file_hash=batch.file_hash, status=ImportStatus.APPLIED
        )
        .defer("sheets", "rows", "plan", "done", "differences")
        .select_related("organization", "uploaded_by")
        .first()
    )
    return _line(found) if found else None


def _tabs(counts: dict[str, int]) -> list[tuple[str, str, int]]:
    tabs = [(outcome.value, str(outcome.label), counts[outcome.value]) for outcome in RowOutcome]
    return [*tabs, (WITH_REMARKS, _("With remarks"), counts["warnings"])]


def _outcome(name: str) -> str:
    return str(RowOutcome(name).label) if name else ""


def _reasons(items: Sequence[dict[str, Any]]) -> list[tuple[str, int, str]]:
    """Return the commonest remarks: in words, how many, the first cell."""
    found = [remark for item in items for remark in item["remarks"]]
    first: dict[str, dict[str, Any]] = {}
    for remark in found:
        first.setdefault(remark["code"], remark)
    return [
        (
            in_words(first[code])
            if many == 1 or "%" not in str(REASONS[code])
            else _("%(reason)s And the like.") % {"reason": in_words(first[code])},
            many,
            first[code]["cell"],
        )
        for code, many in Counter(remark["code"] for remark in found).most_common(12)
    ]


def _row(batch: ImportBatch, item: dict[str, Any]) -> RowView:
    row = batch.rows[item["row"]]
    student = row["student"]
    who = " ".join(filter(None, (student["last_name"], student["first_name"], student["patronymic"])))
    if not student["last_name"]:
        who = _typed_name(batch, row)
    facts = [
        row["group"],
        _day(row["birth_date"]),
        show_phone(student["phone"]),
        student["email"],
        row["outside_id"],
        row["order"],
    ]
    ties = item["representatives"] or [None] * len(row["representatives"])
    return RowView(
        at=f"{row['sheet']}!{row['number']}",
        who=who,
        outcome=item["outcome"],
        outcome_name=_outcome(item["outcome"]),
        facts=[fact for fact in facts if fact],
        changes=[_change(change) for change in item["changes"]],
        representatives=[
            _representative(person, tie) for person, tie in zip(row["representatives"], ties, strict=True)
        ],
        remarks=[
            {"cell": found["cell"], "text": in_words(found), "stops": found["code"] not in WARNINGS}
            for found in item["remarks"]
        ],
    )


def _typed_name(batch: ImportBatch, row: dict[str, Any]) -> str:
    """Return the student's name as it stands in the file, or the first text of the row."""
    report = next(report for report in batch.sheets if report["name"] == row["sheet"])
    letters = [column["letter"] for column in report["columns"] if _is_name(column)]
    typed = " ".join(row["raw"][letter] for letter in letters if letter in row["raw"])
    return typed or next(iter(row["raw"].values()), "")


def _is_name(column: dict[str, Any]) -> bool:
    return column["person"] == STUDENT and column["field"] in NAME_FIELDS


def _change(change: Sequence[str]) -> tuple[str, str, str]:
    name, before, after = change
    if name == "birth_date":
        before, after = _day(before), _day(after)
    if name == "phone":
        before, after = show_phone(before), show_phone(after)
    if name == "form":
        before, after = (str(StudyForm(value).label) if value else "" for value in (before, after))
    return str(FIELD_NAMES[name]), before, after


def _representative(person: dict[str, Any], tie: dict[str, Any] | None) -> dict[str, Any]:
    kind = RepresentativeKind(person["kind"] or RepresentativeKind.PARENT)
    name = " ".join(filter(None, (person["last_name"], person["first_name"], person["patronymic"])))
    state = ""
    if tie and tie["link"]:
        state = _("new tie to a known person") if tie["user"] else _("new")
    return {
        "kind": str(kind.label),
        "name": name,
        "state": state,
        "contacts": [contact for contact in (show_phone(person["phone"]), person["email"]) if contact],
        "changes": [_change(change) for change in (tie["changes"] if tie else [])],
    }


def _sheet(report: dict[str, Any]) -> SheetView:
    return SheetView(
        name=report["name"],
        is_read=report["is_read"],
        group=report["group"],
        ignored=report["ignored"],
        missing=[_meaning(person, name) for person, name in report["missing"]],
        columns=[
            (column["letter"], column["header"], _meaning(column["person"], column["field"]))
            for column in report["columns"]
        ],
        passed_over=report["passed_over"],
    )


def _repeated(reports: Sequence[dict[str, Any]]) -> list[tuple[str, list[str]]]:
    """Return what is said of columns that hold the same, each with its sheets where there are several."""
    found: dict[str, list[str]] = {}
    for report in reports:
        # A check kept from before they were looked for has none.
        for letter, header, other_letter, other in report.get("repeated", []):
            text = _(
                "Columns “%(header)s” (%(letter)s) and “%(other)s” (%(other_letter)s) mean the same: "
                "%(letter)s is read."
            )
            told = {"header": header, "letter": letter, "other": other, "other_letter": other_letter}
            found.setdefault(text % told, []).append(report["name"])
    return [(text, names if len(reports) > 1 else []) for text, names in found.items()]


def _meaning(person: str, name: str) -> str:
    return f"{PERSON_NAMES[person.rstrip('0123456789')]}: {FIELD_NAMES[name]}"


def _day(text: str) -> str:
    return date.fromisoformat(text).strftime("%d.%m.%Y") if text else ""
