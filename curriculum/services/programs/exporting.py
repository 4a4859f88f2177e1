"""A programme as an Excel workbook whose headings its own reader understands (R52)."""

from openpyxl import Workbook

from contingent.sheets.writing import as_bytes, new_sheet, text_cell
from curriculum.enums import HoursKind
from curriculum.programs import Document, SectionRow, plain

HEADINGS = ("№", "Тема", "Вид занятия", "Часы", "Содержание", "Домашнее задание", "Контрольные работы (примечание)")
WIDTHS = (6, 60, 26, 8, 40, 40, 30)
# The words of the tables that colleges and schools keep, whatever the language of the page.
KINDS = {
    HoursKind.THEORY: "Теория",
    HoursKind.PRACTICE: "Лабораторные и практические",
    HoursKind.COURSE_WORK: "Курсовая работа",
    HoursKind.CONSULTATION: "Консультация",
    HoursKind.INDEPENDENT: "Самостоятельная работа",
    HoursKind.ATTESTATION: "Аттестация",
}


def program_workbook(title: str, document: Document) -> bytes:
    """Return the programme's sections and topics as a workbook."""
    book = Workbook(write_only=True)
    sheet = new_sheet(book, title, HEADINGS, WIDTHS)
    number = 0
    for row in document.rows:
        if isinstance(row, SectionRow):
            name = row.name if row.name.lower().startswith(("раздел", "глава", "модуль")) else f"Раздел. {row.name}"
            sheet.append(["", text_cell(sheet, name)])
            continue
        number += 1
        texts = KINDS[HoursKind(row.kind)], row.content, row.homework, "; ".join(work.title for work in row.works)
        kind, content, homework, works = (text_cell(sheet, text) for text in texts)
        sheet.append([number, text_cell(sheet, row.name), kind, plain(row.hours), content, homework, works])
    return as_bytes(book)
