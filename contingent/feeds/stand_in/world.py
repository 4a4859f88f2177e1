"""An organisation as an outside system knows it: its records, what changed when, and what may befall them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from contingent.feeds.pages import counted_as

Raw = dict[str, Any]
Key = tuple[str, str]
SURNAMES = ("Переменова", "Новофамильный", "Двойная-Фамилия")


@dataclass
class World:
    """Records by type and key. Records are replaced, never changed: a list taken of them stays as it was."""

    organization: str
    today: date
    beginning: dict[Key, Raw]
    records: dict[Key, Raw] = field(init=False)
    version: int = 1
    changes: dict[Key, int] = field(default_factory=dict)
    turn: int = 0

    def __post_init__(self) -> None:
        self.records = dict(self.beginning)

    @classmethod
    def of(cls, organization: str, raws: Iterable[Raw], today: date) -> "World":
        return cls(organization, today, {counted_as(raw): raw for raw in raws})

    def full(self) -> tuple[Raw, ...]:
        """Return all records as they are now."""
        return tuple(self.records.values())

    def since(self, version: int) -> tuple[Raw, ...]:
        """Return what is new since the version, and what is gone."""
        touched = [key for key, changed in self.changes.items() if changed > version]
        here = [self.records[key] for key in touched if key in self.records]
        gone = [{"type": "gone", "kind": kind, "key": key} for kind, key in touched if (kind, key) not in self.records]
        return (*here, *gone)

    def put(self, raw: Raw) -> None:
        key = counted_as(raw)
        self.records[key] = raw
        self.changes[key] = self.version + 1

    def drop(self, key: Key) -> None:
        del self.records[key]
        self.changes[key] = self.version + 1

    def tell(self, order: dict[str, Any]) -> None:
        """Carry out what the control told of records; all of it is one version."""
        before = self.changes.copy()
        if order.get("reset"):
            self._reset()
        for name, deed in self._deeds().items():
            if count := int(order.get(name) or 0):
                deed(count)
        if group := order.get("drop_group"):
            self._leave(raw for raw in self._people() if raw.get("group") in self._groups_named(str(group)))
        if before != self.changes:
            self.version += 1

    def _deeds(self) -> dict[str, Callable[[int], None]]:
        return {
            "change": self._change,
            "leave": lambda count: self._leave(self._some(count)),
            "move": self._move,
            "join": self._join,
        }

    def _reset(self) -> None:
        for key in {*self.records, *self.beginning}:
            if self.records.get(key) != self.beginning.get(key):
                self.changes[key] = self.version + 1
        self.records = dict(self.beginning)

    def _people(self) -> list[Raw]:
        return [raw for (kind, _key), raw in self.records.items() if kind in {"student", "employee"}]

    def _some(self, count: int) -> list[Raw]:
        """Return so many of the people, others each time while there are others."""
        people = self._people()
        step = max(len(people) // (count + 1), 1)
        self.turn += 1
        return [people[(self.turn + place * step) % len(people)] for place in range(min(count, len(people)))]

    def _change(self, count: int) -> None:
        """Give people another mobile, surname or e-mail in turn."""
        for place, raw in enumerate(self._some(count)):
            number = self.turn * 1_000_000 + place
            new = (
                {"phone": f"+79{990_000_000 - number:09}"},
                {"last_name": SURNAMES[self.turn % len(SURNAMES)]},
                {"email": f"changed{number}@example.org"},
            )[place % 3]
            self.put(raw | new)

    def _leave(self, people: Iterable[Raw]) -> None:
        """Let people go, with their ties, and representatives who have nobody left here."""
        for raw in list(people):
            self.drop(counted_as(raw))
            ties = [tie for tie in self._of("tie") if tie["student"] == raw.get("key")]
            for tie in ties:
                self.drop(counted_as(tie))
                if all(other["representative"] != tie["representative"] for other in self._of("tie")):
                    self.drop(("representative", tie["representative"]))

    def _move(self, count: int) -> None:
        """Move students to another group of their level by a new order; give employees another position."""
        groups = {raw["key"]: raw for raw in self._of("group")}
        for raw in self._some(count):
            if raw["type"] == "employee":
                self.put(raw | {"position": "Старший методист"})
                continue
            own = groups.get(raw["group"], {})
            others = [
                key for key, group in groups.items() if key != raw["group"] and group["level"] == own.get("level")
            ]
            if others:
                order = {"order_number": f"9{self.turn:02}-п", "order_date": self.today.isoformat()}
                kept = {name: value for name, value in raw.items() if name != "order"}
                self.put(kept | {"group": others[0], **order, "starts": self.today.isoformat()})

    def _join(self, count: int) -> None:
        """Let new people come: students with a mother each, or employees."""
        self.turn += 1
        is_staff = not any(self._of("group"))
        group = next(self._of("group"), {"key": ""})
        for place in range(count):
            number = f"{self.turn:03}{place:04}"
            person = {
                "person": f"N{self.organization[-4:]}{number}",
                "last_name": "Новичкова",
                "first_name": "Анна",
                "patronymic": "Игоревна",
                "email": f"new{number}@{self.organization}.example.org",
                "phone": f"+7950{number}",
                "birth_date": (self.today - timedelta(days=365 * (40 if is_staff else 16))).isoformat(),
            }
            if is_staff:
                self.put(_employee(f"{self.organization}-N{number}", person, self.today))
            else:
                for raw in _family(f"{self.organization}-N{number}", person, group["key"], self.today):
                    self.put(raw)

    def _of(self, kind: str) -> Iterator[Raw]:
        return (raw for (its_kind, _key), raw in list(self.records.items()) if its_kind == kind)

    def _groups_named(self, name: str) -> set[str]:
        return {raw["key"] for raw in self._of("group") if raw["name"] == name}


def _employee(key: str, person: Raw, today: date) -> Raw:
    return {
        "type": "employee", "key": key, **person,
        "position": "Преподаватель", "starts": today.isoformat(), "ends": "",
    }  # fmt: skip


def _family(key: str, person: Raw, group: str, today: date) -> Iterator[Raw]:
    mother = f"{person['person']}M"
    yield {
        "type": "student", "key": key, **person, "form": "in_person", "group": group,
        "order_number": "777-с", "order_date": today.isoformat(), "starts": today.isoformat(), "ends": "",
    }  # fmt: skip
    yield {
        "type": "representative", **person, "person": mother, "first_name": "Мария",
        "email": f"mother-{person['email']}", "phone": f"+7951{person['phone'][5:]}",
        "birth_date": "", "kind": "parent",
    }  # fmt: skip
    yield {
        "type": "tie", "student": key, "representative": mother, "kind": "parent",
        "starts": today.isoformat(), "ends": "",
    }  # fmt: skip
