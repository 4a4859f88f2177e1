"""How the diary writes what teachers typed, and numbers. Nothing here reads the database."""

import re
from decimal import Decimal

from django import template
from django.utils.formats import get_format
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

ADDRESS = re.compile(r"https?://[^\s<>\"'«»]+", re.IGNORECASE)
NOT_OF_ADDRESS = ".,;:!?)]}…"


@register.filter
def with_links(text: str) -> SafeString:
    """Escape the text and make the web addresses in it clickable: http and https, nothing else."""
    parts, end = [], 0
    for found in ADDRESS.finditer(text):
        address = found.group().rstrip(NOT_OF_ADDRESS)
        parts += [escape(text[end : found.start()]), _link(address)]
        end = found.start() + len(address)
    parts.append(escape(text[end:]))
    return mark_safe("".join(parts))  # noqa: S308 every part is escaped above


def _link(address: str) -> str:
    shown = escape(address)
    return f'<a href="{shown}" rel="noopener noreferrer nofollow">{shown}</a>'


@register.filter
def plain(value: Decimal) -> str:
    """Write a number as people do: «2», «1,5», without zeros that say nothing."""
    return f"{value.normalize():f}".replace(".", str(get_format("DECIMAL_SEPARATOR")))


@register.filter
def hundredths(value: Decimal) -> str:
    """Write an average as people do: «4,25»."""
    return f"{value:.2f}".replace(".", str(get_format("DECIMAL_SEPARATOR")))
