"""Queries kept as SQL answer as the querysets they were made of."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import psycopg
import pytest
from django.db import DataError, NotSupportedError, connection, transaction
from django.test.utils import CaptureQueriesContext

from common.dated import holds_on
from common.prepared import Prepared, answers, ask
from contingent.models import Membership
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db
DAY = date(2026, 10, 5)


def members(group: object, on: date) -> Any:
    return Membership.objects.filter(holds_on(on), group=group).order_by("pk").values_list("pk", "starts")


def test_each_call_asks_with_its_own_values() -> None:
    ask = Prepared(members)
    one, other = MembershipFactory(), MembershipFactory(ends=DAY)
    for row, on in ((one, DAY), (other, DAY), (other, date(2026, 10, 6)), (one, date(2026, 8, 31))):
        assert ask(row.group, on) == list(members(row.group, on))
        assert ask(row.group.pk, on) == ask(row.group, on)


def test_equal_values_do_not_meet() -> None:
    """Two numbers of the same value keep their own places."""
    ask = Prepared(lambda first, second: Membership.objects.filter(group=first, student=second).values_list("pk"))
    row = MembershipFactory()
    other = MembershipFactory(group=row.group)
    assert ask(row.group_id, row.student_id) == [(row.pk,)]
    assert ask(row.group_id, other.student_id) == [(other.pk,)]


def test_a_day_counted_in_python_is_refused() -> None:
    """It would stay the day of the first call for as long as the process lives."""
    ask = Prepared(lambda on: Membership.objects.filter(starts=date(2026, 9, 1), ends__gte=on).values_list("pk"))
    with pytest.raises(ValueError, match="Count days in SQL"):
        ask(DAY)


def test_words_are_looked_for_as_they_are() -> None:
    """Another word with every call, and no sign in it means anything but itself."""
    ask = Prepared(
        lambda word, group: Membership.objects.filter(group=group, order__contains=word).values_list("order")
    )
    row = MembershipFactory(order=r"100% и 5_1 \\ конец")
    for word, found in (("100%", True), ("5_1", True), ("5%1", False), ("\\", True), ("конец", True), ("нет", False)):
        assert bool(ask(word, row.group)) is found, word


def kept_plans() -> dict[str, int]:
    """Return the statements whose plan the database keeps, with how many times each was planned or used."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT statement, sum(generic_plans + custom_plans)::int FROM pg_prepared_statements GROUP BY statement"
        )
        return dict(cursor.fetchall())


def test_the_database_keeps_the_plan() -> None:
    """One statement, however large the numbers are."""
    ask_members, row, before = Prepared(members), MembershipFactory(), kept_plans()
    for group in (row.group_id, 2**20, 2**40):
        ask_members(group, DAY)
    used = {sql: times - before.get(sql, 0) for sql, times in kept_plans().items()}
    assert [times for sql, times in used.items() if times and "contingent_membership" in sql] == [3]


def test_statements_share_a_trip() -> None:
    """Each is answered in its place; in a transaction, and outside of one."""
    of_group, row, other = Prepared(members), MembershipFactory(), MembershipFactory()
    told = answers(of_group.with_values(row.group, DAY), of_group.with_values(other.group, DAY))
    assert [answer.rows for answer in told] == [[(row.pk, row.starts)], [(other.pk, other.starts)]]
    assert told[0].columns == ["pk", "starts"]


@pytest.mark.django_db(transaction=True)
def test_the_first_statement_of_a_transaction_begins_it() -> None:
    row = MembershipFactory()
    found = [(row.pk, row.starts)]
    with transaction.atomic():
        assert Prepared(members)(row.group, DAY) == found
        assert connection.connection.info.transaction_status == psycopg.pq.TransactionStatus.INTRANS
        row.delete()
        transaction.set_rollback(True)
    assert Prepared(members)(row.group, DAY) == found


@pytest.mark.django_db(transaction=True)
def test_a_statement_that_fails_spoils_nothing() -> None:
    """Those that went with it are dropped, the session lives on."""
    fine, wrong = ("SELECT 1", {}), ("SELECT 1 / %(nought)s::int", {"nought": 0})
    with pytest.raises(DataError):
        answers(fine, wrong, fine)
    assert [answer.rows for answer in answers(fine, fine)] == [[(1,)], [(1,)]]


@pytest.mark.django_db(transaction=True)
def test_a_rollback_leaves_the_plans() -> None:
    """Also after statements that were watched: the driver would forget all plans with the transaction."""
    with connection.execute_wrapper(lambda execute, *asked: execute(*asked)):
        ask("SELECT 1", {})
    ask("SELECT 2", {})
    for _turn in range(2):
        with transaction.atomic():
            ask("SELECT 2", {})
            transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_forgotten_plans_are_made_again() -> None:
    assert ask("SELECT 1", {}) == [(1,)]
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
    assert ask("SELECT 1", {}) == [(1,)]


def test_a_number_larger_than_any_is_nothings() -> None:
    """An address holds whatever a person types."""
    assert Prepared(members)(10**30, DAY) == []


def test_a_log_of_statements_tells_the_values() -> None:
    ask_members, row = Prepared(members), MembershipFactory()
    with CaptureQueriesContext(connection) as seen:
        assert ask_members(row.group, DAY) == [(row.pk, row.starts)]
    assert len(seen) == 1
    assert f"'{DAY}'::date" in seen[0]["sql"]


def test_no_plan_is_kept_behind_a_pooler(monkeypatch: pytest.MonkeyPatch) -> None:
    """A session may be somebody else's next time: the values are bound before they are sent."""
    ask_members, row = Prepared(members), MembershipFactory(order="100%")
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)
    before = kept_plans()
    assert ask_members(row.group, DAY) == [(row.pk, row.starts)]
    assert kept_plans() == before


def test_rows_by_column() -> None:
    row = MembershipFactory()
    assert Prepared(members).named(row.group, DAY) == [{"pk": row.pk, "starts": row.starts}]


@pytest.fixture
def elsewhere() -> Iterator[psycopg.Connection]:
    """A session of somebody else's with a table `planned`, as a migration has."""
    with psycopg.connect(**connection.get_connection_params(), autocommit=True) as session:
        session.execute("CREATE TABLE planned (word varchar(3))")
        session.execute("INSERT INTO planned VALUES ('one')")
        yield session
        session.execute("DROP TABLE planned")


@pytest.mark.django_db(transaction=True)
def test_a_migration_in_the_meantime_is_no_error(elsewhere: psycopg.Connection) -> None:
    sql = "SELECT word FROM planned WHERE word <> %(not)s::text"
    assert ask(sql, {"not": ""}) == [("one",)]
    elsewhere.execute("ALTER TABLE planned ALTER word TYPE varchar(9)")
    assert ask(sql, {"not": ""}) == [("one",)]


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_a_migration_breaks_is_the_only_one(elsewhere: psycopg.Connection) -> None:
    sql = "SELECT word FROM planned WHERE word <> %(not)s::text"
    ask(sql, {"not": ""})
    elsewhere.execute("ALTER TABLE planned ALTER word TYPE varchar(9)")
    with pytest.raises(NotSupportedError), transaction.atomic():
        ask(sql, {"not": ""})
    with transaction.atomic():
        assert ask(sql, {"not": ""}) == [("one",)]
