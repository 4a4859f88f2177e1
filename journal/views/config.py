"""What the grid in the browser is told as JSON: scales, letters, addresses, words."""

import json
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from common.addresses import address
from journal.enums import LETTERS
from journal.queries.sheet import Grade
from journal.views.grid_texts import grid_texts

if TYPE_CHECKING:
    from curriculum.models import Course


def grid_config(
    course: "Course", grades: dict[int, Grade], *, user: int, readonly: bool, today: int | None
) -> dict[str, Any]:
    """Return what the page's own script needs beside the table and the scales."""
    own = course.pk
    return {
        "course": course.pk,
        "user": user,
        "readonly": readonly,
        "today": today,
        "defaultScale": next((g.scale for g in grades.values() if g.default), None),
        "letters": {str(kind): str(letter) for kind, letter in LETTERS.items()},
        "urls": {
            "save": address("journal:save_entries", own),
            "history": address("journal:history", own),
            "addWork": address("journal:add_work", own),
            "page": address("journal:page", own),
            "signIn": address("accounts:sign_in_again"),
        },
    }


def config_script(config: dict[str, Any], grades: dict[int, Grade]) -> SafeString:
    """Return the config with the scales and the words of the page as JSON that a page can hold."""
    own = for_html(json.dumps(config, ensure_ascii=False))
    more = f'"scales": {scales_told(tuple(grades.values()))}, "texts": {texts_in(get_language() or "")}'
    return mark_safe(  # noqa: S308 - no sign of HTML is left in it
        f'<script id="grid-config" type="application/json">{own[:-1]}, {more}}}</script>'
    )


@lru_cache(maxsize=64)
def scales_told(grades: tuple[Grade, ...]) -> str:
    """Return the scales as JSON; the pages of an organisation have the same, often for years."""
    return for_html(json.dumps(scales(grades), ensure_ascii=False))


def scales(grades: Iterable[Grade]) -> dict[int, dict[str, list[dict[str, Any]]]]:
    """Return the codes of each scale, in its order, with what they are worth."""
    told: dict[int, dict[str, list[dict[str, Any]]]] = {}
    for grade in grades:
        told.setdefault(grade.scale, {"codes": []})["codes"].append(
            {
                "code": grade.code,
                "value": None if grade.value is None else float(grade.value),
                "counts": grade.counts,
                "owed": grade.owed,
                "title": grade.title,
            }
        )
    return told


@cache
def texts_in(language: str) -> str:
    """Return the words of the grid as JSON; in one language they are always the same."""
    return for_html(json.dumps(grid_texts(), ensure_ascii=False))


def for_html(text: str) -> str:
    """Return JSON without a sign that HTML would take for its own."""
    return text.replace("<", "\\u003C").replace(">", "\\u003E").replace("&", "\\u0026")
