"""Addresses with numbers in them, put together from a shape that is asked of Django once.

Django tries an address on all patterns of its name each time; with the same name and other numbers
nothing of it changes but the numbers.
"""

from functools import cache

from django.conf import settings
from django.urls import get_script_prefix, reverse

FIRST = 7_100_000_000_000_001
"""A number that no row has and no address holds by itself."""


def address(name: str, *numbers: int) -> str:
    """Return the address of the page with these numbers; raise `NoReverseMatch` when there is none."""
    return shape(name, len(numbers), settings.ROOT_URLCONF, get_script_prefix()) % numbers


@cache
def shape(name: str, count: int, _urlconf: str, _prefix: str) -> str:
    """Return the address with `%d` for each number."""
    numbers = range(FIRST, FIRST + count)
    found = reverse(name, args=numbers).replace("%", "%%")
    for number in numbers:
        found = found.replace(str(number), "%d")
    return found
