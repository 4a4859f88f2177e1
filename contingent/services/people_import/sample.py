"""The workbook to fill in, and the same one filled in with people who do not exist.

Its headings are in Russian whatever the language of the page: it is read by Russian schools.
"""

from datetime import date, timedelta
from random import Random
from typing import Any

from openpyxl import Workbook

from contingent.services.people_import.logins import transliterate
from contingent.sheets.writing import as_bytes, new_sheet, text_cell

HEADINGS = (
    "Личный номер",
    "Фамилия",
    "Имя",
    "Отчество",
    "Дата рождения",
    "Группа (класс)",
    "Приказ о зачислении",
    "Мобильный телефон",
    "Электронная почта",
    "Мать: ФИО",
    "Мать: телефон",
    "Мать: эл. почта",
    "Отец: ФИО",
    "Отец: телефон",
    "Отец: эл. почта",
)
WIDTHS = (16, 20, 16, 20, 14, 14, 24, 20, 28, 34, 20, 28, 34, 20, 28)
HELP = (
    "Как заполнять",
    "Один обучающийся — одна строка. Порядок столбцов любой; лишние не загружаются и не сохраняются.",
    "Обязательны фамилия, имя, группа, телефон и почта обучающегося, "
    "а у каждого указанного представителя — ФИО, телефон и почта.",
    "Личный номер и дата рождения нужны, чтобы не спутать однофамильцев и узнать обучающегося при следующей загрузке.",
    "Вместо матери и отца можно: «Законный представитель», «Опекун», «Доверенное лицо».",
    "Можно держать каждый класс на своём листе: назовите лист именем класса, тогда столбец с классом не нужен.",
    "Даты: 01.09.2008. Телефоны: +7 902 123-45-67. Пустая ячейка ничего не стирает.",
    "Файл сначала проверяется целиком, и вы видите, что изменится. До вашего согласия ничего не записывается.",
)
SURNAMES = (
    "Алексеев",
    "Ёлкин",
    "Берёзин",
    "Вагин",
    "Голубев",
    "Дёмин",
    "Ершов",
    "Жуков",
    "Зимин",
    "Ильин",
    "Королёв",
    "Лебедев",
    "Мамонтов",
    "Носков",
    "Орлов",
    "Пьянков",
    "Рожков",
    "Соловьёв",
    "Трубин",
    "Уваров",
)
BOYS = ("Александр", "Артём", "Богдан", "Глеб", "Егор", "Матвей", "Пётр", "Тимофей")
GIRLS = ("Алёна", "Варвара", "Дарья", "Ева", "Мария", "Наталья", "София", "Юлия")
FATHERS = (
    ("Иван", "Иванович", "Ивановна"),
    ("Пётр", "Петрович", "Петровна"),
    ("Олег", "Олегович", "Олеговна"),
    ("Андрей", "Андреевич", "Андреевна"),
    ("Сергей", "Сергеевич", "Сергеевна"),
)
MOTHERS = (("Анна", "Павловна"), ("Ольга", "Юрьевна"), ("Елена", "Викторовна"), ("Ирина", "Львовна"))
GROUPS = ("ИС-11", "ИС-12", "ПД-11")


def blank_workbook() -> bytes:
    """Return the workbook with headings and an explanation."""
    return _workbook([])


def sample_workbook(students: int = 60, seed: int = 1) -> bytes:
    """Return the workbook filled in with invented people; the same for the same seed."""
    return _workbook(people(students, seed))


def people(many: int, seed: int = 1) -> list[list[Any]]:
    """Return rows of invented students with their parents; some brothers and sisters share theirs."""
    chance = Random(seed)  # noqa: S311 — invented people, not secrets
    rows: list[list[Any]] = []
    for number in range(many):
        boy = chance.random() < 0.5
        surname = chance.choice(SURNAMES) + (f"-{chance.choice(SURNAMES)}" if chance.random() < 0.05 else "")
        father, son_of, daughter_of = chance.choice(FATHERS)
        mother, mother_of = chance.choice(MOTHERS)
        born = date(2010, 1, 1) + timedelta(days=chance.randrange(700))
        ends = "" if boy else "а"
        last, login = f"{surname}{ends}", transliterate(surname)
        rows.append(
            [
                f"К-{number + 1:05}",
                last,
                chance.choice(BOYS if boy else GIRLS),
                "" if chance.random() < 0.03 else (son_of if boy else daughter_of),
                born.strftime("%d.%m.%Y"),
                GROUPS[number * len(GROUPS) // many] if many < 500 else f"ИС-{11 + number // 25}",
                "№ 45-к от 20.08.2026",
                _phone(number * 3),
                f"{login}{number}@example.org",
                f"{surname}а {mother} {mother_of}",
                _phone(number * 3 + 1),
                f"m.{login}{number}@example.org",
                f"{surname} {father} Ильич",
                _phone(number * 3 + 2),
                f"f.{login}{number}@example.org",
            ]
        )
        if number and number % 15 == 0:
            rows[-1][9:] = rows[-2][9:]
        if chance.random() < 0.2:
            rows[-1][12:] = ["", "", ""]
    return rows


def _phone(number: int) -> str:
    text = f"{number:07}"
    return f"+7 902 {text[:3]}-{text[3:5]}-{text[5:]}"


def _workbook(rows: list[list[Any]]) -> bytes:
    book = Workbook(write_only=True)
    sheet = new_sheet(book, "Обучающиеся", HEADINGS, WIDTHS)
    for row in rows:
        sheet.append([text_cell(sheet, value) for value in row])
    told = new_sheet(book, "Как заполнять", HELP[:1], (110,))
    for line in HELP[1:]:
        told.append([text_cell(told, line)])
    return as_bytes(book)
