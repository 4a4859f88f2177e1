"""The benchmarks run; how fast they are is not asked here."""

import pytest

from benchmarks.fixtures import make_sample
from benchmarks.load import measure_load
from benchmarks.pages import measure_pages
from benchmarks.plans import check_plans
from benchmarks.report import BEGIN, END, PAGE, figures
from benchmarks.run import counts
from benchmarks.saves import measure_saves
from benchmarks.server import running_server
from journal.demo.calendar import clipped
from journal.demo.load import load_demo
from journal.models import Mark


@pytest.mark.slow
@pytest.mark.urls("benchmarks.urls")
@pytest.mark.django_db(transaction=True)
def test_everything_is_measured_on_the_demo() -> None:
    from django.utils import timezone

    load_demo(today=clipped(timezone.localdate()), with_school=False)
    sample = make_sample("teacher")
    assert Mark.objects.filter(work__in=sample.works).count() == 1800
    pages = measure_pages(sample, "student", 1)
    saves = measure_saves(sample, 1)
    assert all(row["queries"] > 0 for row in pages.values())
    with running_server("tests.settings") as port:
        load = measure_load(port, 2)
    assert load["requests"] > 0
    assert load["errors"] == load["lost"] == load["never told"] == 0
    assert load["history beyond the changes"] == 0
    assert "journal page" in check_plans(sample, "student")
    college = {"pages": pages, "saves": saves, "load": load, "counts": counts()}
    region = college | {"plans": {}}
    text = figures({"college": college, "region": region}, [{"college": college, "region": region}], quick=True)
    assert "| journal page 30 × 60 |" in text
    assert "| save one mark: request |" in text


def test_the_page_of_figures_has_their_place() -> None:
    page = PAGE.read_text()
    assert page.index(BEGIN) < page.index(END)
