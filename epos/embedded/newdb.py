"""A developer's own database: ``eval "$(.venv/bin/python -m epos.embedded.newdb NAME)"``."""

import sys

import psycopg
from psycopg import sql

from epos.embedded.postgres import MAIN


def main() -> None:
    """Create the database in the embedded server unless it exists, and print how to use it."""
    name = sys.argv[1]
    MAIN.start(lambda line: print(line, file=sys.stderr))
    with psycopg.connect(MAIN.url("postgres"), autocommit=True) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if not found:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    sys.stdout.write(f"export DATABASE_URL='{MAIN.url(name)}'\n")


if __name__ == "__main__":
    main()
