"""How the curators of a group were named, from their history (R11, decision 2)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from contingent.models import Curatorship, Employee, StudyGroup

EVENTS = 100


@dataclass(frozen=True)
class Naming:
    """One entry: somebody was named, or until when they were it; entered by whom and when."""

    words: str
    who: str
    at: datetime


def read_naming(group: StudyGroup) -> list[Naming]:
    """Return what was entered of the group's curators, the latest first: in two queries."""
    log: Any = Curatorship.history.filter(group=group.pk).select_related("history_user")
    rows = list(log.order_by("-history_date", "-history_id")[:EVENTS])
    ids = {row.employee_id for row in rows}
    names = {row.pk: row.user.full_name for row in Employee.objects.filter(pk__in=ids).select_related("user")}
    return [
        Naming(
            _words(row, names.get(row.employee_id, "…")),
            row.history_user.short_name if row.history_user else _("by itself"),
            row.history_date,
        )
        for row in rows
    ]


def curator_on(group: StudyGroup, day: date) -> int | None:
    """Return the employee who is the group's curator on the day."""
    return Curatorship.objects.on(day).filter(group=group).values_list("employee", flat=True).first()


def _words(row: Any, name: str) -> str:
    told = {"name": name, "day": date_format(row.starts, "d.m.Y")}
    if row.history_type == "-":
        return _("%(name)s: taken back") % told
    if row.ends is None:
        return _("%(name)s: from %(day)s") % told
    if row.ends < row.starts:
        return _("%(name)s: not from %(day)s after all") % told
    return _("%(name)s: from %(day)s, until %(last)s") % (told | {"last": date_format(row.ends, "d.m.Y")})
