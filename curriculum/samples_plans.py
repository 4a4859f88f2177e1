"""Sample workbooks of the layouts that are read: what a college and a school keep, made anew each time."""

from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

COLLEGE_ROWS: list[list[Any]] = [
    ["ОО", "Общеобразовательная подготовка"],
    ["ОУД.01", "Русский язык", 2, None, None, None, 78, 34, 34, None, 44, 36, 8],
    ["ОУД.04", "Математика", 2, None, None, None, 232, 102, 102, None, 130, 122, 8],
    ["ОУД.12", "Физическая культура", None, None, "1,2", None, 78, 34, 4, 30, 44, 4, 40],
    ["СГ", "Социально-гуманитарный цикл"],
    ["СГ.01", "История России", None, None, 2, None, 60, 30, 30, None, 30, 26, 4],
    ["П", "Профессиональный цикл"],
    ["ПМ.01", "Разработка модулей программного обеспечения"],
    ["МДК.01.01", "Разработка программных модулей", "2к1", None, None, 2, 148, 68, 40, 28, 80, 50, 30],
    ["МДК.01.02", "Поддержка и тестирование программных модулей", "2к1", None, None, None, 108, 54, 30, 24, 54, 30, 24],
    ["УП.01", "Учебная практика", None, None, 2, None, 72, None, None, None, 72, None, 72],
    ["ПП.01", "Производственная практика", None, None, 2, None, 108, None, None, None, 108, None, 108],
    ["ПМ.01.ЭК", "Экзамен по модулю ПМ.01", 2, None, None, None, 8, None, None, None, 8, None, 8],
    [None, "Итого", None, None, None, None, 892, 322, None, None, 570],
]
SCHOOL_ROWS: list[list[Any]] = [
    ["Обязательная часть"],
    ["Русский язык и литература", "Русский язык", 5, 6, 4, 3, 3],
    [None, "Литература", 3, 3, 2, 2, 3],
    ["Иностранный язык", "Английский язык", 3, 3, 3, 3, 3],
    ["Математика и информатика", "Математика", 5, 5, None, None, None],
    [None, "Алгебра", None, None, 3, 3, 3],
    [None, "Геометрия", None, None, 2, 2, 2],
    ["Физическая культура", "Физическая культура", 2, 2, 2, 2, 2],
    ["Итого", None, 18, 19, 16, 15, 16],
    ["Часть, формируемая участниками образовательных отношений"],
    ["Краеведение", "История родного края", None, None, 1, 1, None],
]


def sample(layout: str) -> bytes:
    """Return a sample workbook."""
    book = Workbook()
    sheet: Any = book.active
    if layout == "school":
        _school(sheet)
    else:
        _college(sheet)
    for row in sheet.iter_rows(min_row=1, max_row=6):
        for cell in row:
            cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="center")
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _college(sheet: Any) -> None:
    sheet.title = "План"
    sheet.append(["Учебный план 09.02.07 Информационные системы и программирование, год начала подготовки 2027"])
    sheet.append([])
    sheet.append(
        ["Индекс", "Наименование циклов, разделов, дисциплин", "Формы контроля", None, None, None, "Всего",
         "Курс 1", *[None] * 5]
    )  # fmt: skip
    sheet.append([*[None] * 7, "Семестр 1 [17 нед]", None, None, "Семестр 2 [24 нед]", None, None])
    heads = ["Экзамены", "Зачеты", "Диф. зачеты", "Курсовые работы"]
    sheet.append([None, None, *heads, None, "Итого", "Лекции", "Практ. занятия", "Итого", "Лекции", "Практ. занятия"])
    sheet.append(list(range(1, 14)))
    for area in ("A3:A5", "B3:B5", "C3:F4", "G3:G5", "H3:M3", "H4:J4", "K4:M4"):
        sheet.merge_cells(area)
    for row in COLLEGE_ROWS:
        sheet.append(row)
    sheet.column_dimensions["B"].width = 46


def _school(sheet: Any) -> None:
    sheet.title = "Учебный план"
    sheet.append(["Учебный план основного общего образования, 2027 год"])
    sheet.append([])
    sheet.append(["Предметные области", "Учебные предметы", "Количество часов в неделю по классам", *[None] * 4])
    sheet.append([None, None, "5 класс [34 нед]", "6 класс", "VII", "8", "9 класс"])
    for area in ("A3:A4", "B3:B4", "C3:G3"):
        sheet.merge_cells(area)
    for row in SCHOOL_ROWS:
        sheet.append(row)
    sheet.column_dimensions["A"].width = sheet.column_dimensions["B"].width = 34
