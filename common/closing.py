"""Rows that are closed from a day on and stay for what refers to them: no list to choose from offers them.

`closed_on` is the first day on which a row serves no more; with `closing_day_serves` on the model it
is the last one on which it does.
"""

from collections.abc import Iterable
from datetime import date
from typing import Self, TypeVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from common.dated import ONE_DAY

Row = TypeVar("Row", bound=models.Model)


def closed_by(model: type[models.Model], day: date) -> date:
    """Return the latest `closed_on` with which a row of the model is closed on the day."""
    return day - ONE_DAY if getattr(model, "closing_day_serves", False) else day


class ClosingQuerySet(models.QuerySet[Row]):
    """Rows that may be closed."""

    def open_on(self, day: date, chosen: Iterable[int | None] = ()) -> Self:
        """Return what may be chosen on the day: rows not closed by then, and those (ids) chosen already."""
        kept = [pk for pk in chosen if pk is not None]
        is_open = Q(closed_on=None) | Q(closed_on__gt=closed_by(self.model, day))
        return self.filter(is_open | Q(pk__in=kept) if kept else is_open)


def is_closed(row: models.Model, day: date) -> bool:
    """Whether the row serves no more on the day; rows that are never closed always serve."""
    closed_on: date | None = getattr(row, "closed_on", None)
    return closed_on is not None and closed_on <= closed_by(type(row), day)


def named(name: str, row: models.Model, day: date) -> str:
    """Return what a row is called where it is chosen: one that is closed says so."""
    return _("%(name)s (not in use)") % {"name": name} if is_closed(row, day) else name
