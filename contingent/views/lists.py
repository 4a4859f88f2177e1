"""The lists of students, representatives and staff: a page, its table alone to htmx, paper and Excel."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import administered_organizations
from accounts.enums import AccessAction
from contingent.enums import BulkKind
from contingent.queries.lists.asked import ON_PAGE, Asked, one_page
from contingent.queries.lists.representatives import find_ties, tie_lines
from contingent.queries.lists.staff import find_staff, staff_lines
from contingent.queries.lists.students import find_students, student_lines
from contingent.services.bulk.planning import kinds_of
from contingent.services.exports_of_people import staff_workbook as staff_book
from contingent.services.exports_of_people import students_workbook as students_book
from contingent.services.exports_of_people import ties_workbook as ties_book
from contingent.views.filters import Filter, filters_of_staff, filters_of_students, filters_of_ties
from contingent.views.here import has_list, note_lists, person
from contingent.views.imports import XLSX

if TYPE_CHECKING:
    from accounts.models import User

ON_PAPER = 5000


@dataclass(frozen=True)
class PeopleList:
    """A list: how its rows are found and told, what it may be narrowed by, what can be done to its rows."""

    name: str
    find: Callable[["User", date, Asked], Any]
    lines: Callable[[Any, date], Sequence[Any]]
    filters: Callable[["User", date, Asked], list[Filter]]
    workbook: Callable[[Sequence[Any]], bytes]
    kinds: tuple[BulkKind, ...]
    columns: tuple[tuple[str, str | Promise], ...]


# The columns with what they are sorted by.
STUDENTS = PeopleList(
    "students",
    find_students,
    student_lines,
    filters_of_students,
    students_book,
    (BulkKind.TRANSFER, BulkKind.LEAVE, BulkKind.FORM),
    (
        ("name", pgettext_lazy("of a person", "Full name")),
        ("group", _("Group or class")),
        ("born", _("Born")),
        ("", _("Contacts")),
        ("form", _("Form of study")),
        ("", _("Representative")),
    ),
)
TIES = PeopleList(
    "representatives",
    find_ties,
    tie_lines,
    filters_of_ties,
    ties_book,
    (BulkKind.END_TIE,),
    (
        ("name", pgettext_lazy("of a person", "Full name")),
        ("kind", _("Who they are")),
        ("student", _("Student")),
        ("group", _("Group or class")),
        ("", _("Contacts")),
    ),
)
STAFF = PeopleList(
    "staff",
    find_staff,
    staff_lines,
    filters_of_staff,
    staff_book,
    (BulkKind.END_EMPLOYMENT,),
    (
        ("name", pgettext_lazy("of a person", "Full name")),
        ("position", _("Position")),
        ("", _("Roles in the journal")),
        ("", _("Contacts")),
        ("starts", pgettext_lazy("since a day", "From")),
    ),
)
LISTS = {found.name: found for found in (STUDENTS, TIES, STAFF)}


@never_cache
@require_safe
def students(request: HttpRequest) -> HttpResponse:
    """Show the students whose list the person keeps or reads."""
    return _page(request, STUDENTS)


@never_cache
@require_safe
def representatives(request: HttpRequest) -> HttpResponse:
    """Show the representatives of these students."""
    return _page(request, TIES)


@never_cache
@require_safe
def staff(request: HttpRequest) -> HttpResponse:
    """Show the staff of the organisations that the person reads whole."""
    return _page(request, STAFF)


@never_cache
@require_safe
def students_workbook(request: HttpRequest) -> HttpResponse:
    """Give what is found as an Excel workbook that can be loaded again."""
    return _workbook(request, STUDENTS)


@never_cache
@require_safe
def representatives_workbook(request: HttpRequest) -> HttpResponse:
    """Give what is found as an Excel workbook."""
    return _workbook(request, TIES)


@never_cache
@require_safe
def staff_workbook(request: HttpRequest) -> HttpResponse:
    """Give what is found as an Excel workbook."""
    return _workbook(request, STAFF)


def _page(request: HttpRequest, people: PeopleList) -> HttpResponse:
    today, asked = _asked(request, people)
    on_paper = "print" in request.GET
    rows = people.find(person(request), today, asked)
    found = one_page(rows, asked, ON_PAPER if on_paper else ON_PAGE)
    found.object_list = people.lines(found.object_list, today)
    keeps = administered_organizations(person(request), today).exists()
    own = kinds_of(person(request), today)
    kinds = [(kind.value, kind.label) for kind in people.kinds if kind in own]
    context: dict[str, Any] = {
        "name": people.name,
        "found": found,
        "asked": asked,
        "query": f"{asked.address()}&" if asked.address() else "",
        "keeps": keeps,
        "kinds": kinds,
        "ticks": bool(kinds) or keeps,
        "columns": [_head(asked, by, title) for by, title in people.columns],
        "part": f"contingent/{people.name}/_table.html",
        "on_paper": on_paper,
        "address": f"contingent:{people.name}",
        "excel": f"contingent:{people.name}_workbook",
    }
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, context["part"], context)
    # What is typed into the filters afterwards only narrows what is accounted for already.
    note_lists(request, today, AccessAction.PRINTED if on_paper else AccessAction.OPENED)
    context["filters"] = people.filters(person(request), today, asked)
    return render(request, f"contingent/{people.name}.html", context)


def _head(asked: Asked, by: str, title: str | Promise) -> tuple[str | Promise, str, str]:
    """Return a heading, the address that sorts by it, and how the list is sorted by it now."""
    order = "" if asked.by != by else "descending" if asked.is_downward else "ascending"
    return title, f"{asked.turned(by)}&" if by else "", order


def _workbook(request: HttpRequest, people: PeopleList) -> HttpResponse:
    today, asked = _asked(request, people)
    content = people.workbook(people.lines(people.find(person(request), today, asked), today))
    note_lists(request, today, AccessAction.EXPORTED)
    disposition = f'attachment; filename="{people.name}.xlsx"'
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": disposition})


def _asked(request: HttpRequest, people: PeopleList) -> tuple[date, Asked]:
    """Return the day and the question; to whom there is no such list, it is not there."""
    today = timezone.localdate()
    if not has_list(person(request), today, people.name):
        raise Http404
    return today, Asked.of(request.GET.dict())
