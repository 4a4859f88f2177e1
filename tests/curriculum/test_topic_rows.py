"""Tables of topics out of Excel and Word, as they really look (R52)."""

from typing import Any

import pytest

from curriculum.tables import read_clipboard, read_html
from curriculum.topic_rows import read_topics

WORD = """<html><style>td {}</style><table><tr><th rowspan=2>№</th><th rowspan=2>Наименование разделов и тем</th>
<th colspan=3>Количество часов</th></tr><tr><th>Всего</th><th>Теория</th><th>Практика</th></tr>
<tr><td colspan=5><p>Раздел I. Ввод</p></td></tr>
<tr><td>1</td><td>Тема<br>один</td><td>4</td><td>2</td><td>2</td></tr>
<tr><td>2</td><td>Тема два</td><td>1,5</td><td>1,5</td><td></td></tr>
<tr><td></td><td>Итого</td><td>5,5</td></tr></table>"""


def told(rows: Any) -> list[tuple[Any, ...]]:
    return [("§", row.name) if row.is_section else (row.name, float(row.hours), str(row.kind)) for row in rows]


def test_a_word_table_with_two_rows_of_headings() -> None:
    read = read_topics(read_html(WORD))
    assert told(read.rows) == [
        ("§", "Раздел I. Ввод"), ("Тема один", 2, "theory"), ("Тема один", 2, "practice"), ("Тема два", 1.5, "theory"),
    ]  # fmt: skip
    assert read.left_out == ["Итого · 5,5"]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (
            "№\tТема\tЧасы\tДомашнее задание\nРаздел 1. Основы\t\t\t\n"
            "1\tВведение\t2 ч.\t§ 1\n2\tПрактическая работа\t4\t",
            [("§", "Раздел 1. Основы"), ("Введение", 2, "theory"), ("Практическая работа", 4, "practice")],
        ),
        ("Введение\nГлаголы", [("Введение", 1, "theory"), ("Глаголы", 1, "theory")]),
        ("Введение – 2 часа\nГлаголы (1,5 ч.)", [("Введение", 2, "theory"), ("Глаголы", 1.5, "theory")]),
        (
            "1\tВведение\t1\tлекция\n2\tГлаголы\t2\tпрактика\n3\tИмя\t1\tлекция",
            [("Введение", 1, "theory"), ("Глаголы", 2, "practice"), ("Имя", 1, "theory")],
        ),
        ('Тема\tЧасы\n"Две\nстроки"\t3', [("Две строки", 3, "theory")]),
        ("", []),
    ],
)
def test_tables_as_text(text: str, rows: list[Any]) -> None:
    assert told(read_topics(read_clipboard("", text)).rows) == rows


COLLEGE = """<table class=MsoNormalTable><tr><td>Наименование разделов и тем</td><td>Содержание учебного материала,
лабораторные и практические занятия, самостоятельная работа обучающихся,
курсовая работа (проект) (если предусмотрены)</td>
<td>Объем, акад. ч / в том числе в форме практической подготовки, акад. ч</td><td>Коды компетенций</td></tr>
<tr><td>1</td><td>2</td><td>3</td><td>4</td></tr>
<tr><td colspan=2>Раздел 1. Теоретические основы</td><td>20/10</td><td></td></tr>
<tr><td rowspan=6>Тема 1.1. Понятие<br>алгоритма</td><td>Содержание учебного материала</td><td rowspan=3>8/4</td>
<td rowspan=6>ОК 01</td></tr>
<tr><td><![if !supportLists]><span>1.<span>&nbsp; </span></span><![endif]>Свойства алгоритма</td></tr>
<tr><td>2. Способы записи</td></tr><tr><td>В том числе практических и лабораторных занятий</td><td>4</td></tr>
<tr><td>Практическое занятие № 1 «Блок-схемы»</td><td>4</td></tr>
<tr><td>Самостоятельная работа обучающихся: реферат</td><td>2</td></tr>
<tr><td rowspan=3>Тема 1.2. Структуры</td><td>Содержание</td><td>4</td><td></td></tr>
<tr><td>1. Следование</td><td>2</td></tr><tr><td>2. Ветвление</td><td>2</td></tr>
<tr><td colspan=2>Промежуточная аттестация: зачёт</td><td>2</td></tr>
<tr><td colspan=2>Всего:</td><td>20</td></tr></table>"""
SCHOOL = """<table><tr><td rowspan=2>№ п/п</td><td rowspan=2>Тема урока</td><td colspan=3>Количество часов</td>
<td rowspan=2>Дата изучения</td></tr><tr><td>Всего</td><td>Контрольные работы</td><td>Практические работы</td></tr>
<tr><td>1</td><td>Входная контрольная работа</td><td>1</td><td>1</td><td></td></tr>
<tr><td>2</td><td>Решение задач</td><td>1</td><td></td><td>0.5</td><td>12.09</td></tr>
<tr><td>3</td><td>Практикум</td><td>2</td><td></td><td>2</td></tr></table>"""


@pytest.mark.parametrize(
    ("html", "rows"),
    [
        (
            COLLEGE,
            [
                ("§", "Раздел 1. Теоретические основы"), ("Тема 1.1. Понятие алгоритма", 4, "theory"),
                ("Практическое занятие № 1 «Блок-схемы»", 4, "practice"),
                ("Самостоятельная работа обучающихся: реферат", 2, "independent"),
                ("§", "Тема 1.2. Структуры"), ("Следование", 2, "theory"), ("Ветвление", 2, "theory"),
                ("Промежуточная аттестация: зачёт", 2, "attestation"),
            ],
        ),
        (
            SCHOOL,
            [("Входная контрольная работа", 1, "theory"), ("Решение задач", 1, "theory"), ("Практикум", 2, "practice")],
        ),
    ],
)  # fmt: skip
def test_the_tables_that_colleges_and_schools_keep(html: str, rows: list[Any]) -> None:
    assert told(read_topics(read_html(html)).rows) == rows


def test_content_and_control_works_of_such_tables() -> None:
    themes = read_topics(read_html(COLLEGE)).rows
    assert themes[1].content == "1. Свойства алгоритма\n2. Способы записи"
    assert read_topics(read_html(SCHOOL)).rows[0].work == "control"


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (
            "№ п/п\tНаименование разделов и тем\tКол-во часов\n1\tЧисла\t9\n1.1\tЦелые\t4\n1.2\tДроби\t5",
            [("§", "Числа"), ("Целые", 4, "theory"), ("Дроби", 5, "theory")],
        ),
        (
            "№\tТема\tЧасы\n\tТема 1. Кинематика\t4\n1\tПуть\t2\n2\tСкорость\t2",
            [("§", "Тема 1. Кинематика"), ("Путь", 2, "theory"), ("Скорость", 2, "theory")],
        ),
        (
            "№ урока\tДата\tТема урока\tВиды, формы контроля\tД/з\n7\t02.09\tСлово\tЗачёт\t§ 1",
            [("Слово", 1, "theory")],
        ),
        (
            "Тема\tМакс. нагрузка\tСамостоятельная работа\tв т.ч. ЛПЗ\n1.1. Ввод\t6\t2\t1",
            [("1.1. Ввод", 3, "theory"), ("1.1. Ввод", 1, "practice"), ("1.1. Ввод", 2, "independent")],
        ),
        ("Тема\tЧасы\nТеоретические основы\t\nСлово\t2", [("§", "Теоретические основы"), ("Слово", 2, "theory")]),
    ],
)
def test_numbering_and_hours_over_hours(text: str, rows: list[Any]) -> None:
    assert told(read_topics(read_clipboard("", text)).rows) == rows


def test_a_control_work_is_known_by_its_name() -> None:
    read = read_topics(read_clipboard("", "Тема\tЧасы\nКонтрольная работа № 1\t1\nКонтроль знаний\t1"))
    assert [row.work for row in read.rows] == ["control", None]
