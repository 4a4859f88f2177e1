"""Rows of a workbook as rows of a curriculum: what is understood, what is not and why (R44)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from curriculum.enums import HOLDERS, ControlKind, CurriculumKind, HoursKind, ItemKind
from curriculum.layouts import AREA, CODE, CONTROL, FORMS, HOURS, KIND, NAME, OPTIONAL, Column, Form, Layout
from curriculum.plan_checks import plain

SERVICE = re.compile(
    r"(итого|всего|в том числе|максимальн|минимальн|недельн|учебная нагрузка|обязательная нагрузка|количество"
    r"|дисциплин и мдк|учебной практики|производств\. практики"
    r"|экзаменов|дифф?\. зач|зачетов|зачётов|консультации на|учебные недели)\b",
    re.I,
)
NOTHING = {"", "-", "–", "—", "*", "x", "х"}
COMPLEX = re.compile(r"^(\d{1,2})\s*к\s*(\d{1,2})$", re.I)


@dataclass
class LoadedRow:
    """A row as it was understood; `reasons` tell why it cannot be loaded."""

    at: str
    kind: ItemKind
    code: str
    name: str
    depth: int
    is_optional: bool = False
    hours: dict[tuple[int, HoursKind], Decimal] = field(default_factory=dict)
    controls: list[tuple[int, int, int | None]] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)

    @property
    def is_holder(self) -> bool:
        return self.kind in HOLDERS

    @property
    def total(self) -> Decimal:
        return sum(self.hours.values(), Decimal(0))


def understand(
    layout: Layout, columns: Sequence[Column], kind: CurriculumKind, forms: Sequence[Form], names: dict[str, ItemKind]
) -> list[LoadedRow]:
    """Return the rows of a sheet by the mapping of its columns; `names` are short names of kinds of rows."""
    reader = _Reader(layout, columns, kind, forms, names)
    rows = [row for number, cells in layout.rows for row in reader.read(number, cells)]
    taken: dict[str, str] = {}
    for row in rows:
        if row.code:
            other = taken.setdefault(plain(row.code), row.at)
            if other != row.at:
                row.reasons.append(_("The index is in row %(row)s already.") % {"row": other})
    return rows


class _Reader:
    """Reads row by row, knowing in which part, cycle, area and module it is."""

    def __init__(
        self, layout: Layout, columns: Sequence[Column], kind: CurriculumKind, forms: Sequence[Form],
        names: dict[str, ItemKind],
    ) -> None:  # fmt: skip
        self.layout, self.kind, self.forms, self.names = layout, kind, forms, names
        self.columns = [column for column in columns if column.role]
        self.single = {column.role: column for column in self.columns if column.term is None}
        self.terms = sorted({column.term for column in self.columns if column.term is not None})
        self.area = ""
        self.base = 0
        self.in_module = False

    def read(self, number: int, cells: Sequence[str]) -> Iterable[LoadedRow]:
        """Yield the rows that one line of the sheet makes: a new area comes before its first subject."""
        code, name, area = (self._text(cells, role) for role in (CODE, NAME, AREA))
        if SERVICE.match(name) or SERVICE.match(code) or (SERVICE.match(area) and not name):
            return
        if self.kind == CurriculumKind.COLLEGE:
            if name:
                yield self._college(number, cells, code, name)
            elif code or self._has_hours(cells):
                yield self._nameless(number, code)
            return
        title = name or area
        if not title:
            return
        if is_part(title) or (not self._has_hours(cells) and (not name or name == area)):
            self.area, self.base = "", 1
            yield LoadedRow(self._at(number), ItemKind.PART, "", title, 0)
            return
        if area and area != self.area and area != name:
            self.area = area
            yield LoadedRow(self._at(number), ItemKind.AREA, "", area, self.base)
        yield self._taught(number, cells, code, title, self.base + bool(self.area), self._school_kind())

    def _school_kind(self) -> ItemKind:
        return ItemKind.SCHOOL_SUBJECT if self.kind == CurriculumKind.SCHOOL else ItemKind.EXTRA

    def _nameless(self, number: int, code: str) -> LoadedRow:
        row = LoadedRow(self._at(number), ItemKind.DISCIPLINE, code, "", self.base)
        row.reasons.append(_("The row has no name."))
        return row

    def _college(self, number: int, cells: Sequence[str], code: str, name: str) -> LoadedRow:
        kind = self.names.get(self._text(cells, KIND).lower()) or kind_of(code, name, has_hours=self._has_hours(cells))
        if kind == ItemKind.PART or kind == ItemKind.CYCLE:
            depth, self.base, self.in_module = 0, 1, False
        elif kind == ItemKind.AREA:
            depth, self.base, self.in_module = 1, 2, False
        elif kind == ItemKind.MODULE:
            depth, self.in_module = self.base, True
        elif kind in (ItemKind.DIPLOMA_PRACTICE, ItemKind.FINAL):
            depth, self.in_module = self.base if kind == ItemKind.DIPLOMA_PRACTICE else 0, False
        else:
            if kind == ItemKind.DISCIPLINE and not code.upper().startswith(("МДК", "УП", "ПП")):
                self.in_module = False
            depth = self.base + self.in_module
        return self._taught(number, cells, code, name, depth, kind)

    def _taught(self, number: int, cells: Sequence[str], code: str, name: str, depth: int, kind: ItemKind) -> LoadedRow:
        row = LoadedRow(self._at(number), kind, code[:20], name, depth, self._text(cells, OPTIONAL) not in NOTHING)
        if len(code) > 20:
            row.reasons.append(_("The index is longer than 20 signs."))
        for column in self.columns:
            text = cells[column.place] if column.place < len(cells) else ""
            if text in NOTHING or row.is_holder:
                continue
            where = f"{column.letter}{number}"
            if column.role.startswith(HOURS) and column.term is not None:
                self._put_hours(row, column, text, where)
            elif column.role.startswith(CONTROL):
                self._put_controls(row, int(column.role.removeprefix(CONTROL)), text, where)
            elif column.role == FORMS and column.term is not None:
                self._put_forms(row, column.term, text, where)
        return row

    def _put_hours(self, row: LoadedRow, column: Column, text: str, where: str) -> None:
        try:
            hours = Decimal(text.replace(",", ".").replace(" ", ""))
        except InvalidOperation:
            row.reasons.append(_("%(cell)s: “%(text)s” is not hours.") % {"cell": where, "text": text[:40]})
            return
        if not hours.is_finite() or not 0 <= hours <= 9999 or hours != round(hours, 1):
            row.reasons.append(_("%(cell)s: “%(text)s” is not hours.") % {"cell": where, "text": text[:40]})
        elif hours:
            key = (column.term or 0, HoursKind(column.role.removeprefix(HOURS)))
            row.hours[key] = row.hours.get(key, Decimal(0)) + hours

    def _put_controls(self, row: LoadedRow, form: int, text: str, where: str) -> None:
        for term, together in semesters(text, max(self.terms, default=0)):
            if term not in self.terms:
                told = {"cell": where, "text": text[:40]}
                row.reasons.append(_("%(cell)s: “%(text)s” names a semester that the sheet has not.") % told)
                return
            row.controls.append((term, self._form_of(row, form), together))

    def _form_of(self, row: LoadedRow, form: int) -> int:
        """An exam in a module's own row is the exam of the module."""
        kind = next((one.kind for one in self.forms if one.id == form), "")
        if row.kind == ItemKind.MODULE_EXAM and kind == ControlKind.EXAM:
            return next((one.id for one in self.forms if one.kind == ControlKind.MODULE_EXAM), form)
        return form

    def _put_forms(self, row: LoadedRow, term: int, text: str, where: str) -> None:
        for word in re.split(r"[,;/]\s*|\s+", text):
            known = {form.short.lower(): form.id for form in self.forms} | {
                form.name.lower(): form.id for form in self.forms
            }
            form = known.get(word.lower()) or known.get(text.lower())
            if form is None:
                row.reasons.append(_("%(cell)s: there is no control form “%(text)s”.") % {"cell": where, "text": word})
                return
            if (term, form, None) not in row.controls:
                row.controls.append((term, form, None))

    def _text(self, cells: Sequence[str], role: str) -> str:
        column = self.single.get(role)
        return cells[column.place] if column and column.place < len(cells) else ""

    def _has_hours(self, cells: Sequence[str]) -> bool:
        return any(
            column.place < len(cells) and cells[column.place] not in NOTHING
            for column in self.columns
            if column.role.startswith(HOURS)
        )

    def _at(self, number: int) -> str:
        return f"{self.layout.sheet}!{number}"


def is_part(title: str) -> bool:
    """Whether a line of a school's plan begins a part of it."""
    return bool(re.match(r"(обязательная часть|инвариант|вариатив|часть,? формир|компонент)", title, re.I))


def kind_of(code: str, name: str, *, has_hours: bool = True) -> ItemKind:
    """Return what a row of a college's plan is, by its index and name."""
    text, title = re.sub(r"\s+", "", code.upper()), name.lower()
    if re.search(r"экзамен\w* (по модул|квалиф)|квалификационный экзамен", title) or re.match(
        r"ПМ\.?\d+\.?\(?(ЭК|Э|К|ЭМ)\b", text
    ):
        return ItemKind.MODULE_EXAM
    if "преддиплом" in title or text.startswith("ПДП"):
        return ItemKind.DIPLOMA_PRACTICE
    if text.startswith("ГИА") or "итоговая аттестация" in title:
        return ItemKind.FINAL
    for start, kind in (
        ("ПМ.", ItemKind.MODULE), ("МДК", ItemKind.MODULE_COURSE), ("УП.", ItemKind.STUDY_PRACTICE),
        ("ПП.", ItemKind.WORK_PRACTICE),
    ):  # fmt: skip
        if re.match(rf"{re.escape(start)}\.?\d|{start.rstrip('.')}\d", text):
            return kind
    if re.search(r"обязательная часть|вариативная часть", title):
        return ItemKind.PART
    if not re.search(r"\d", text) and (not has_hours or "цикл" in title or "подготовк" in title or len(text) <= 4):
        return ItemKind.CYCLE if re.search(r"\w", text) or "цикл" in title else ItemKind.DISCIPLINE
    return ItemKind.DISCIPLINE


def semesters(text: str, last: int) -> list[tuple[int, int | None]]:
    """Return the semesters a cell of control forms names: “4”, “2,4”, “24”, “2-4”, “6к1” for a complex exam."""
    found: list[tuple[int, int | None]] = []
    for word in re.split(r"[,;\s]+", text.strip()):
        if joined := COMPLEX.match(word):
            found.append((int(joined[1]), int(joined[2])))
        elif span := re.fullmatch(r"(\d{1,2})[-–](\d{1,2})", word):
            found += [(number, None) for number in range(int(span[1]), int(span[2]) + 1)]
        elif word.isdigit() and int(word) > last and len(word) > 1:
            found += [(int(sign), None) for sign in word]
        elif digits := re.sub(r"\D", "", word):
            found.append((int(digits), None))
    return found
