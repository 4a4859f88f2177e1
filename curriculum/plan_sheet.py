"""A curriculum as one sheet: its terms, rows, hours and controls, with their totals (R44)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from curriculum.enums import HOLDERS, ControlKind, CurriculumKind, HoursKind, ItemKind

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Term:
    """A semester, or a year (parallel) of a weekly plan; `limit` is the most hours a week, zero is none."""

    id: int
    number: int
    study_year: int
    weeks: Decimal
    own_limit: int | None
    limit: int


@dataclass(frozen=True, slots=True)
class Control:
    """A control form in a term; rows of one `together` are examined together."""

    term: int
    form: int
    kind: ControlKind
    short: str
    together: int | None


@dataclass(slots=True)
class Row:
    """A row of a plan; `depth` counts from zero."""

    id: int
    kind: ItemKind
    code: str
    name: str
    parent: int | None
    subject: int | None
    is_optional: bool
    depth: int = 0
    hours: dict[tuple[int, HoursKind], Decimal] = field(default_factory=dict)
    controls: list[Control] = field(default_factory=list)

    @property
    def is_holder(self) -> bool:
        return self.kind in HOLDERS

    @property
    def called(self) -> str:
        return f"{self.code} {self.name}".strip()

    def in_term(self, term: int) -> Decimal:
        return sum((hours for (place, _kind), hours in self.hours.items() if place == term), ZERO)


@dataclass(slots=True)
class Rules:
    """What a plan must keep to; zero means that there is no such limit."""

    kind: CurriculumKind
    week_hours: int
    year_exams: int
    year_credits: int
    total_hours: int | None

    @property
    def is_weekly(self) -> bool:
        return self.kind != CurriculumKind.COLLEGE


@dataclass(slots=True)
class Sheet:
    """The whole plan in the order of its rows."""

    rules: Rules
    terms: list[Term]
    rows: list[Row]

    def taught(self) -> Iterator[Row]:
        """Yield the rows that have hours of their own."""
        return (row for row in self.rows if not row.is_holder)

    def below(self, row: Row) -> list[Row]:
        """Return the rows under a row, however deep."""
        start = self.rows.index(row) + 1
        found = []
        for other in self.rows[start:]:
            if other.depth <= row.depth:
                break
            found.append(other)
        return found

    def of_term(self, term: Term) -> Decimal:
        """Return the hours of a term: of all its weeks, or a week where the plan is weekly."""
        return sum((row.in_term(term.id) for row in self.taught()), ZERO)

    def of_week(self, term: Term) -> Decimal:
        """Return the hours a week of a term."""
        hours = self.of_term(term)
        if self.rules.is_weekly:
            return hours
        return hours / term.weeks if term.weeks else ZERO

    def of_row(self, row: Row) -> Decimal:
        """Return the hours of a row, or of all rows below it, over the whole programme."""
        weeks = {term.id: term.weeks if self.rules.is_weekly else Decimal(1) for term in self.terms}
        rows = [other for other in self.below(row) if not other.is_holder] if row.is_holder else [row]
        return sum((hours * weeks.get(term, ZERO) for own in rows for (term, _kind), hours in own.hours.items()), ZERO)

    def total(self) -> Decimal:
        """Return the hours of the whole programme."""
        return sum((self.of_row(row) for row in self.taught()), ZERO)

    def sums(self) -> dict[int, dict[tuple[int, HoursKind | None], Decimal]]:
        """Return the hours of each row by term and kind, of all under it where it holds others; None is all kinds."""
        found: dict[int, dict[tuple[int, HoursKind | None], Decimal]] = {
            row.id: defaultdict(Decimal) for row in self.rows
        }
        above: list[Row] = []
        for row in self.rows:
            del above[row.depth :]
            above.append(row)
            for (term, kind), hours in row.hours.items():
                for one in above:
                    found[one.id][term, kind] += hours
                    found[one.id][term, None] += hours
        return found

    def kinds(self) -> list[HoursKind]:
        """Return the kinds of hours the plan is kept in: its usual ones and any other it has."""
        usual = {
            CurriculumKind.COLLEGE: list(HoursKind),
            CurriculumKind.SCHOOL: [HoursKind.THEORY],
            CurriculumKind.EXTRACURRICULAR: [HoursKind.PRACTICE],
            CurriculumKind.ADDITIONAL: [HoursKind.THEORY, HoursKind.PRACTICE],
        }[self.rules.kind]
        found = {kind for row in self.rows for _term, kind in row.hours}
        return [kind for kind in HoursKind if kind in usual or kind in found]

    def by_term_year(self) -> dict[int, list[Term]]:
        """Return the terms of each year of study."""
        found: dict[int, list[Term]] = defaultdict(list)
        for term in self.terms:
            found[term.study_year].append(term)
        return dict(found)


def in_order(rows: Iterable[Row]) -> list[Row]:
    """Return rows as a tree is read: each before those it holds, with its depth; the order among brothers stays."""
    children: dict[int | None, list[Row]] = defaultdict(list)
    known = list(rows)
    ids = {row.id for row in known}
    for row in known:
        children[row.parent if row.parent in ids else None].append(row)
    found: list[Row] = []

    def walk(parent: int | None, depth: int) -> None:
        for row in children[parent]:
            row.depth = depth
            found.append(row)
            walk(row.id, depth + 1)

    walk(None, 0)
    return found


def number(hours: Decimal) -> str:
    """Return hours as people write them: no needless zeros, a comma."""
    text = (
        f"{hours.quantize(Decimal('0.1')):f}".rstrip("0").rstrip(".")
        if hours != hours.to_integral()
        else f"{int(hours)}"
    )
    return text.replace(".", ",")
