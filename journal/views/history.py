"""The history of a page: on the screen, in the grid's dialog, in Excel (R64)."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from accounts.access import readable_organizations
from accounts.enums import AccessAction
from common.asked import asked_number
from journal.enums import AttendanceKind
from journal.queries.history import Change, Scope, What, page_changes
from journal.queries.pupils import group_students
from journal.views.excel import answer, cell, start, write_rows
from journal.views.here import person, see, today, visible_course

if TYPE_CHECKING:
    from curriculum.models import Course

PAGE = 50
MOST = 50_000


class Line(NamedTuple):
    """A change in words."""

    change: Change
    before: str
    after: str


@require_safe
def history(request: HttpRequest, course: int) -> HttpResponse:
    """Show who changed what: of the whole page, of a student, of a column, of one cell."""
    page = visible_course(request, course)
    scope = asked(request)
    place = max(asked_number(request.GET.get("page")) or 1, 1)
    place = min(place, MOST // PAGE)
    seen = see(request, page)
    changes = page_changes(page, scope, seen, offset=(place - 1) * PAGE, limit=PAGE + 1)
    context = {
        "course": page,
        "scope": scope,
        "lines": [in_words(change) for change in changes[:PAGE]],
        "before": place - 1,
        "after": place + 1 if len(changes) > PAGE else 0,
        "whats": What.choices,
        "students": group_students(page, seen),
        "address": sees_addresses(request, page),
        "address_bar": address_bar(request),
    }
    part = "_list" if request.headers.get("HX-Request") else "history"
    return render(request, f"journal/history/{part}.html", context)


@require_safe
def history_excel(request: HttpRequest, course: int) -> HttpResponse:
    """Give the same changes as a workbook."""
    page = visible_course(request, course)
    seen = see(request, page, AccessAction.EXPORTED)
    address = sees_addresses(request, page)
    head = [
        _("When"),
        _("Who"),
        _("What"),
        _("Date of the lesson"),
        _("Student"),
        _("Work"),
        _("Before"),
        _("After"),
        _("Reason"),
    ]
    changes = page_changes(page, asked(request), seen, limit=MOST + 1)
    cut = len(changes) > MOST
    book, sheet = start(_("History"), [17, 20, 16, 12, 26, 24, 34, 34, 24, 16], "A3" if cut else "A2")
    if cut:
        told = _("Only the latest %(most)d changes are here: choose a student or a kind of change for earlier ones.")
        sheet.append([cell(sheet, told % {"most": MOST}, bold=True)])
    write_rows(sheet, head + [_("Address")] * address, excel_rows(page, changes[:MOST], address))
    return answer(book, f"{_('History')} {page.study_group.name} {page.subject.short_name}")


def excel_rows(page: "Course", changes: list[Change], address: bool) -> Iterator[list[Any]]:
    for change in changes:
        line = in_words(change)
        yield [
            page.organization.local(change.at),
            change.author,
            str(change.what.label),
            change.date,
            change.student,
            change.work,
            line.before,
            line.after,
            change.reason,
        ] + [change.address] * address


def asked(request: HttpRequest) -> Scope:
    """Return which changes the address asks for."""
    what = request.GET.get("what", "")
    return Scope(
        student=asked_number(request.GET.get("student")),
        lesson=asked_number(request.GET.get("lesson")),
        work=asked_number(request.GET.get("work")),
        what=what if what in What.values else "",
    )


def address_bar(request: HttpRequest) -> str:
    """Return the filters of the address without the page number."""
    query = request.GET.copy()
    query.pop("page", None)
    return query.urlencode()


def sees_addresses(request: HttpRequest, page: "Course") -> bool:
    """Whether network addresses are shown: to those who answer for the whole organisation."""
    return readable_organizations(person(request), today()).filter(pk=page.organization_id).exists()


def in_words(change: Change) -> Line:
    """Return the change with its values before and after as people read them."""
    fields = list(change.differing())
    before = "; ".join(filter(None, (worded(name, value) for name, value, _after in fields)))
    after = "; ".join(filter(None, (worded(name, value) for name, _before, value in fields)))
    return Line(change, before, after)


def worded(name: str, value: Any) -> str:
    """Return one field's value with its name where that is not plain."""
    if value in (None, ""):
        return ""
    if name == "attendance":
        return str(AttendanceKind(value).label)
    if name == "minutes":
        return _("%(minutes)d min") % {"minutes": value}
    if name == "taken":
        return _("attendance taken") if value else ""
    if name in ("date", "due"):
        value = date_format(date.fromisoformat(value), "d.m.Y")
    label = LABELS.get(name)
    return f"{label()}: {value}" if label else str(value)


LABELS = {
    "comment": lambda: _("comment"),
    "title": lambda: pgettext("of a work", "title"),
    "weight": lambda: _("weight"),
    "date": lambda: _("day"),
    "due": lambda: _("marks due by"),
    "topic": lambda: _("topic"),
    "content": lambda: _("what was done"),
    "homework": lambda: _("homework"),
}
