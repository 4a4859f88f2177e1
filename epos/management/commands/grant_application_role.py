"""``manage.py grant_application_role ROLE``: what the application may do with the tables that there are now."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection, transaction
from psycopg import sql

from common.history import FORGOTTEN

HISTORY = "\\_historical"


class Command(BaseCommand):
    help = (
        "Let the role read and write rows, and of the histories only read, add and empty the words about a person"
        " anonymised (after migrate, as the owner)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("role")

    @transaction.atomic
    def handle(self, *args: Any, role: str, **options: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT tablename, tablename LIKE %s OR tablename = 'django_migrations' FROM pg_tables"
                " WHERE schemaname = 'public' AND tableowner = current_user",
                [f"%{HISTORY}%"],
            )
            for table, only_grows in cursor.fetchall():
                names = {"table": sql.Identifier(table), "role": sql.Identifier(role)}
                cursor.execute(sql.SQL("REVOKE ALL ON public.{table} FROM {role}").format(**names))
                rights = "SELECT, INSERT" if only_grows else "SELECT, INSERT, UPDATE, DELETE"
                cursor.execute(sql.SQL(f"GRANT {rights} ON public.{{table}} TO {{role}}").format(**names))
                words = sql.SQL(", ").join(map(sql.Identifier, FORGOTTEN.get(table, ())))
                if only_grows and words.as_string():
                    forget = sql.SQL("GRANT UPDATE ({words}) ON public.{table} TO {role}")
                    cursor.execute(forget.format(words=words, **names))
            cursor.execute(
                sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}").format(sql.Identifier(role))
            )
