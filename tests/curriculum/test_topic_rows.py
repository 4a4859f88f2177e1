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


def test_a_control_work_is_known_by_its_name() -> None:
    read = read_topics(read_clipboard("", "Тема\tЧасы\nКонтрольная работа № 1\t1\nКонтроль знаний\t1"))
    assert [row.work for row in read.rows] == ["control", None]
