"""Two versions of a programme side by side: what was added, removed, changed, and the hours (R68)."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from curriculum.enums import HoursKind, PlannedWorkKind
from curriculum.programs import Document, SectionRow, TopicRow
from curriculum.queries.programs.hours import Hours, KindLine, kind_lines, short

LONG = 120
ADDED, REMOVED, CHANGED, MOVED = "added", "removed", "changed", "moved"


@dataclass(frozen=True, slots=True)
class Change:
    """A row that differs: what became of it, its name, and how in words."""

    what: str
    name: str
    words: tuple[str, ...] = ()
    is_section: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """The changes in the order of the newer version, removed rows last; hours by kind, newer beside older."""

    changes: list[Change]
    hours: list[KindLine]


def compare(older: Document, newer: Document) -> Comparison:
    """Return how the newer version differs from the older one: rows are known by their keys."""
    before = {row.key: row for row in older.rows}
    after = {row.key for row in newer.rows}
    same = [row.key for row in older.rows if row.key in after]
    moved = moved_keys(same, [row.key for row in newer.rows if row.key in before])
    changes: list[Change] = about(older, newer)
    words: tuple[str, ...]
    for row in newer.rows:
        was = before.get(row.key)
        is_section = isinstance(row, SectionRow)
        if was is None:
            words = () if is_section else (told_hours(row),)  # type: ignore[arg-type]
            changes.append(Change(ADDED, row.name, words, is_section))
        elif words := differences(was, row):
            changes.append(Change(CHANGED, row.name, words, is_section))
        elif row.key in moved:
            changes.append(Change(MOVED, row.name, (), is_section))
    for was in older.rows:
        if was.key not in after:
            is_section = isinstance(was, SectionRow)
            words = () if is_section else (told_hours(was),)  # type: ignore[arg-type]
            changes.append(Change(REMOVED, was.name, words, is_section))
    return Comparison(changes, kind_lines(hours_of(newer), hours_of(older)))


def about(older: Document, newer: Document) -> list[Change]:
    """Return how the title, the aims and results differ."""
    words = []
    if older.title != newer.title:
        words.append(_("was called “%(name)s”") % {"name": older.title})
    if older.aims != newer.aims:
        words.append(told_change(_("aims and results"), older.aims, newer.aims))
    return [Change(CHANGED, newer.title, tuple(words))] if words else []


def told_change(what: str, was: str, now: str) -> str:
    """Return in words how a text differs: from the first place that does."""
    same = next((place for place, (one, other) in enumerate(zip(was, now, strict=False)) if one != other), 0)
    begin = max(0, same - 20)
    values = {"what": what, "was": cut(was, begin) or "—", "now": cut(now, begin) or "—"}
    return _("%(what)s: “%(was)s” → “%(now)s”") % values


def cut(text: str, begin: int) -> str:
    """Return a piece of the text, told to be one."""
    return ("…" if begin and text else "") + Truncator(text[begin:]).chars(LONG)


def hours_of(document: Document) -> Hours:
    """Return the hours of the document's topics by kind."""
    found: Hours = {}
    for topic in document.topics:
        found[topic.kind] = found.get(topic.kind, Decimal(0)) + topic.hours
    return found


def told_hours(row: TopicRow) -> str:
    return _("%(hours)s h, %(kind)s") % {"hours": short(row.hours), "kind": str(HoursKind(row.kind).label).lower()}


def differences(was: SectionRow | TopicRow, row: SectionRow | TopicRow) -> tuple[str, ...]:
    """Return in words how one row differs."""
    words = []
    if was.name != row.name:
        words.append(_("was called “%(name)s”") % {"name": was.name})
    if not isinstance(was, TopicRow) or not isinstance(row, TopicRow):
        return tuple(words)
    if was.hours != row.hours:
        words.append(_("hours: %(was)s → %(now)s") % {"was": short(was.hours), "now": short(row.hours)})
    if was.kind != row.kind:
        values = {"was": HoursKind(was.kind).label, "now": HoursKind(row.kind).label}
        words.append(_("kind: %(was)s → %(now)s") % values)
    told = ((was.content, row.content, _("content of the lesson")), (was.homework, row.homework, _("homework")))
    words += [told_change(name, old, new) for old, new, name in told if old != new]
    if titles(was) != titles(row):
        words.append(told_change(_("control works"), titles(was), titles(row)))
    if (was.elements, [work.elements for work in was.works]) != (row.elements, [work.elements for work in row.works]):
        words.append(_("content elements"))
    return tuple(words)


def titles(row: TopicRow) -> str:
    """Return the control works of a topic in words."""
    return ", ".join(f"{work.title} ({str(PlannedWorkKind(work.kind).label).lower()})" for work in row.works)


def moved_keys(before: list[UUID], after: list[UUID]) -> set[UUID]:
    """Return which of the same rows stand elsewhere: all but the longest run that kept its order."""
    place = {key: number for number, key in enumerate(before)}
    tails: list[list[UUID]] = []
    for key in after:
        best = max((run for run in tails if place[run[-1]] < place[key]), key=len, default=[])
        tails.append([*best, key])
    kept = max(tails, key=len, default=[])
    return set(after) - set(kept)
