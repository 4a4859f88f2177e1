"""The parts that Python renders: whatever people typed is text in them."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journal.queries.diary_courses import AttendedCourse
from journal.queries.diary_lines import LessonLine, WorkLine
from journal.queries.diary_materials import Handout, Material
from journal.queries.diary_news import Change
from journal.queries.diary_period import GivenMark, PeriodPage, SubjectRow
from journal.queries.diary_week import Day, Week
from journal.queries.periods import Period
from journal.views.diary_lessons import render_days, render_works
from journal.views.diary_materials import render_handouts
from journal.views.diary_table import render_changes, render_rows

DAY = date(2026, 11, 16)
RAW = "<b>&\"'"
ESCAPED = "&lt;b&gt;&amp;&quot;&#x27;"


def line(typed: str) -> WorkLine:
    return WorkLine(
        1, None, 2, typed, DAY, typed, typed, Decimal(1), DAY, 1, typed, typed, typed, Decimal(5), True, False, True,
        typed, datetime(2026, 11, 16, tzinfo=UTC),
    )  # fmt: skip


def handed_out(typed: str) -> tuple[Material, ...]:
    return Material(1, typed, typed, typed, ""), Material(2, typed, typed, "", f"a.{typed}")


def lesson(typed: str, **values: Any) -> LessonLine:
    made = LessonLine(
        1, DAY, 1, time(8), time(9), "planned", "in_person", 2, typed, typed, typed, typed, True, typed, typed, typed,
        None, "", None, handed_out(typed),
    )  # fmt: skip
    return replace(made, works=[line(typed)], **values)


def rendered(typed: str) -> list[str]:
    mark = GivenMark(DAY, typed, Decimal(5), True, False, True, Decimal(2), typed, typed)
    row = SubjectRow(AttendedCourse(2, typed, typed, "semester"), [mark])
    row.parts = [(Period(1, typed, DAY, DAY), None)]
    at = datetime(2026, 11, 16, 12, tzinfo=UTC)
    kinds = ("mark", "attendance", "homework")
    changes = [Change(at, what, 2, typed, DAY, typed, before, after, typed) for what in kinds
               for before, after in ((typed, typed + "."), (typed, ""), ("", typed))]  # fmt: skip
    return [
        render_days(Week(DAY, [Day(DAY, [lesson(typed)], [line(typed)])], None), DAY, 3),
        render_works([line(typed)]),
        render_rows(PeriodPage((), None, (), None, (row,)), 3),
        render_changes(changes, 3),
        render_handouts([Handout(typed, [DAY], {each.id: each for each in handed_out(typed)})], 3),
    ]


def test_what_is_typed_is_escaped() -> None:
    for html in rendered(RAW):
        assert RAW not in html and "<b>&" not in html
        assert ESCAPED in html


class Tags(HTMLParser):
    """The tags of a text with the names of their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, ...]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, *(name for name, _value in attrs)))


@settings(deadline=None)
@given(st.text(alphabet="<>\"'&;=/ая \n", min_size=1, max_size=12))
def test_nothing_typed_adds_a_tag_or_an_attribute(typed: str) -> None:
    for html, plain in zip(rendered(typed), rendered("х"), strict=True):
        assert Tags(html).found == Tags(plain).found


@pytest.mark.parametrize("weight", ["1.50", "2.00"])
def test_weights_are_written_as_people_do(weight: str) -> None:
    (html,) = [render_works([replace(line("х"), weight=Decimal(weight))])]
    assert ("вес 1,5" in html) == (weight == "1.50")
    assert ("вес 2<" in html) == (weight == "2.00")
