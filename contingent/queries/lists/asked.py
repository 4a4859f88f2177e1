"""What is asked of a list: words, filters, order and page, as they stand in the address."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, Self
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Q

from common.dated import holds_on

ON_PAGE = 50
LONGEST = defaultdict(lambda: 20, q=80, position=200)
CURRENT, COMING, LEFT, ALL = "current", "coming", "left", "all"
NUMBERS = ("group", "level")


@dataclass(frozen=True)
class Asked:
    """One question; what a list does not know of, it does not look at. A sort with a minus is downward."""

    q: str = ""
    group: int | None = None
    level: int | None = None
    form: str = ""
    lacks: str = ""
    kind: str = ""
    role: str = ""
    position: str = ""
    state: str = CURRENT
    sort: str = "name"
    page: str = ""

    @classmethod
    def of(cls, told: Mapping[str, str]) -> Self:
        """Return what an address asks; what cannot be understood is not asked."""
        values: dict[str, Any] = {}
        for name in cls.__dataclass_fields__:
            text = told.get(name, "").replace("\x00", "").strip()[: LONGEST[name]]
            if name in NUMBERS:
                values[name] = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
            elif text:
                values[name] = text
        return cls(**values)

    @property
    def by(self) -> str:
        """The column that the list is sorted by."""
        return self.sort.removeprefix("-")

    @property
    def is_downward(self) -> bool:
        return self.sort.startswith("-")

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the order and the page is asked."""
        return replace(self, sort="name", page="") != Asked()

    def address(self, **other: Any) -> str:
        """Return the question as the end of an address; the page is not kept unless given."""
        plain = asdict(Asked())
        told = asdict(self) | {"page": ""} | other
        return urlencode({name: value for name, value in told.items() if value not in (plain[name], None, "")})

    def turned(self, column: str) -> str:
        """Return the address of the same list sorted by the column, downward if it is sorted so already."""
        return self.address(sort=f"-{column}" if self.sort == column else column)


def in_state(state: str, on: date) -> Q:
    """Return the condition that a dated row is of the state on the day."""
    return {LEFT: Q(ends__lt=on), COMING: Q(starts__gt=on), ALL: Q()}.get(state, holds_on(on))


def one_page(rows: Any, asked: Asked, on_page: int = ON_PAGE) -> Page[Any]:
    """Return the page that is asked; the nearest one when there is no such."""
    return Paginator(rows, on_page).get_page(asked.page)
