"""What of a person answers to what was typed: name, phone, e-mail, login, number (R104).

Words come in any order; ё is е; a phone is found by any part of it, however it is spelt; a word
typed in the other keyboard layout is read in both. The rows are those of the reader's
organisations already, found by its key: among 250,000 people of a region the database answers in
7–15 ms without an index of contacts, which every synchronisation would have to keep.
"""

import re
from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import F, Func, Q, QuerySet, TextField, Value

from common.sql import sort_key

ENGLISH = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
RUSSIAN = "йцукенгшщзхъфывапролджэячсмитьбюё"
TO_RUSSIAN = str.maketrans(ENGLISH, RUSSIAN)
TO_ENGLISH = str.maketrans(RUSSIAN, ENGLISH)
MOST_WORDS = 8
SHORTEST_PHONE = 3
PART_OF_PHONE = re.compile(r"^[+(]?\d[\d()\-–.]*$|^[()\-–+]+$")


def words_of(text: str) -> list[str]:
    """Return the words that were typed; the pieces of one phone number are one word."""
    words: list[str] = []
    inside = False
    for word in text.lower().split()[: MOST_WORDS * 2]:
        is_part = bool(PART_OF_PHONE.match(word))
        if is_part and inside:
            words[-1] += word
        else:
            words.append(word)
        inside = is_part
    return words[:MOST_WORDS]


def matching(rows: QuerySet[Any], text: str, *, people: Sequence[str] = ("user",), also: Sequence[str] = ()) -> Any:
    """Return the rows that have every word in one of the people or in one of the fields `also`."""
    words = words_of(text)
    if any(_digits(word) for word in words):
        rows = rows.alias(**{f"{person}_digits": _only_digits(f"{person}__phone") for person in people})
    for word in words:
        ways = [way for person in people for way in _ways(word, person)]
        ways += [Q(**{f"{name}__icontains": word}) for name in also]
        rows = rows.filter(reduce(or_, ways))
    return rows


def _ways(word: str, person: str) -> list[Q]:
    ways = [Q(**{f"{person}__sort_key__contains": key}) for key in _name_keys(word)]
    ways += [Q(**{f"{person}__{name}__icontains": _plain(word)}) for name in ("email", "username")]
    ways += [Q(**{f"{person}_digits__contains": digits}) for digits in _phones(word)]
    return ways


def _name_keys(word: str) -> set[str]:
    """Return the word as part of a name, in the layout it was typed in and in the Russian one."""
    return {sort_key(word.strip(",;") or word), sort_key(word.translate(TO_RUSSIAN))} - {""}


def _plain(word: str) -> str:
    """Return the word as part of an address: Russian letters mean the keys under them."""
    return word.translate(TO_ENGLISH) if "@" not in word and word.isalpha() else word


def _digits(word: str) -> str:
    """Return the digits of a word that is a part of a phone number; empty for another word."""
    digits = re.sub(r"\D", "", word) if PART_OF_PHONE.match(word) else ""
    return digits if len(digits) >= SHORTEST_PHONE else ""


def _phones(word: str) -> set[str]:
    """Return the spellings of a part of a number: 8 902 and +7 902 are one."""
    digits = _digits(word)
    if not digits:
        return set()
    return {digits} | ({f"7{digits[1:]}"} if digits[0] == "8" else set())


def _only_digits(field: str) -> Func:
    return Func(F(field), Value(r"\D"), Value(""), Value("g"), function="regexp_replace", output_field=TextField())
