"""A plan as a workbook in the layout that the import reads back: nothing is lost on the way."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from curriculum.paper import words
from curriculum.paper.table import Paper, as_number, controls_of, hours_of, used_kinds
from curriculum.plan_sheet import ZERO, Row, number

HEAD = PatternFill("solid", fgColor="DDE7EE")
HOLDER = PatternFill("solid", fgColor="F1F5F8")
SIDE = Side(style="thin", color="B5C0C9")
EDGE = Border(left=SIDE, right=SIDE, top=SIDE, bottom=SIDE)
CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)


class Writer:
    """Writes cells from the top down."""

    def __init__(self, title: str) -> None:
        self.book = Workbook()
        sheet: Any = self.book.active
        sheet.title = title
        self.sheet = sheet
        self.line = 1

    def put(self, column: int, value: Any, *, fill: Any = None, bold: bool = False, edge: bool = True) -> Any:
        """Put a value; a text stays text whatever it begins with."""
        cell = self.sheet.cell(self.line, column)
        if isinstance(value, str):
            cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
            cell.data_type = "s"
            cell.quotePrefix = value[:1] in {"=", "+", "-", "@"}
        else:
            cell.value = value
        cell.font = Font(bold=bold)
        if edge:
            cell.border = EDGE
        if fill:
            cell.fill = fill
        return cell

    def merge(self, first: int, last: int, *, down: int = 0) -> None:
        """Merge cells of this line, and of so many below."""
        if last > first or down:
            self.sheet.merge_cells(start_row=self.line, end_row=self.line + down, start_column=first, end_column=last)

    def titles(self, paper: Paper) -> None:
        """Put whose plan it is above the table."""
        for text in (paper.plan.organization.name, paper.title, paper.subtitle, f"{paper.about} {paper.approval}", ""):
            self.put(1, text, bold=True, edge=False)
            self.line += 1

    def as_bytes(self) -> bytes:
        """Return the workbook as a file, ready to print on one page across."""
        self.sheet.page_setup.orientation = "landscape"
        self.sheet.page_setup.paperSize = 8
        self.sheet.page_setup.fitToWidth, self.sheet.page_setup.fitToHeight = 1, 0
        self.sheet.sheet_properties.pageSetUpPr.fitToPage = True
        file = BytesIO()
        self.book.save(file)
        return file.getvalue()


def as_workbook(paper: Paper) -> bytes:
    """Return the plan as a workbook: semesters of a college, grades of a school."""
    return _school(paper) if paper.sheet.rules.is_weekly else _college(paper)


def _college(paper: Paper) -> bytes:
    writer = Writer("План")
    writer.titles(paper)
    kinds, terms = used_kinds(paper), paper.sheet.terms
    top = writer.line
    first = 5 + len(paper.forms) + 1
    for column, text in enumerate(("Индекс", "Наименование циклов, дисциплин, модулей", "Вид", "Вар."), start=1):
        writer.put(column, text, fill=HEAD, bold=True).alignment = CENTRE
        writer.merge(column, column, down=1)
    writer.put(5, "Формы контроля, номера семестров", fill=HEAD, bold=True).alignment = CENTRE
    writer.merge(5, 4 + len(paper.forms))
    writer.put(first - 1, "Всего часов", fill=HEAD, bold=True).alignment = CENTRE
    writer.merge(first - 1, first - 1, down=1)
    for place, term in enumerate(terms):
        column = first + place * (len(kinds) + 1)
        text = f"{term.study_year} курс, семестр {term.number} [{number(term.weeks)} нед]"
        writer.put(column, text, fill=HEAD, bold=True).alignment = CENTRE
        writer.merge(column, column + len(kinds))
    writer.line += 1
    for place, form in enumerate(paper.forms):
        writer.put(5 + place, form.name, fill=HEAD, bold=True).alignment = CENTRE
    for place, _term in enumerate(terms):
        column = first + place * (len(kinds) + 1)
        for turn, text in enumerate(["Итого", *(words.HOURS[kind][1] for kind in kinds)]):
            writer.put(column + turn, text, fill=HEAD, bold=True).alignment = CENTRE
    writer.line += 1
    for row in paper.sheet.rows:
        _college_row(writer, paper, row, first, kinds)
    _total_row(writer, paper, first, kinds)
    _widths(writer, [12, 46, 7, 6, *[7] * len(paper.forms), 8, *[6] * (len(terms) * (len(kinds) + 1))])
    writer.sheet.freeze_panes = writer.sheet.cell(top + 2, 3)
    return writer.as_bytes()


def _college_row(writer: Writer, paper: Paper, row: Row, first: int, kinds: Sequence[Any]) -> None:
    fill, bold = (HOLDER, True) if row.is_holder else (None, False)
    numbers = {term.id: term.number for term in paper.sheet.terms}
    writer.put(1, row.code, fill=fill, bold=bold)
    name = writer.put(2, row.name, fill=fill, bold=bold)
    name.alignment = Alignment(wrap_text=True, indent=row.depth)
    writer.put(3, words.ROWS[row.kind], fill=fill)
    writer.put(4, "+" if row.is_optional else None, fill=fill)
    for place, form in enumerate(paper.forms):
        writer.put(5 + place, controls_of(row, form.id, numbers) or None, fill=fill)
    writer.put(first - 1, as_number(paper.sheet.of_row(row)), fill=fill, bold=True)
    for place, term in enumerate(paper.sheet.terms):
        column = first + place * (len(kinds) + 1)
        for turn, kind in enumerate([None, *kinds]):
            hours = hours_of(paper, row, term, kind)
            writer.put(column + turn, as_number(hours), fill=fill, bold=kind is None)
    writer.line += 1


def _total_row(writer: Writer, paper: Paper, first: int, kinds: Sequence[Any]) -> None:
    writer.put(2, "Итого", fill=HEAD, bold=True)
    writer.put(first - 1, as_number(paper.sheet.total()), fill=HEAD, bold=True)
    for place, term in enumerate(paper.sheet.terms):
        writer.put(first + place * (len(kinds) + 1), as_number(paper.sheet.of_term(term)), fill=HEAD, bold=True)
    writer.line += 1


def _school(paper: Paper) -> bytes:
    writer = Writer("Учебный план")
    writer.titles(paper)
    terms = paper.sheet.terms
    top = writer.line
    forms = 3 + len(terms) + 1
    for column, text in ((1, "Предметные области"), (2, "Учебные предметы, курсы")):
        writer.put(column, text, fill=HEAD, bold=True).alignment = CENTRE
        writer.merge(column, column, down=1)
    writer.put(3, "Количество часов в неделю, классы", fill=HEAD, bold=True).alignment = CENTRE
    writer.merge(3, 2 + len(terms))
    writer.put(forms - 1, "Всего", fill=HEAD, bold=True).alignment = CENTRE
    writer.merge(forms - 1, forms - 1, down=1)
    writer.put(forms, "Формы промежуточной аттестации", fill=HEAD, bold=True).alignment = CENTRE
    writer.merge(forms, forms + len(terms) - 1)
    writer.line += 1
    for place, term in enumerate(terms):
        head = f"{term.study_year} класс [{number(term.weeks)} нед]"
        writer.put(3 + place, head, fill=HEAD, bold=True).alignment = CENTRE
        writer.put(forms + place, f"{term.study_year} класс", fill=HEAD, bold=True).alignment = CENTRE
    writer.line += 1
    for row, area in _with_areas(paper.sheet.rows):
        _school_row(writer, paper, row, area, forms)
    writer.put(2, "Итого", fill=HEAD, bold=True)
    for place, term in enumerate(terms):
        writer.put(3 + place, as_number(paper.sheet.of_term(term)), fill=HEAD, bold=True)
    _widths(writer, [30, 36, *[9] * len(terms), 9, *[9] * len(terms)])
    writer.sheet.freeze_panes = writer.sheet.cell(top + 2, 3)
    return writer.as_bytes()


def _with_areas(rows: Sequence[Row]) -> list[tuple[Row, str]]:
    """Return parts and subjects, each subject with the area above it; areas have no line of their own."""
    found: list[tuple[Row, str]] = []
    area, depth = "", -1
    for row in rows:
        if row.depth <= depth:
            area, depth = "", -1
        if row.kind == "area":
            area, depth = row.name, row.depth
        else:
            found.append((row, area))
    return found


def _school_row(writer: Writer, paper: Paper, row: Row, area: str, forms: int) -> None:
    fill = HOLDER if row.is_holder else None
    if row.is_holder:
        writer.put(1, row.name, fill=fill, bold=True)
        writer.merge(1, 2)
        writer.line += 1
        return
    writer.put(1, area or None)
    writer.put(2, row.name).alignment = Alignment(wrap_text=True)
    whole = ZERO
    for place, term in enumerate(paper.sheet.terms):
        hours = hours_of(paper, row, term, None)
        whole += hours
        writer.put(3 + place, as_number(hours))
        told = ", ".join(control.short for control in row.controls if control.term == term.id)
        writer.put(forms + place, told or None)
    writer.put(forms - 1, as_number(whole), bold=True)
    writer.line += 1


def _widths(writer: Writer, widths: Sequence[int]) -> None:
    for column, width in enumerate(widths, start=1):
        writer.sheet.column_dimensions[get_column_letter(column)].width = width
