"""Dates, phones, e-mails and names in the shapes that people type them."""

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contingent.remarks import REASONS, BadValue
from contingent.services.people_import import names, values
from contingent.services.people_import.headers import recognise
from contingent.sheets import values as sheet_values

TODAY = date(2026, 8, 25)
MONTHS = [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
]
DATES = st.dates(date(1960, 1, 1), date(2023, 1, 1))
PHONES = st.integers(9_000_000_000, 9_999_999_999)


@pytest.mark.parametrize(
    "typed",
    [
        datetime(2008, 9, 1),  # noqa: DTZ001 — as openpyxl gives it
        date(2008, 9, 1),
        "01.09.2008",
        "1.9.08",
        "01/09/2008",
        "1-9-2008",
        "2008-09-01",
        "2008-09-01 00:00:00",
        "1 сентября 2008 г.",
        "01 сент. 2008",
        " 01.09.2008г. ",
        "01.09.2008\u00a0года",
        39692,
        39692.0,
        "39692",
        "01 09 2008",
        "01092008",
        "01.09.2008.",
    ],
)
def test_a_date_is_read_in_any_shape(typed: Any) -> None:
    assert sheet_values.parse_date(typed, TODAY) == date(2008, 9, 1)


@pytest.mark.parametrize("typed", ["31.02.2008", "09/31/2008", "вчера", "2008", "1.9", 12, True, "0", "1.13.2008", ""])
def test_what_is_not_a_date_is_refused(typed: Any) -> None:
    with pytest.raises(BadValue):
        sheet_values.parse_date(typed, TODAY)


@given(DATES, st.integers(0, 5))
def test_every_way_of_writing_a_date_gives_it_back(day: date, way: int) -> None:
    typed = [
        day.strftime("%d.%m.%Y"),
        f"{day.day}.{day.month}.{day.year}",
        day.isoformat(),
        f"{day.day} {MONTHS[day.month - 1]} {day.year} г.",
        (day - date(1899, 12, 30)).days,
        f"{day.day:02}/{day.month:02}/{day.year} г",
    ][way]
    assert sheet_values.parse_date(typed, TODAY) == day


@given(st.dates(date(1927, 1, 1), date(2026, 8, 25)))
def test_a_year_of_two_digits_is_never_in_the_future(day: date) -> None:
    read = sheet_values.parse_date(day.strftime("%d.%m.%y"), TODAY)
    assert (read.day, read.month, read.year % 100) == (day.day, day.month, day.year % 100)
    assert read.year <= TODAY.year


def test_what_no_calendar_holds_is_no_date() -> None:
    for typed in (float("inf"), float("-inf"), float("nan"), 10**400, -1, True):
        with pytest.raises(BadValue):
            sheet_values.parse_date(typed, TODAY)
    with pytest.raises(BadValue):
        values.phone("9E+999")


@pytest.mark.parametrize("typed", ["01.09.2025", "01.01.1900", "01.09.2030"])
def test_nobody_is_born_too_early_or_late(typed: str) -> None:
    with pytest.raises(BadValue):
        values.birth_date(typed, TODAY, date(1899, 12, 30))


@given(PHONES, st.integers(0, 9))
def test_every_way_of_writing_a_mobile_number_gives_it_back(number: int, way: int) -> None:
    d = str(number)
    typed = [
        number,
        float(f"8{d}"),
        f"8{d}",
        f"+7{d}",
        f"8 ({d[:3]}) {d[3:6]}-{d[6:8]}-{d[8:]}",
        f"+7 {d[:3]} {d[3:6]} {d[6:8]} {d[8:]}",
        f"8-{d[:3]}-{d[3:6]}-{d[6:]}",
        f"тел. 8{d}",
        f"\u00a0+7({d[:3]}){d[3:]}\u200b",
        f"7{d}",
    ][way]
    assert values.phone(typed) == (f"+7{d}", False)


@given(st.text(max_size=30))
def test_a_phone_is_a_number_or_is_refused(typed: str) -> None:
    try:
        number, _several = values.phone(typed)
    except BadValue:
        return
    assert number.startswith("+")
    assert number[1:].isascii()
    assert number[1:].isdigit()
    assert 10 <= len(number) - 1 <= 15


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("2-33-44", "phone_unclear"),
        ("8 (342) 233-44-55", "phone_landline"),
        ("нет", "phone_unclear"),
        ("8902123456", "phone_landline"),
        ("902123456789", "phone_unclear"),
        ("звонить маме 89021234567", "phone_unclear"),
    ],
)
def test_what_is_not_a_mobile_number_is_refused(typed: str, code: str) -> None:
    with pytest.raises(BadValue) as refusal:
        values.phone(typed)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    "typed",
    ["89021234567, 89127654321", "89021234567; 8 912 765-43-21", "8902123456789127654321", "89021234567\n89127654321"],
)
def test_of_several_numbers_the_first_is_taken_and_it_is_said(typed: str) -> None:
    assert values.phone(typed) == ("+79021234567", True)


@pytest.mark.parametrize(
    "typed",
    ["ivan@mail.ru", " Ivan@Mail.RU ", "ivan@mail.ru,", "mailto:ivan@mail.ru", "ivan @mail.ru", "<ivan@mail.ru>;"],
)
def test_an_address_is_tidied(typed: str) -> None:
    assert values.email(typed) == ("ivan@mail.ru", False)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("ivan@mail,ru", "email_comma"),
        ("ivаn@mail.ru", "email_cyrillic"),
        ("иван@mail.ru", "email_letters"),
        ("ivan.mail.ru", "email_unclear"),
        ("нет", "email_letters"),
        ("ivan@", "email_unclear"),
    ],
)
def test_a_wrong_address_is_refused(typed: str, code: str) -> None:
    with pytest.raises(BadValue) as refusal:
        values.email(typed)
    assert refusal.value.code == code


def test_of_several_addresses_the_first_is_taken() -> None:
    assert values.email("a@mail.ru, b@mail.ru") == ("a@mail.ru", True)


@given(st.text(max_size=60))
def test_no_text_breaks_the_checks(typed: str) -> None:
    for read in (values.email, values.study_form, values.level, names.full_name, names.name_part, names.group_name):
        try:
            read(typed)
        except BadValue as bad:
            assert str(REASONS[bad.code]) % bad.values


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("Иванов Иван Иванович", ("Иванов", "Иван", "Иванович")),
        ("  ИВАНОВ\u00a0 иван ", ("Иванов", "Иван", "")),
        ("Петрова - Водкина Анна-Мария Юрьевна", ("Петрова-Водкина", "Анна-Мария", "Юрьевна")),
        ("Алиев Вели Расул оглы", ("Алиев", "Вели", "Расул оглы")),
        ("Мамедова Лейла Ариф Кызы", ("Мамедова", "Лейла", "Ариф кызы")),
        ("Гарсиа Лопес Мария Сергеевна", ("Гарсиа Лопес", "Мария", "Сергеевна")),
        ("О’Коннор Джон", ("О'Коннор", "Джон", "")),
        ("ёлкин ПЁТР", ("Ёлкин", "Пётр", "")),
    ],
)
def test_a_full_name_is_taken_apart(typed: str, parts: tuple[str, str, str]) -> None:
    assert names.full_name(typed) == parts


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Иванов И.И.", "name_initials"),
        ("Иванов И. И.", "name_initials"),
        ("Иванов", "name_one_word"),
        ("Иван Иванович Иванов", "name_order"),
        ("Ивaнов Иван", "name_mixed"),
        ("Иванов 8902 Иван", "name_letters"),
        ("Иванов Иван Иванович Петров Пётр", "name_many_words"),
        ("COBA Иван", "name_mixed"),
    ],
)
def test_an_unclear_name_is_refused(typed: str, code: str) -> None:
    with pytest.raises(BadValue) as refusal:
        names.full_name(typed)
    assert refusal.value.code == code


def test_a_latin_twin_is_told_with_what_was_meant() -> None:
    with pytest.raises(BadValue) as refusal:
        names.name_part("Пeтров")
    assert refusal.value.values["better"] == "Петров"


@pytest.mark.parametrize("typed", ["7А", "7 а", '7 "А"', "7-А", "7«а» класс", "класс 7А", "7A"])
def test_one_class_however_typed(typed: str) -> None:
    assert names.group_name(typed) == "7А"


def test_a_group_typed_with_latin_twins_is_the_same_group() -> None:
    assert names.group_key("ИC-21") == names.group_key("ис 21")


@pytest.mark.parametrize(
    ("title", "is_group"),
    [
        ("7А", True),
        ("ИС-21", True),
        ("Лист1", False),
        ("Sheet1", False),
        ("Список", False),
        ("Класс 10 Б", True),
        ("Обучающиеся", False),
    ],
)
def test_a_title_is_known_for_a_group(title: str, is_group: bool) -> None:
    assert names.looks_like_group(title) is is_group


@pytest.mark.parametrize(
    ("header", "meaning"),
    [
        ("ФИО", ("", "full_name")),
        ("Ф.И.О. обучающегося", ("student", "full_name")),
        ("Фамилия, имя, отчество ребёнка", ("student", "full_name")),
        ("фамилия", ("", "last_name")),
        ("Имя", ("", "first_name")),
        ("Отчество (при наличии)", ("", "patronymic")),
        ("Класс/Группа", ("", "group")),
        ("Дата рожд.", ("", "birth_date")),
        ("Д/р", ("", "birth_date")),
        ("Тел.", ("", "phone")),
        ("Моб. телефон мамы", ("mother", "phone")),
        ("Эл. почта", ("", "email")),
        ("E-mail законного представителя", ("representative", "email")),
        ("Адрес электронной почты", ("", "email")),
        ("ФИО законного представителя 2", ("representative2", "full_name")),
        ("Мать", ("mother", "full_name")),
        ("Отец (ФИО)", ("father", "full_name")),
        ("№ личного дела", ("", "outside_id")),
        ("Личный номер обучающегося", ("student", "outside_id")),
        ("Номер приказа о зачислении", ("", "order")),
        ("Дата зачисления", ("", "starts")),
        ("Степень родства", ("", "kind")),
        ("СНИЛС", None),
        ("№ п/п", None),
        ("Адрес", None),
        ("Группа здоровья", None),
        ("Классный руководитель", None),
        ("Место рождения", None),
        ("Домашний телефон", None),
        ("Пол", None),
        ("Паспорт матери", None),
        ("Дата рождения матери", None),
        ("", None),
    ],
)
def test_a_heading_is_understood_however_worded(header: str, meaning: tuple[str, str] | None) -> None:
    assert recognise(header) == meaning
