"""What teachers type is written as it is; only safe web addresses become links."""

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from journal.templatetags.diary_text import plain, with_links
from tests.journal.diary.family import Family, give, make_lesson, write


def link(address: str) -> str:
    return f'<a href="{address}" rel="noopener noreferrer nofollow">{address}</a>'


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("см. https://example.org/a?b=1&c=2.", "см. " + link("https://example.org/a?b=1&amp;c=2") + "."),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("data:text/html,x ftp://example.org", "data:text/html,x ftp://example.org"),
        ("<b>5 < 6</b>", "&lt;b&gt;5 &lt; 6&lt;/b&gt;"),
        ("«http://example.org»", "«" + link("http://example.org") + "»"),
        ('http://example.org"onmouseover="x', link("http://example.org") + "&quot;onmouseover=&quot;x"),
    ],
)
def test_links(typed: str, written: str) -> None:
    assert with_links(typed) == written


@given(st.text(alphabet="htps:/.<>\"'&;()ая \n", max_size=60))
def test_nothing_typed_becomes_a_tag(typed: str) -> None:
    written = with_links(typed)
    assert written.count("<") == 2 * written.count('<a href="http')
    assert written.count("<") == written.count(">")


@pytest.mark.parametrize(("value", "written"), [("2.00", "2"), ("1.50", "1,5"), ("10", "10"), ("100.00", "100")])
def test_numbers(value: str, written: str) -> None:
    from decimal import Decimal

    assert plain(Decimal(value)) == written


def test_markup_typed_by_a_teacher_is_text(reader: Client, family: Family) -> None:
    lesson = make_lesson(family.child.course)
    write(lesson, topic="<script>1</script>", homework="<img src=x> https://example.org/x")
    give(family.child.student, lesson, "5", comment="<i>да</i>", title="<u>")
    for tail in ("", "new/", f"subjects/{family.child.course.pk}/"):
        page = reader.get(family.child.url(tail)).content.decode()
        for raw in ("<script>1", "<img", "<i>да", "«<u>"):
            assert raw not in page
