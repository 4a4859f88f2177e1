"""The application is not the master of its database: histories only grow (R64), tables are the owner's."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from secrets import token_hex

import psycopg
import pytest
from psycopg import errors, sql

from epos.embedded.places import ROOT
from epos.embedded.postgres import TEST

DAY_OF_A_TEACHER = """
import django
django.setup()
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import Client
from tests.factories import PASSWORD
from tests.journal.pages import make_page
page = make_page(2, 2, marks=True)
client = Client()
assert client.post("/sign-in/", {"username": page.teacher.username, "password": PASSWORD}).status_code == 302
assert client.get(page.url).status_code == 200
assert client.post("/sign-out/").status_code == 302
call_command("clearsessions")
"""

FORGETTING = """
import datetime, django
django.setup()
from accounts.audit import Trace
from contingent.services.personal import forget_person
from tests.contingent import test_personal_data as told
from tests.factories import NOW, TODAY, StudentFactory, UserFactory
UserFactory.reset_sequence(1000)
user = UserFactory.create(**told.LEAKABLE)
student = StudentFactory.create(user=user, starts=datetime.date(1948, 9, 1), ends=datetime.date(1951, 6, 30))
boss = told.administrator(student.organization)
told.leave_traces(student, boss)
assert told.LEAKABLE["last_name"] in told.dump()
forget_person(person=user.pk, typed=user.full_name, trace=Trace(boss, NOW), on=TODAY)
assert told.LEAKABLE["last_name"] not in told.dump()
"""


@dataclass(frozen=True)
class Database:
    owner: str
    application: str

    def connect(self) -> psycopg.Connection:
        return psycopg.connect(self.application, autocommit=True)


@pytest.fixture(scope="module")
def database() -> Iterator[Database]:
    """A database made and migrated as in production, gone afterwards."""
    mark = token_hex(4)
    names = {"database": f"epos_role_{mark}", "owner": f"owner_{mark}", "application": f"application_{mark}"}
    TEST.start(lambda line: None)
    master = psycopg.connect(TEST.url("postgres"), autocommit=True)
    place = TEST.url(names["database"]).partition("@")[2]
    made = Database(*(f"postgres://{names[role]}:{mark}@{place}" for role in ("owner", "application")))
    try:
        master.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(names["database"])))
        _make_roles(names, mark)
        _manage(made.owner, "migrate", "--noinput", "--verbosity=0")
        _manage(made.owner, "grant_application_role", names["application"])
        yield made
    finally:
        master.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(names["database"])))
        for role in ("application", "owner"):
            master.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(names[role])))
        master.close()


def _make_roles(names: dict[str, str], password: str) -> None:
    script = (ROOT / "deploy" / "roles.sql").read_text()
    for name, value in names.items():
        script = script.replace(f':"{name}"', f'"{value}"').replace(f":'{name}_password'", f"'{password}'")
    with psycopg.connect(TEST.url(names["database"])) as connection:
        connection.execute(script.encode())


def _manage(url: str, *arguments: str) -> None:
    _run(url, "manage.py", *arguments)


def _run(url: str, *arguments: str) -> None:
    env = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    done = subprocess.run([sys.executable, *arguments], cwd=ROOT, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]


@pytest.mark.slow
def test_a_day_of_work_needs_no_more_than_the_application_may(database: Database) -> None:
    _run(database.application, "-c", DAY_OF_A_TEACHER)
    with database.connect() as connection:
        assert connection.execute("SELECT count(*) FROM journal_historicalmark").fetchone() == (4,)


@pytest.mark.slow
def test_the_application_empties_the_words_about_a_person_forgotten(database: Database) -> None:
    _run(database.application, "-c", FORGETTING)


@pytest.mark.slow
def test_the_application_rewrites_no_history_and_no_table(database: Database) -> None:
    with database.connect() as connection:
        found = connection.execute("SELECT tablename FROM pg_tables WHERE tablename LIKE '%\\_historical%'").fetchall()
        assert len(found) > 5
        for (table,) in found:
            for statement in ("UPDATE {} SET history_type = '~'", "DELETE FROM {}", "TRUNCATE {}", "DROP TABLE {}"):
                with pytest.raises(errors.InsufficientPrivilege):
                    connection.execute(sql.SQL(statement).format(sql.Identifier(table)))  # type: ignore[arg-type]
        for statement in (
            "TRUNCATE journal_mark CASCADE",
            "ALTER TABLE journal_mark DISABLE TRIGGER ALL",
            "SET session_replication_role = replica",
            "CREATE TABLE more (id int)",
            "DELETE FROM django_migrations",
        ):
            with pytest.raises(errors.InsufficientPrivilege):
                connection.execute(statement)  # type: ignore[arg-type]


@pytest.mark.slow
def test_a_table_made_later_may_be_added_to_until_it_is_granted(database: Database) -> None:
    with psycopg.connect(database.owner, autocommit=True) as owner, database.connect() as connection:
        owner.execute("CREATE TABLE journal_later (id int)")
        connection.execute("INSERT INTO journal_later VALUES (1)")
        with pytest.raises(errors.InsufficientPrivilege):
            connection.execute("UPDATE journal_later SET id = 2")
        _manage(database.owner, "grant_application_role", connection.info.user)
        connection.execute("UPDATE journal_later SET id = 2")
