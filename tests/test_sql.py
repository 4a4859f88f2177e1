"""Arrays written as text come out of the database as they went in."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from common.prepared import ask
from common.sql import ids, numbers, words

TEXTS = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]))


@pytest.mark.django_db
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(TEXTS | st.none()))
def test_texts(values: list[str | None]) -> None:
    assert ask("SELECT %(values)s::text[]", {"values": words(values)}) == [(values,)]


@pytest.mark.django_db
def test_a_text_is_bound_the_same_where_no_plan_is_kept() -> None:
    values = ["NULL", "null", "", "{}", "a,b", '"', "\\", "\\'", "'; --", "%s", None]
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::text[]", [words(values)])
        assert cursor.fetchone() == (values,)


@pytest.mark.django_db
def test_numbers_ids_days_and_moments() -> None:
    numbered = [1, 2**40, None]
    made = [uuid4(), None]
    days = [date(2026, 11, 20), None]
    moments = [datetime(2026, 11, 20, 9, 30, 1, 5, UTC), None]
    asked = {"numbers": numbers(numbered), "ids": ids(made), "days": words(days), "moments": words(moments)}
    (row,) = ask("SELECT %(numbers)s::bigint[], %(ids)s::uuid[], %(days)s::date[], %(moments)s::timestamptz[]", asked)
    assert row == (numbered, made, days, moments)
