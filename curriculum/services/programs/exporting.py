"""A programme as an Excel workbook whose headings its own reader understands (R52)."""

from collections.abc import Mapping

from openpyxl import Workbook

from contingent.sheets.writing import as_bytes, new_sheet, text_cell
from curriculum.enums import HoursKind
from curriculum.programs import Document, SectionRow, plain

HEADINGS = (
    "№", "Тема", "Вид занятия", "Часы", "Содержание", "Домашнее задание", "Коды элементов содержания",
    "Примечание: контрольные работы",
)  # fmt: skip
WIDTHS = (6, 60, 26, 8, 40, 40, 20, 30)
# The words of the tables that colleges and schools keep, whatever the language of the page.
KINDS = {
    HoursKind.THEORY: "Теория",
    HoursKind.PRACTICE: "Лабораторные и практические",
    HoursKind.COURSE_WORK: "Курсовая работа",
    HoursKind.CONSULTATION: "Консультация",
    HoursKind.INDEPENDENT: "Самостоятельная работа",
    HoursKind.ATTESTATION: "Аттестация",
}


def program_workbook(title: str, document: Document, codes: Mapping[int, str]) -> bytes:
    """Return the programme's sections and topics as a workbook; `codes` of the elements by their ids."""
    book = Workbook(write_only=True)
    sheet = new_sheet(book, title, HEADINGS, WIDTHS)
    number = 0
    for row in document.rows:
        if isinstance(row, SectionRow):
            name = row.name if row.name.lower().startswith(("раздел", "глава", "модуль")) else f"Раздел. {row.name}"
            sheet.append(["", text_cell(sheet, name)])
            continue
        number += 1
        told = "; ".join(codes[pk] for pk in row.elements if pk in codes), "; ".join(work.title for work in row.works)
        texts = [text_cell(sheet, text) for text in (row.content, row.homework, *told)]
        kind = text_cell(sheet, KINDS[HoursKind(row.kind)])
        sheet.append([number, text_cell(sheet, row.name), kind, plain(row.hours), *texts])
    return as_bytes(book)
