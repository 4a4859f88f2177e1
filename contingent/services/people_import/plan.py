"""What will come of every row: the rows of a workbook beside what the organisation has.

A plan is plain data, so that it can be kept, shown page by page, and compared with the plan
made again at the moment of loading.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from accounts.models import Organization
from contingent.enums import GroupKind, RowOutcome
from contingent.remarks import Remark, remark, stops
from contingent.services.people_import.existing import (
    PERSON,
    Existing,
    KnownPerson,
    KnownPlace,
    KnownStudent,
    contacts,
    name_key,
    read_existing,
)
from contingent.services.people_import.matching import Matcher
from contingent.services.people_import.names import group_key
from contingent.services.people_import.rows import Person, Row

Item = dict[str, Any]
ADULT = 18


@dataclass
class Plan:
    """An item for every row, in the order of the rows, and the sums of them."""

    items: list[Item]
    counts: dict[str, int]
    new_groups: list[str] = field(default_factory=list)


def make_plan(
    *, organization: Organization, rows: Sequence[Row], starts: date, today: date, lock: bool = False
) -> Plan:
    """Return what loading the rows would do now, in a bounded number of queries."""
    existing = read_existing(organization, starts, lock=lock)
    return Planner(existing, starts, today).plan(rows)


class Planner:
    """Makes the items of one plan; remembers whom the rows above have told of."""

    def __init__(self, existing: Existing, starts: date, today: date) -> None:
        self.existing, self.starts, self.today = existing, starts, today
        self.new_groups: dict[str, str] = {}
        self.people: dict[tuple[str, str], tuple[str, Person]] = {}

    def plan(self, rows: Sequence[Row]) -> Plan:
        """Return the plan of the rows."""
        matcher = Matcher(self.existing, rows, self.starts)
        items = []
        for index, row in enumerate(rows):
            remarks = list(row.remarks)
            student = None if stops(remarks) else matcher.match(row, remarks)
            items.append(self._item(index, row, student, remarks))
        new = [self.new_groups[key] for key in sorted(self.new_groups)]
        return Plan(items, count(items, len(new)), new)

    def _item(self, index: int, row: Row, student: KnownStudent | None, remarks: list[Remark]) -> Item:
        item: Item = {
            "row": index,
            "outcome": RowOutcome.REJECTED.value,
            "remarks": remarks,
            "student": student.pk if student else None,
            "user": student.person.pk if student else None,
            "changes": [],
            "representatives": [],
            "group": None,
            "close": None,
            "open": False,
        }
        if stops(remarks):
            return item
        place = self._place(item, row, student, remarks)
        item["representatives"] = [
            self._representative(index, number, row, person, student, remarks)
            for number, person in enumerate(row.representatives)
        ]
        if student:
            item["changes"] = self._student_changes(row, student, remarks)
            if item["close"]:
                item["changes"].append(["group", place.group_name if place else "", row.group])
        self._warn(row, student, remarks)
        if stops(remarks):
            item.update(changes=[], representatives=[], group=None, close=None, open=False)
            return item
        self._claim(row, item)
        touched = (
            item["changes"] or item["open"] or any(tie["changes"] or tie["link"] for tie in item["representatives"])
        )
        outcome = RowOutcome.ADD if student is None else RowOutcome.CHANGE if touched else RowOutcome.SAME
        item["outcome"] = outcome.value
        return item

    def _claim(self, row: Row, item: Item) -> None:
        """Let the rows below know the group and the people that this row will make."""
        if isinstance(item["group"], str):
            self.new_groups.setdefault(item["group"], row.group)
        for tie, person in zip(item["representatives"], row.representatives, strict=True):
            if tie["ref"]:
                for contact in contacts(person.phone, person.email):
                    self.people.setdefault((_key(person), contact), (tie["ref"], person))

    def _place(self, item: Item, row: Row, student: KnownStudent | None, remarks: list[Remark]) -> KnownPlace | None:
        """Plan the place in the home group: none, a first one, or a transfer."""
        known = self.existing.groups.get(group_key(row.group))
        if known and known[2] != GroupKind.HOME:
            remarks.append(remark("group_not_home", row.cell("group"), {"value": row.group}))
            return None
        item["group"] = known[0] if known else group_key(row.group)
        places = self.existing.places.get(student.pk, []) if student else []
        # The day of enrolment in the workbook is the first one; somebody here already moves on the day asked for.
        day = date.fromisoformat(row.starts) if row.starts and not places else self.starts
        current = next((p for p in places if p.starts <= day and (p.ends is None or day <= p.ends)), None)
        if current and current.group == item["group"]:
            return current
        told = {"group": current.group_name, "day": _day(current.starts)} if current else {}
        later = next((p for p in places if p.starts > day and p is not current), None)
        if later:
            told = {"group": later.group_name, "day": _day(later.starts)}
            remarks.append(remark("moved_later", row.cell("group"), told))
        elif current and current.starts >= day:
            remarks.append(remark("moved_same_day", row.cell("group"), told))
        elif current and day < self.today:
            remarks.append(remark("moved_back", row.cell("group"), told | {"day": _day(day)}))
        item["open"], item["close"] = True, current.pk if current else None
        item["starts"] = day.isoformat()
        return current

    def _student_changes(self, row: Row, student: KnownStudent, remarks: list[Remark]) -> list[list[str]]:
        changes = self._person_changes(row.student, student.person, remarks, row.at)
        for name in ("birth_date", "outside_id", "form"):
            told, had = getattr(row, name), getattr(student, name)
            if told and told != had and not (name == "birth_date" and student.person.fixed):
                changes.append([name, had, told])
        return changes

    def _person_changes(self, told: Person, known: KnownPerson, remarks: list[Remark], at: str) -> list[list[str]]:
        """Return the fields that would change (name, before, after); an empty cell erases nothing."""
        changes = []
        for name in PERSON:
            new, old = getattr(told, name), getattr(known, name)
            if new and new != old and not (name in PERSON[:3] and name_key(new) == name_key(old)):
                changes.append([name, old, new])
        if changes and known.fixed:
            remarks.append(remark("contacts_kept", at, {"who": known.full_name}))
            return []
        return changes

    def _representative(
        self, index: int, number: int, row: Row, person: Person, student: KnownStudent | None, remarks: list[Remark]
    ) -> Item:
        """Plan one representative: a known person or one made by this workbook, a new tie or an old one."""
        own = self.existing.representatives.get(student.pk, []) if student else []
        known = next((p for p in own if p.key == _key(person)), None)
        for contact in contacts(person.phone, person.email):
            known = known or self.existing.by_contact.get((_key(person), contact))
        tie: Item = {"user": None, "ref": "", "link": False, "kind": person.kind or "parent", "changes": []}
        if known:
            tie["user"], tie["link"] = known.pk, all(p.pk != known.pk for p in own)
            tie["changes"] = self._person_changes(person, known, remarks, row.at)
            return tie
        tie["link"] = True
        for contact in contacts(person.phone, person.email):
            if above := self.people.get((_key(person), contact)):
                tie["ref"] = above[0]
                self._agree(row, person, above, remarks)
                return tie
        tie["ref"] = f"{index}.{number}"
        return tie

    def _agree(self, row: Row, person: Person, above: tuple[str, Person], remarks: list[Remark]) -> None:
        """Remark where two rows tell different contacts of one representative."""
        for name in ("phone", "email"):
            if getattr(person, name) != getattr(above[1], name):
                other = above[1].cells.get(name, "")
                values = {"other": other, "value": getattr(above[1], name)}
                remarks.append(remark("representative_differs", person.cells.get(name, row.at), values))

    def _warn(self, row: Row, student: KnownStudent | None, remarks: list[Remark]) -> None:
        if row.representatives or not row.birth_date or (student and self.existing.representatives.get(student.pk)):
            return
        born = date.fromisoformat(row.birth_date)
        if (self.starts.year - born.year) - ((self.starts.month, self.starts.day) < (born.month, born.day)) < ADULT:
            remarks.append(remark("no_representative", row.at))


def _key(person: Person) -> str:
    return name_key(person.last_name, person.first_name, person.patronymic)


def _day(day: date) -> str:
    return day.strftime("%d.%m.%Y")


def count(items: Sequence[Item], groups: int) -> dict[str, int]:
    """Return the sums of a plan that are shown, and that the loading must match."""
    counts = {outcome.value: 0 for outcome in RowOutcome}
    for item in items:
        counts[item["outcome"]] += 1
    live = [item for item in items if item["outcome"] != RowOutcome.REJECTED]
    ties = [tie for item in live for tie in item["representatives"]]
    return counts | {
        "rows": len(items),
        "groups": groups,
        "warnings": sum(bool(item["remarks"]) for item in live),
        "representatives": len({tie["ref"] for tie in ties if tie["ref"]}),
        "links": sum(tie["link"] for tie in ties),
        "places": sum(item["open"] for item in live),
        "transfers": sum(item["close"] is not None for item in live),
    }
