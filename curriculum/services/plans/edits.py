"""A batch of edits of a curriculum: kept whole or refused whole, with each refusal beside its cell."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import Trace
from curriculum.enums import HOLDERS, HoursKind, ItemKind
from curriculum.errors import PlanRefused
from curriculum.models import (
    ControlForm,
    CourseItem,
    Curriculum,
    CurriculumHours,
    CurriculumItem,
    CurriculumTerm,
    ItemControl,
    PlanDifference,
    Subject,
)
from curriculum.services.plans.states import check_seen, check_written, locked, touch

MOST_HOURS, MOST_ROWS, MOST_WEEKS = Decimal(9999), 400, Decimal(53)
LONGEST = {"code": 20, "name": 300}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an edit was not kept, and where."""

    text: str
    row: int | str | None = None
    term: int | None = None
    kind: str = ""


class EditsRefused(PlanRefused):
    """Nothing of the batch was kept: `refusals` tells which edits could not be."""

    def __init__(self, refusals: list[Refusal]) -> None:
        super().__init__(refusals[0].text)
        self.refusals = refusals


@dataclass
class Batch:
    """What is being kept: rows by id, or by the key their maker gave them."""

    plan: Curriculum
    on: date
    rows: dict[int | str, CurriculumItem]
    terms: dict[int, CurriculumTerm]
    made: dict[str, int] = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)

    @cached_property
    def subjects(self) -> frozenset[int]:
        """The subjects that rows may have."""
        held = {row.subject_id for row in self.plan.items.all()}
        rows = Subject.objects.open_on(self.on, held).filter(organization=self.plan.organization_id)
        return frozenset(rows.values_list("pk", flat=True))

    def refuse(self, text: str, row: Any = None, term: Any = None, kind: str = "") -> None:
        self.refusals.append(Refusal(text, row, term, kind))

    def row(self, key: Any) -> CurriculumItem | None:
        """Return the row of a key; one that is gone is refused."""
        found = self.rows.get(key) if isinstance(key, int | str) else None
        if found is None:
            self.refuse(_("This row is no more."), key)
        return found


@transaction.atomic
def save_edits(*, plan: Curriculum, seen: str, edits: Mapping[str, Any], trace: Trace) -> dict[str, int]:
    """Keep a batch of edits; return the ids of new rows by their keys.

    `edits` may hold `terms`, `added`, `deleted`, `changed`, `tree`, `hours`, `controls` as the
    editor sends them. Raises `EditsRefused`, `PlanRefused`, `PlanChanged`; then nothing is kept.
    """
    plan = locked(plan, trace)
    check_written(plan)
    check_seen(plan, seen)
    batch = Batch(
        plan, plan.organization.local_day(trace.now), {item.pk: item for item in plan.items.all()},
        {term.pk: term for term in plan.terms.all()},
    )  # fmt: skip
    delete_rows(batch, edits.get("deleted") or ())
    add_rows(batch, edits.get("added") or ())
    change_rows(batch, edits.get("changed") or ())
    change_terms(batch, edits.get("terms") or ())
    if edits.get("tree"):
        plant(batch, edits["tree"])
    set_hours(batch, edits.get("hours") or ())
    set_controls(batch, edits.get("controls") or ())
    if batch.refusals:
        raise EditsRefused(batch.refusals)
    touch(plan, trace)
    return batch.made


def delete_rows(batch: Batch, keys: Iterable[Any]) -> None:
    """Delete rows with all below them, unless a page of the journal or a student's plan refers to them."""
    doomed = {key for key in keys if key in batch.rows}
    while more := {pk for pk, row in batch.rows.items() if row.parent_id in doomed} - doomed:
        doomed |= more
    used = set(CourseItem.objects.filter(item__in=doomed).values_list("item", flat=True))
    used |= set(PlanDifference.objects.filter(item__in=doomed).values_list("item", flat=True))
    for pk in used:
        batch.refuse(_("A page of the journal or a student's own plan refers to this row."), pk)
    if not used and doomed:
        CurriculumItem.objects.filter(pk__in=doomed).delete()
        for pk in doomed:
            del batch.rows[pk]


def add_rows(batch: Batch, added: Iterable[Mapping[str, Any]]) -> None:
    """Add rows; the key of each is the editor's."""
    new: list[tuple[str, CurriculumItem]] = []
    for told in added:
        item = CurriculumItem(curriculum=batch.plan, kind=ItemKind.DISCIPLINE, name="", position=30000)
        new.append((str(told.get("key")), item))
        fill(batch, item, told, str(told.get("key")))
    if len(batch.rows) + len(new) > MOST_ROWS:
        batch.refuse(_("A plan has at most %(most)d rows.") % {"most": MOST_ROWS})
    check_codes(batch, new)
    if batch.refusals:
        return
    CurriculumItem.objects.bulk_create([item for _key, item in new])
    for key, item in new:
        batch.rows[key] = batch.rows[item.pk] = item
        batch.made[key] = item.pk


def change_rows(batch: Batch, changed: Iterable[Any]) -> None:
    """Change what rows are: codes may be swapped, so they are first emptied."""
    rows = []
    for key, told in changed:
        if item := batch.row(key):
            fill(batch, item, told, key)
            rows.append((key, item))
    check_codes(batch, rows)
    if batch.refusals or not rows:
        return
    CurriculumItem.objects.filter(pk__in=[item.pk for _key, item in rows]).update(code="")
    CurriculumItem.objects.bulk_update(
        [item for _key, item in rows], ["kind", "code", "name", "subject", "is_optional"]
    )


def fill(batch: Batch, item: CurriculumItem, told: Mapping[str, Any], key: Any) -> None:
    """Put what is told of a row into it."""
    for name, most in LONGEST.items():
        if name in told:
            text = " ".join(str(told[name]).split())
            if len(text) > most:
                batch.refuse(_("At most %(most)d signs.") % {"most": most}, key, kind=name)
            setattr(item, name, text[:most])
    if "kind" in told:
        if told["kind"] in ItemKind.values:
            item.kind = told["kind"]
        else:
            batch.refuse(_("There is no such kind of row."), key, kind="kind")
    if "optional" in told:
        item.is_optional = bool(told["optional"])
    if "subject" in told:
        item.subject_id = subject_of(batch, told["subject"], key)
    if item.kind in HOLDERS:
        item.subject_id = None


def subject_of(batch: Batch, pk: Any, key: Any) -> int | None:
    """Return a subject that the organisation teaches, or that the plan has already."""
    if pk in (None, ""):
        return None
    if isinstance(pk, int) and pk in batch.subjects:
        return pk
    batch.refuse(_("There is no such subject, or it is taught no more."), key, kind="subject")
    return None


def check_codes(batch: Batch, rows: Iterable[tuple[Any, CurriculumItem]]) -> None:
    """Refuse a code that another row has."""
    new = list(rows)
    touched = {id(item) for _key, item in new}
    taken = {item.code for item in batch.rows.values() if item.code and id(item) not in touched}
    for key, item in new:
        if item.code and item.code in taken:
            text = _("Another row has the code “%(code)s”.") % {"code": item.code}
            batch.refuse(text, key, kind="code")
        taken.add(item.code)


def change_terms(batch: Batch, terms: Iterable[Any]) -> None:
    """Change the weeks of terms and their own limits."""
    for pk, told in terms:
        term = batch.terms.get(pk)
        if term is None:
            batch.refuse(_("There is no such term."))
            continue
        if "weeks" in told:
            weeks = parsed(told["weeks"], MOST_WEEKS)
            if weeks is None:
                batch.refuse(_("Weeks are a number from 0 to 53."), term=pk, kind="weeks")
                continue
            term.weeks = weeks
        if "week_hours" in told:
            limit = parsed(told["week_hours"], Decimal(168)) if told["week_hours"] not in (None, "") else None
            term.week_hours = None if limit is None else int(limit)
        term.save(update_fields=["weeks", "week_hours"])


def plant(batch: Batch, tree: Iterable[Any]) -> None:
    """Put the rows in their order, each under its parent, which stands before it and may hold others."""
    seen: dict[int, CurriculumItem] = {}
    for place, (key, parent) in enumerate(tree):
        item, above = batch.row(key), batch.row(parent) if parent is not None else None
        if item is None or item.pk in seen:
            continue
        if parent is not None and (above is None or above.pk not in seen or above.kind not in HOLDERS):
            batch.refuse(_("A row can be put only under a part, a cycle, an area or a module above it."), key)
            continue
        item.position, item.parent = place * 10, above
        seen[item.pk] = item
    if len(seen) != len({item.pk for item in batch.rows.values()}):
        batch.refuse(_("The order of the rows is not whole. Open the page anew."))
    if not batch.refusals:
        CurriculumItem.objects.bulk_update(seen.values(), ["position", "parent"])


def set_hours(batch: Batch, hours: Iterable[Any]) -> None:
    """Set hours of rows in terms by kind; nothing clears the cell."""
    new, gone = [], []
    for key, term, kind, value in hours:
        item = batch.row(key)
        number = parsed(value, MOST_HOURS)
        if item is None or term not in batch.terms or kind not in HoursKind.values:
            batch.refuse(_("There is no such cell."), key, term, str(kind))
        elif number is None:
            batch.refuse(_("Hours are a number from 0 to 9999."), key, term, kind)
        elif item.kind in HOLDERS and number:
            batch.refuse(_("A row that holds others has no hours of its own."), key, term, kind)
        elif number:
            new.append(CurriculumHours(item=item, term=batch.terms[term], kind=kind, hours=number))
        else:
            gone.append((item.pk, term, kind))
    if batch.refusals:
        return
    if gone:
        kept = CurriculumHours.objects.filter(item__in={item_id for item_id, _term, _kind in gone})
        cells = kept.values_list("pk", "item", "term", "kind")
        CurriculumHours.objects.filter(pk__in=[pk for pk, *cell in cells if tuple(cell) in set(gone)]).delete()
    CurriculumHours.objects.bulk_create(
        new, update_conflicts=True, unique_fields=["item", "term", "kind"], update_fields=["hours"]
    )


def parsed(value: Any, most: Decimal) -> Decimal | None:
    """Return the number that was typed, with one sign after the comma at most; None when it is none."""
    text = str(value if value is not None else "").strip().replace(",", ".")
    if not text:
        return Decimal(0)
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    if not number.is_finite() or not 0 <= number <= most or number != round(number, 1):
        return None
    return number


def set_controls(batch: Batch, controls: Iterable[Any]) -> None:
    """Set the control forms of rows in terms, all of a cell at once."""
    forms = set(ControlForm.objects.filter(organization=batch.plan.organization_id).values_list("pk", flat=True))
    new, cells = [], set()
    for key, term, told in controls:
        item = batch.row(key)
        if item is None or term not in batch.terms or any(form not in forms for form, _together in told):
            batch.refuse(_("There is no such control form."), key, term, "control")
            continue
        if item.kind in HOLDERS and told:
            batch.refuse(_("A row that holds others has no control forms."), key, term, "control")
            continue
        cells.add((item.pk, term))
        new += [
            ItemControl(item=item, term=batch.terms[term], form_id=form, complex_number=together or None)
            for form, together in dict(told).items()
        ]
    if batch.refusals or not cells:
        return
    kept = ItemControl.objects.filter(item__in={item for item, _term in cells}).values_list("pk", "item", "term")
    ItemControl.objects.filter(pk__in=[pk for pk, *cell in kept if tuple(cell) in cells]).delete()
    ItemControl.objects.bulk_create(new)
