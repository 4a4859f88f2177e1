"""The databases that are measured, made on first use in the embedded server, and the broker beside them."""

import os
import subprocess
import sys

import psycopg
import redis
from psycopg import sql

from epos.embedded import valkey
from epos.embedded.postgres import MAIN

COLLEGE, REGION, SYNC = "epos_bench", "epos_bench_region", "epos_bench_sync"


def prepared(name: str, organizations: int) -> str:
    """Return the address of a database with so many organisations; fill it when it is empty."""
    MAIN.start(note)
    with psycopg.connect(MAIN.url("postgres"), autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    url = MAIN.url(name)
    scale = ["--scale", "region", "--organizations", str(organizations)] if organizations > 1 else []
    for words in (["migrate", "--verbosity=0"], ["load_demo", "--if-empty", *scale]):
        subprocess.run(
            [sys.executable, "manage.py", *words],
            env=os.environ | {"DATABASE_URL": url},
            check=True,
            stdout=sys.stderr,
        )
    return url


def emptied(name: str) -> str:
    """Return the address of a database made anew, without a single row."""
    MAIN.start(note)
    with psycopg.connect(MAIN.url("postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    url = MAIN.url(name)
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity=0"],
        env=os.environ | {"DATABASE_URL": url},
        check=True,
        stdout=sys.stderr,
    )
    return url


def broker() -> str:
    """Return the address of an empty corner of the embedded broker: a page says there whose data it has shown."""
    valkey.MAIN.start(note)
    url = valkey.MAIN.url().removesuffix("/0") + "/15"
    redis.Redis.from_url(url).flushdb()
    return url


def note(line: str) -> None:
    sys.stderr.write(f"{line}\n")
