"""Carrying out a plan: everything it names is written in a handful of statements."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.apps import apps
from django.db import models

from accounts.audit import CHANGED, CREATED, Trace, write_history
from accounts.models import User
from contingent.enums import GroupKind, RowOutcome
from contingent.models import Employee, ImportBatch, Membership, Representative, Student, StudyGroup
from contingent.services.people_import.logins import set_logins
from contingent.services.people_import.names import group_key
from contingent.services.people_import.plan import Plan
from contingent.services.people_import.rows import Person, Row
from contingent.services.person_changes import note_person_changes

AT_ONCE = 1000
DATES = {"birth_date", "starts", "ends"}
CHANGED_MODELS: dict[str, type[models.Model]] = {
    "user": User,
    "student": Student,
    "membership": Membership,
    "representative": Representative,
    "employee": Employee,
}
OF_STUDENT = {"outside_id", "form"}
Item = dict[str, Any]


@dataclass
class Done:
    """What a loading made and changed: kept with it, and enough to undo it."""

    users: list[int] = field(default_factory=list)
    students: list[int] = field(default_factory=list)
    groups: list[int] = field(default_factory=list)
    memberships: list[int] = field(default_factory=list)
    representatives: list[int] = field(default_factory=list)
    changed: list[dict[str, Any]] = field(default_factory=list)


class Writer:
    """Writes one plan."""

    def __init__(self, batch: ImportBatch, rows: Sequence[Row], plan: Plan, trace: Trace) -> None:
        self.batch, self.trace, self.done = batch, trace, Done()
        self.work = [
            (item, rows[item["row"]]) for item in plan.items if item["outcome"] in (RowOutcome.ADD, RowOutcome.CHANGE)
        ]
        self.plan = plan

    def write(self) -> Done:
        """Write groups, people, students, places and ties, in this order."""
        groups = self._groups()
        students = self._people()
        self._changes()
        self._places(groups, students)
        self._ties(students)
        return self.done

    def _groups(self) -> dict[str, StudyGroup]:
        levels = {group_key(row.group): row.level for _item, row in self.work if row.level}
        made = [
            StudyGroup(
                organization_id=self.batch.organization_id,
                name=name,
                kind=GroupKind.HOME,
                level=levels.get(group_key(name), 1),
            )
            for name in self.plan.new_groups
        ]
        StudyGroup.objects.bulk_create(made, batch_size=AT_ONCE)
        self.done.groups = [group.pk for group in made]
        return {group_key(group.name): group for group in made}

    def _people(self) -> dict[int, int]:
        """Make the new users and students; return the student of each row."""
        self.refs: dict[str, User] = {}
        new = [(item, row, _user(row.student, row.birth_date)) for item, row in self.work if item["student"] is None]
        for item, row in self.work:
            for tie, person in zip(item["representatives"], row.representatives, strict=True):
                if tie["ref"] and tie["ref"] not in self.refs:
                    self.refs[tie["ref"]] = _user(person)
        users = [user for _item, _row, user in new] + list(self.refs.values())
        set_logins(users)
        User.objects.bulk_create(users, batch_size=AT_ONCE)
        self.done.users = [user.pk for user in users]
        students = [
            Student(
                organization_id=self.batch.organization_id,
                user=user,
                outside_id=row.outside_id,
                starts=_date(row.starts) or self.batch.starts,
                **({"form": row.form} if row.form else {}),
            )
            for _item, row, user in new
        ]
        Student.objects.bulk_create(students, batch_size=AT_ONCE)
        self.done.students = [student.pk for student in students]
        known = {item["row"]: item["student"] for item, _row in self.work if item["student"]}
        return known | {item["row"]: student.pk for (item, _r, _u), student in zip(new, students, strict=True)}

    def _changes(self) -> None:
        """Change the fields of known people, each kept with what it was."""
        for item, _row in self.work:
            for name, before, after in item["changes"]:
                if name in OF_STUDENT:
                    self._change("student", item["student"], name, before, after)
                elif name != "group":
                    self._change("user", item["user"], name, before, after)
            for tie in item["representatives"]:
                for name, before, after in tie["changes"]:
                    self._change("user", tie["user"], name, before, after)
        write_changes(self.done.changed, "after")
        note_people(self.done.changed, "before", "after", self.trace)

    def _change(self, model: str, pk: int, name: str, before: str, after: str) -> None:
        change = {"model": model, "pk": pk, "field": name, "before": before, "after": after}
        if change not in self.done.changed[-20:]:
            self.done.changed.append(change)

    def _places(self, groups: dict[str, StudyGroup], students: dict[int, int]) -> None:
        """Close the places that a transfer ends, the day before it, and open the new ones."""
        moved = {item["close"]: _date(item["starts"]) for item, _row in self.work if item["close"]}
        closed = list(Membership.objects.filter(pk__in=moved).order_by("pk"))
        for place in closed:
            before, place.ends = place.ends, (moved[place.pk] or self.batch.starts) - timedelta(days=1)
            self.done.changed.append(
                {
                    "model": "membership",
                    "pk": place.pk,
                    "field": "ends",
                    "before": before.isoformat() if before else "",
                    "after": place.ends.isoformat(),
                }
            )
        Membership.objects.bulk_update(closed, ["ends"], batch_size=AT_ONCE)
        write_history(self.trace, [(place, CHANGED, None) for place in closed])
        opened = [
            Membership(
                student_id=students[item["row"]],
                starts=date.fromisoformat(item["starts"]),
                order=row.order,
                group_kind=GroupKind.HOME,
                group_id=groups[item["group"]].pk if isinstance(item["group"], str) else item["group"],
            )
            for item, row in self.work
            if item["open"]
        ]
        Membership.objects.bulk_create(opened, batch_size=AT_ONCE)
        write_history(self.trace, [(place, CREATED, None) for place in opened])
        self.done.memberships = [place.pk for place in opened]

    def _ties(self, students: dict[int, int]) -> None:
        ties = {
            (students[item["row"]], tie["user"] or self.refs[tie["ref"]].pk): tie["kind"]
            for item, _row in self.work
            for tie in item["representatives"]
            if tie["link"]
        }
        made = [
            Representative(student_id=student, user_id=user, kind=kind, starts=self.batch.starts)
            for (student, user), kind in ties.items()
        ]
        Representative.objects.bulk_create(made, batch_size=AT_ONCE)
        self.done.representatives = [tie.pk for tie in made]


def changed_model(name: str) -> type[models.Model]:
    """Return the model of a kept change: one of the contingent's by its short name, any other by its label."""
    return CHANGED_MODELS.get(name) or apps.get_model(name)


def write_changes(changes: Sequence[dict[str, Any]], side: str) -> None:
    """Set the changed fields of rows without a history to their `before` or `after`."""
    for model, mine in _by_model(changes):
        if not hasattr(model, "history"):
            _set(model, mine, side)


def note_people(changes: Sequence[dict[str, Any]], was: str, now: str, trace: Trace) -> None:
    """Write down what changed of people themselves, in the history of their names and contacts."""
    people = [change for change in changes if change["model"] == "user"]
    note_person_changes([(each["pk"], each["field"], each[was], each[now]) for each in people], trace)


def write_audited(changes: Sequence[dict[str, Any]], side: str, trace: Trace) -> None:
    """Set the changed fields of rows with a history to their `before` or `after`, and tell it there."""
    for model, mine in _by_model(changes):
        if hasattr(model, "history"):
            write_history(trace, [(row, CHANGED, None) for row in _set(model, mine, side)])


def _by_model(changes: Sequence[dict[str, Any]]) -> list[tuple[Any, list[dict[str, Any]]]]:
    names = sorted({change["model"] for change in changes})
    return [(changed_model(name), [change for change in changes if change["model"] == name]) for name in names]


def _set(model: Any, changes: Sequence[dict[str, Any]], side: str) -> list[Any]:
    rows = model.objects.in_bulk({change["pk"] for change in changes})
    for change in changes:
        value = change[side]
        setattr(rows[change["pk"]], change["field"], _date(value) if change["field"] in DATES else value)
    fields = sorted({change["field"] for change in changes})
    found = [rows[pk] for pk in sorted(rows)]
    model.objects.bulk_update(found, fields, batch_size=AT_ONCE)
    return found


def _user(person: Person, birth_date: str = "") -> User:
    return User(
        birth_date=_date(birth_date),
        last_name=person.last_name,
        first_name=person.first_name,
        patronymic=person.patronymic,
        email=person.email,
        phone=person.phone,
    )


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
