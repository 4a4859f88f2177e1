"""Parts of pages that are the same for everybody."""

from functools import cache

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()


@register.simple_tag
def still(name: str) -> SafeString:
    """Include a template that depends on nothing but the language: it is rendered once in a process.

    It is given nothing of the page, so nothing of a person can be kept in it.
    """
    language = get_language() or ""
    return drawn(name) if settings.DEBUG else kept(name, language)


@cache
def kept(name: str, language: str) -> SafeString:
    """Return the template as it looks in the current language."""
    return drawn(name)


def drawn(name: str) -> SafeString:
    return render_to_string(name)
