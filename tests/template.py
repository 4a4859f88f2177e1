"""The database that every test database is a copy of: the migrations take long and change seldom."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import psycopg
from psycopg import sql

from epos.embedded.postgres import Postgres

ROOT = Path(__file__).resolve().parent.parent
PREFIX = "template_of_tests_"
LOCK = 7301
KEEPS = 3


def template(server: Postgres) -> str:
    """Return the name of a database in the server with every migration applied, made when it is not there."""
    name = PREFIX + _digest()
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        known = _known(connection)
        if name not in known:
            for old in known[:-KEEPS]:
                connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(old)))
            _make(connection, server, name)
    return name


def _known(connection: psycopg.Connection) -> list[str]:
    rows = connection.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s) ORDER BY oid", [PREFIX])
    return [name for (name,) in rows.fetchall()]


def _make(connection: psycopg.Connection, server: Postgres, name: str) -> None:
    unfinished = "unfinished_" + name
    connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(unfinished)))
    connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(unfinished)))
    outside = os.environ | {"DATABASE_URL": server.url(unfinished), "DJANGO_SETTINGS_MODULE": "epos.settings"}
    command = [sys.executable, "manage.py", "migrate", "--verbosity=0", "--skip-checks"]
    subprocess.run(command, cwd=ROOT, env=outside, check=True)
    connection.execute(
        sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(unfinished), sql.Identifier(name))
    )


def _digest() -> str:
    """Return what changes whenever the migrations, or the packages that bring migrations, do."""
    told = hashlib.sha256()
    for path in sorted([*ROOT.glob("*/migrations/*.py"), ROOT / "requirements.txt"]):
        told.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return told.hexdigest()[:16]
