"""Whose data a page shows, for the log of accesses; and what the page of that log reads (152-ФЗ, R5)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.access import readable_organizations, visible_access_records
from accounts.access_log import records_of, subject_kinds
from accounts.enums import AccessAction
from accounts.models import User
from common.sql import sort_key
from contingent.access import carded_people, carded_representatives, carded_students, followed_groups, listed_employees

ON_PAGE = 50
FOUND = 20
MOST = 50_000


def listed_places(user: User, on: date) -> list[tuple[int | None, int]]:
    """Return whose lists the user has: all of an organisation (no group, organisation) or of a group."""
    whole = list(readable_organizations(user, on).values_list("pk", flat=True))
    groups = followed_groups(user, on).exclude(organization__in=whole).values_list("pk", "organization")
    return [*((None, place) for place in whole), *groups]


def shared_places(reader: User, on: date, person: User) -> set[int]:
    """Return the organisations through whose ties the reader sees the person."""
    studies = carded_students(reader, on).filter(user=person).values_list("organization", flat=True)
    jobs = listed_employees(reader, on).filter(user=person).values_list("organization", flat=True)
    ties = carded_representatives(reader, on).filter(user=person).values_list("student__organization", flat=True)
    return set(studies.union(jobs, ties))


@dataclass(frozen=True)
class AccessAsked:
    """What is asked of the log: whose data, who looked, from which day to which, what was done."""

    whose: int | None = None
    who: int | None = None
    first: date | None = None
    last: date | None = None
    action: str = ""
    page: str = ""


@dataclass(frozen=True, slots=True)
class AccessLine:
    """One record in words. `subject` is a person, a group, a page, all of an organisation."""

    at: datetime
    who: str
    who_id: int
    action: str
    kind: str | Promise
    subject: str
    page: str | Promise
    address: str


def find_people(reader: User, on: date, text: str) -> list[User]:
    """Return the first people tied to the reader's organisations whose name holds every word."""
    words = sort_key(text).split()[:6]
    if not words:
        return []
    rows = carded_people(reader, on)
    for word in words:
        rows = rows.filter(sort_key__contains=word)
    return list(rows.order_by("sort_key", "pk")[:FOUND])


def find_accesses(reader: User, on: date, asked: AccessAsked) -> Any:
    """Return the records of the organisations whose log the reader reads, the latest first."""
    rows = visible_access_records(reader, on)
    if asked.whose:
        rows = rows.filter(records_of(User(pk=asked.whose)))
    if asked.who:
        rows = rows.filter(user_id=asked.who)
    if asked.action in AccessAction.values:
        rows = rows.filter(action=asked.action)
    return rows.filter(_between(asked)).order_by("-at", "pk")


def page_of_accesses(reader: User, on: date, asked: AccessAsked) -> Page[Any]:
    """Return a page of the log; the number of queries does not grow with its lines."""
    found: Any = Paginator(find_accesses(reader, on, asked), ON_PAGE).get_page(asked.page)
    found.object_list = told(list(found.object_list))
    return found  # type: ignore[no-any-return]


def all_accesses(reader: User, on: date, asked: AccessAsked) -> list[AccessLine]:
    """Return what is found for a workbook, so many at most."""
    return told(list(find_accesses(reader, on, asked)[:MOST]))


def told(rows: list[Any]) -> list[AccessLine]:
    """Return the records in words, by the reader's clock; who and what is looked up once for all."""
    readers = {user.pk: user.full_name for user in User.objects.filter(pk__in={row.user_id for row in rows})}
    kinds = subject_kinds()
    names = {
        name: kind.names({row.subject_id for row in rows if row.subject_kind == name}) for name, kind in kinds.items()
    }
    return [
        AccessLine(
            timezone.localtime(row.at), readers.get(row.user_id, str(row.user_id)), row.user_id,
            str(AccessAction(row.action).label), kinds[row.subject_kind].title if row.subject_kind in kinds else "",
            names.get(row.subject_kind, {}).get(row.subject_id, ""), PAGES.get(row.page, ""), row.address or "",
        )
        for row in rows
    ]  # fmt: skip


def _between(asked: AccessAsked) -> Q:
    found, zone = Q(), timezone.get_current_timezone()
    if asked.first:
        found &= Q(at__gte=datetime.combine(asked.first, time.min, zone))
    if asked.last and asked.last < date.max:
        found &= Q(at__lt=datetime.combine(asked.last + timedelta(days=1), time.min, zone))
    return found


PAGES: dict[str, str | Promise] = {
    "contingent:access_log": _("Log of accesses"),
    "contingent:access_log_workbook": _("Log of accesses"),
    "contingent:group": _("Groups"),
    "contingent:group_board": _("Groups"),
    "contingent:group_check": _("Groups"),
    "contingent:group_close": _("Groups"),
    "contingent:group_compose": _("Groups"),
    "contingent:group_curator": _("Groups"),
    "contingent:group_edit": _("Groups"),
    "contingent:group_reopen": _("Groups"),
    "contingent:group_uncheck": _("Groups"),
    "contingent:group_undo": _("Groups"),
    "contingent:import_batch": _("Loading from Excel"),
    "contingent:import_rejected": _("Loading from Excel"),
    "contingent:import_remarks": _("Loading from Excel"),
    "contingent:person": _("Card"),
    "contingent:person_anonymise": _("Personal data"),
    "contingent:person_edit": _("Card"),
    "contingent:personal_data": _("Personal data"),
    "contingent:personal_workbook": _("Personal data"),
    "contingent:representatives": _("Representatives"),
    "contingent:representatives_workbook": _("Representatives"),
    "contingent:rights_of": _("Rights"),
    "contingent:sign_in_request": _("Request to sign in"),
    "contingent:staff": _("Staff"),
    "contingent:staff_workbook": _("Staff"),
    "contingent:student_readers": _("Who sees the student"),
    "contingent:students": _("Students"),
    "contingent:students_workbook": _("Students"),
    "contingent:sync_pair": _("Outside systems"),
    "contingent:sync_run": _("Outside systems"),
    "diary:news": _("Diary"),
    "diary:period": _("Diary"),
    "diary:subject": _("Diary"),
    "diary:week": _("Diary"),
    "journal:add_work": _("Journal"),
    "journal:excel": _("Journal"),
    "journal:history": _("History"),
    "journal:history_excel": _("History"),
    "journal:lesson": _("Lesson"),
    "journal:lessons": _("Lessons"),
    "journal:page": _("Journal"),
    "journal:print": _("Journal"),
    "journal:work": _("Journal"),
}
