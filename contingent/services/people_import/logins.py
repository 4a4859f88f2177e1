"""Logins of new people: the surname in Latin letters and the person's number."""

from collections.abc import Sequence

from django.db import connection

from accounts.models import User

LETTERS = dict(zip("абвгдезийклмнопрстуфыэ", "abvgdeziyklmnoprstufye", strict=True)) | {
    "ё": "e",
    "ж": "zh",
    "х": "kh",
    "ц": "ts",
    "ч": "ch",
    "ш": "sh",
    "щ": "shch",
    "ъ": "",
    "ь": "",
    "ю": "yu",
    "я": "ya",
}


def transliterate(name: str) -> str:
    """Return the name in small Latin letters: «Ёлкина-Щукина» is «elkinashchukina»."""
    text = "".join(LETTERS.get(sign, sign) for sign in name.lower())
    return "".join(sign for sign in text if sign.isascii() and sign.isalnum())[:40] or "user"


def next_numbers(many: int) -> list[int]:
    """Take the next primary keys of users."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [User._meta.db_table, many],
        )
        return [number for (number,) in cursor.fetchall()]


def set_logins(users: Sequence[User]) -> None:
    """Give the new users their numbers, logins that nobody has, and no way to sign in yet (R26)."""
    for user, number in zip(users, next_numbers(len(users)), strict=True):
        user.pk = number
        user.username = f"{transliterate(user.last_name)}{number}"
        user.set_unusable_password()
    taken = set(User.objects.filter(username__in=[user.username for user in users]).values_list("username", flat=True))
    for user in users:
        while user.username in taken:
            user.username += "x"
