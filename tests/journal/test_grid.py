"""The renderer of the grid: what people typed stays text, and each cell says what it is."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from journal.queries.columns import Column
from journal.queries.pupils import Pupil
from journal.queries.sheet import Grade, Sheet
from journal.views.grid import render_grid

DAY = date(2026, 11, 20)
EVIL = "<script>alert(1)</script>\"' onmouseover=x &amp;"
FIVE = Grade(1, 1, "5", "отлично", Decimal(5), True, False, True)
TWO = Grade(3, 1, "2", "плохо", Decimal(2), True, False, True)
OWED = Grade(2, 1, ".", "будет", None, False, True, True)


@pytest.fixture(autouse=True)
def russian() -> Iterable[None]:
    with translation.override("ru"):
        yield


def column(lesson: int | None = 1, work: int | None = 10, **values: Any) -> Column:
    told = {
        "lesson": lesson,
        "date": DAY,
        "number": 2,
        "status": "planned",
        "taken": True,
        "topic": "",
        "work": work,
        "kind": "КР",
        "kind_name": "Контрольная работа",
        "title": "",
        "weight": Decimal("2.00"),
        "scale": 1,
        "due": DAY,
        "closed": "",
    }
    return Column(**(told | values))


def pupil(pk: int = 1, **values: Any) -> Pupil:
    told = {
        "id": pk,
        "name": "Ёлкин Пётр",
        "full_name": "Ёлкин Пётр Ильич",
        "spans": ((date(2026, 9, 1), None),),
        "throughout": False,
        "joined": None,
        "left": None,
    }
    return Pupil(**(told | values))


def sheet(columns: list[Column], pupils: list[Pupil], marks: Any = None, absences: Any = None) -> Sheet:
    grades: dict[int, dict[int, int]] = {}
    for (work, student), (grade, _comment) in (marks or {}).items():
        grades.setdefault(work, {})[student] = grade.id
    comments = {place: comment for place, (_grade, comment) in (marks or {}).items() if comment}
    return Sheet(columns, pupils, grades, comments, absences or {}, {1: FIVE, 2: OWED, 3: TWO}, None)


class Table(HTMLParser):
    """The table as a browser reads it: cells of the body and every tag that came up."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.cells: list[tuple[dict[str, str | None], str]] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.inside = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag in ("thead", "tbody", "tfoot"):
            self.inside = tag
        if tag == "td" and self.inside == "tbody":
            self.cells.append((dict(attrs), ""))

    def handle_data(self, data: str) -> None:
        if self.inside == "tbody" and self.cells and self.lasttag in ("td", "i"):
            attrs, text = self.cells[-1]
            self.cells[-1] = (attrs, text + data)


def table(content: Sheet, editable: bool = True) -> Table:
    return Table(render_grid(content, on=DAY, editable=editable))


def test_what_people_typed_stays_text() -> None:
    """Names, comments, topics, titles, kinds, codes and reasons cannot become markup."""
    grade = Grade(1, 1, "<b>", EVIL, Decimal(5), True, False, True)
    content = Sheet(
        [column(kind="<i>", kind_name=EVIL, title=EVIL, topic=EVIL, closed=EVIL)],
        [pupil(name=EVIL, full_name=EVIL)],
        {10: {1: grade.id}},
        {(10, 1): EVIL},
        {},
        {1: grade},
        None,
    )
    read = table(content)
    assert {tag for tag, _attrs in read.tags} <= {
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "th",
        "td",
        "a",
        "b",
        "small",
        "span",
        "sup",
    }
    assert not [attrs for _tag, attrs in read.tags if any(name.startswith("on") for name in attrs)]
    assert read.cells[0] == ({"tabindex": "0", "class": "x m c", "data-c": EVIL}, "<b>")
    assert [attrs["title"] for tag, attrs in read.tags if attrs.get("class") == "name" and "title" in attrs] == [EVIL]
    assert [attrs["data-closed"] for tag, attrs in read.tags if "data-closed" in attrs] == [EVIL]


@given(st.text(max_size=80).filter(lambda text: "\x00" not in text and "\r" not in text))
def test_any_comment_comes_back_as_it_was(comment: str) -> None:
    (attrs, text), *_ends = table(sheet([column()], [pupil()], {(10, 1): (FIVE, comment)})).cells
    assert (attrs.get("data-c", ""), text) == (comment, "5")


def test_a_mark_and_an_absence_share_the_cell() -> None:
    read = table(sheet([column()], [pupil()], {(10, 1): (FIVE, "")}, {(1, 1): ("late", 15)}))
    assert read.cells[0] == ({"tabindex": "0", "class": "m a", "data-a": "late:15"}, "5о15")


def test_an_absence_stands_in_every_column_of_the_lesson() -> None:
    read = table(sheet([column(work=10), column(work=11)], [pupil()], None, {(1, 1): ("ill", None)}))
    assert [text for _attrs, text in read.cells[:2]] == ["б", "б"]


def test_who_was_not_in_the_group_has_no_cell() -> None:
    newcomer = pupil(spans=((date(2026, 11, 21), None),), joined=date(2026, 11, 21))
    (attrs, text), *_ends = table(sheet([column()], [newcomer])).cells
    assert (attrs["class"], text) == ("n", "")


def test_who_came_back_has_cells_of_both_times() -> None:
    """Left in October, back in November: no cell between."""
    again = pupil(spans=((date(2026, 9, 1), date(2026, 10, 1)), (date(2026, 11, 1), None)))
    days = (date(2026, 9, 30), date(2026, 10, 15), DAY)
    read = table(sheet([column(place, None, date=day) for place, day in enumerate(days)], [again]))
    assert [attrs.get("class", "") for attrs, _text in read.cells[:3]] == ["", "n", ""]


def test_a_mark_of_a_day_outside_the_group_is_not_hidden() -> None:
    leaver = pupil(spans=((date(2026, 9, 1), date(2026, 10, 1)),), left=date(2026, 10, 1))
    read = table(sheet([column()], [leaver], {(10, 1): (FIVE, "")}))
    assert read.cells[0][0]["class"] == "n m" and read.cells[0][1] == "5"


def test_an_owed_mark_counts_nowhere() -> None:
    read = table(sheet([column()], [pupil()], {(10, 1): (OWED, "")}))
    assert read.cells[0][0]["class"] == "m o"
    assert read.cells[1] == ({"class": "avg"}, "")


def test_row_ends_weigh_marks_and_count_lessons() -> None:
    columns = [column(1, 10, weight=Decimal(1)), column(2, 11, weight=Decimal(3)), column(3, None, taken=False)]
    read = table(sheet(columns, [pupil()], {(10, 1): (FIVE, ""), (11, 1): (TWO, "")}, {(2, 1): ("absent", None)}))
    assert [text for attrs, text in read.cells if attrs.get("class") in ("avg", "att")] == ["2,75", "50 %"]


def test_a_closed_column_says_why_and_offers_nothing() -> None:
    read = table(sheet([column(work=None, weight=None, scale=None, closed="Рано")], [pupil()]))
    head = next(attrs for tag, attrs in read.tags if "data-col" in attrs)
    assert (head["data-closed"], head["data-work"]) == ("Рано", "")
    assert not [attrs for tag, attrs in read.tags if attrs.get("class") == "add"]


def test_readers_are_offered_no_new_work() -> None:
    blank = sheet([column(work=None, weight=None, scale=None)], [pupil()])
    assert [a["href"] for t, a in table(blank).tags if a.get("class") == "add"] == ["works/add/?lesson=1"]
    assert not [a for t, a in table(blank, editable=False).tags if a.get("class") == "add"]


def test_only_the_first_cell_takes_the_focus() -> None:
    read = table(sheet([column(), column(2, 11)], [pupil(1), pupil(2)]))
    assert [place for place, (attrs, _t) in enumerate(read.cells) if "tabindex" in attrs] == [0]


def test_feet_count_marks_and_those_still_without() -> None:
    pupils = [pupil(1), pupil(2), pupil(3), pupil(4, spans=((date(2027, 1, 1), None),))]
    marks = {(10, 1): (FIVE, ""), (10, 2): (OWED, "")}
    html = render_grid(sheet([column()], pupils, marks, {(1, 3): ("absent", None)}), on=DAY, editable=True)
    foot = html[html.index("<tfoot>") :]
    assert '<tr class=count data-code="5"><th scope=row class=name>5</th><td>1<td class=avg>' in foot
    assert foot[foot.index("<tr class=missing>") :].count("<td>1<") == 1
