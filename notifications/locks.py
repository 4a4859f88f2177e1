"""Locks that the database holds until the transaction ends, also when its worker is killed."""

from django.db import connection


def try_lock(name: str) -> bool:
    """Take the lock for the rest of the transaction; False when another transaction has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [name])
        (taken,) = cursor.fetchone()
    return bool(taken)
