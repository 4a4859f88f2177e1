"""The page of one study group: its students with what is missing, what is drawn from it, how it came to be so."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.enums import OutsideSystem
from accounts.models import OutsideIdentity, User
from common.dated import holds_on
from contingent.access import listed_students
from contingent.enums import GroupKind, ImportStatus, SyncState
from contingent.feeds.problems import field_in_words, problem_in_words
from contingent.group_access import can_check, composition_day, forms_group, listed_groups, members_seen, read_students
from contingent.models import Curatorship, ImportBatch, Membership, Representative, Student, StudyGroup, SyncRun
from contingent.queries.groups.listing import GroupLine, find_groups, group_lines
from contingent.queries.lists.asked import ALL, Asked
from contingent.queries.students import show_phone
from contingent.sync_access import visible_set_aside
from contingent.ties import group_ties

EVENTS = 200


@dataclass(frozen=True)
class MemberLine:
    """A student of the group; contacts and what is missing only for who may open their card."""

    id: int
    user: int
    name: str
    home: str
    birth_date: date | None
    phone: str
    email: str
    representatives: tuple[str, ...]
    starts: date
    order: str
    lacks: tuple[str, ...]
    outside: bool
    is_carded: bool


@dataclass(frozen=True)
class CuratorLine:
    name: str
    user: int
    starts: date
    ends: date | None
    holds: bool


@dataclass(frozen=True)
class GroupView:
    """What the head of a group's page tells."""

    line: GroupLine
    day: date
    hidden: int
    sources: tuple[tuple[int, str], ...]
    derived: tuple[GroupLine, ...]
    curators: tuple[CuratorLine, ...]
    ties: tuple[tuple[str, str], ...]
    forms: bool
    curates: bool


@dataclass(frozen=True)
class Event:
    """Somebody came into the group or left it: on which day, by which order, entered by whom and when."""

    day: date
    came: bool
    name: str
    user: int
    order: str
    who: str
    at: datetime | None


@dataclass(frozen=True)
class Outside:
    """Where the composition comes from: the last exchange, the last loading, what was set aside."""

    synced_at: datetime | None
    loaded_at: datetime | None
    set_aside: tuple[tuple[str, datetime, tuple[tuple[str, str], ...]], ...]


def read_members(user: User, group: StudyGroup, on: date) -> list[MemberLine]:
    """Return the group's students whom the user may see, on the day that is meant, in seven queries.

    Who is still to come has no card yet that their curator could open.
    """
    day = composition_day(on)
    held = Membership.objects.filter(holds_on(day), group=group, student__in=members_seen(user, group, on))
    places = list(held.select_related("student__user").order_by("student__user__sort_key", "student"))
    ids = [place.student_id for place in places]
    carded = set(read_students(user, on).filter(pk__in=ids).values_list("pk", flat=True))
    linked = set(listed_students(user, on).filter(pk__in=ids).values_list("pk", flat=True))
    ties: dict[int, list[str]] = defaultdict(list)
    told = Representative.objects.filter(holds_on(day), student__in=carded).select_related("user")
    for tie in told.order_by("kind", "user__sort_key"):
        ties[tie.student_id].append(tie.user.short_name)
    homes = dict(
        Membership.objects.filter(holds_on(day), group_kind=GroupKind.HOME, student__in=ids).values_list(
            "student", "group__name"
        )
    )
    people = [place.student.user_id for place in places]
    known = set(
        OutsideIdentity.objects.filter(system=OutsideSystem.CONTINGENT, user__in=people).values_list("user", flat=True)
    )
    return [
        replace(_member(place, ties, homes, known, carded), is_carded=place.student_id in linked) for place in places
    ]


def _member(
    place: Any, ties: dict[int, list[str]], homes: dict[int, str], known: set[int], carded: set[int]
) -> MemberLine:
    student: Student = place.student
    user = student.user
    is_carded = student.pk in carded
    return MemberLine(
        id=student.pk,
        user=user.pk,
        name=user.full_name,
        home=homes.get(student.pk, ""),
        birth_date=user.birth_date if is_carded else None,
        phone=show_phone(user.phone) if is_carded else "",
        email=user.email if is_carded else "",
        representatives=tuple(ties.get(student.pk, ())),
        starts=place.starts,
        order=place.order,
        lacks=_lacks(user, ties.get(student.pk, ())) if is_carded else (),
        outside=bool(student.outside_id) or user.pk in known,
        is_carded=is_carded,
    )


def _lacks(user: User, ties: Sequence[str]) -> tuple[str, ...]:
    """Return what the regulation requires of a student and is not there (R22)."""
    told = (
        (user.phone, _("mobile number")),
        (user.email, _("e-mail address")),
        (user.birth_date, _("date of birth")),
        (ties, pgettext("lacking", "representative")),
    )
    return tuple(words for there, words in told if not there)


def read_group(user: User, group: StudyGroup, on: date) -> GroupView:
    """Return the head of the page."""
    rows = find_groups(user, on, Asked(state=ALL))
    lines = group_lines(rows.filter(Q(pk=group.pk) | Q(sources=group.pk)).distinct(), on)
    line = next(found for found in lines if found.id == group.pk)
    day = composition_day(on)
    shown = Membership.objects.filter(holds_on(day), group=group, student__in=members_seen(user, group, on))
    sources = group.sources.filter(pk__in=listed_groups(user, on).values("pk")).order_by("sort_key")
    curators = Curatorship.objects.filter(group=group).select_related("employee__user").order_by("-starts", "-pk")
    return GroupView(
        line=line,
        day=day,
        hidden=line.many - shown.count(),
        sources=tuple(sources.values_list("pk", "name")),
        derived=tuple(found for found in lines if found.id != group.pk and _is_open(found, on)),
        curators=tuple(
            CuratorLine(row.employee.user.full_name, row.employee.user_id, row.starts, row.ends, _holds(row, day))
            for row in curators
            if row.ends is None or row.ends >= row.starts
        ),
        ties=tuple(found for tell in group_ties() for found in tell(group.pk, on)),
        forms=forms_group(user, group, on),
        curates=group.kind == GroupKind.HOME and can_check(user, group, on),
    )


def _is_open(line: GroupLine, on: date) -> bool:
    return line.closed_on is None or line.closed_on >= on


def _holds(row: Curatorship, day: date) -> bool:
    return row.starts <= day and (row.ends is None or row.ends >= day)


def read_events(user: User, group: StudyGroup, on: date) -> list[Event]:
    """Return who came and who left, the latest first, with who entered it: in three queries."""
    seen = members_seen(user, group, on)
    rows = Membership.objects.filter(group=group, student__in=seen).select_related("student__user")
    places = [row for row in rows.order_by("-starts", "-pk")[:EVENTS] if row.ends is None or row.ends >= row.starts]
    made: dict[int, Any] = {}
    changed: dict[int, Any] = {}
    log: Any = Membership.history.filter(id__in=[place.pk for place in places]).select_related("history_user")
    for row in log.order_by("history_date", "history_id"):
        made.setdefault(row.id, row)
        if row.history_type == "~":
            changed[row.id] = row
    found = [_event(place, place.starts, True, made.get(place.pk)) for place in places]
    found += [_event(place, place.ends, False, changed.get(place.pk)) for place in places if place.ends]
    return sorted(found, key=lambda event: event.day, reverse=True)[:EVENTS]


def _event(place: Any, day: date, came: bool, row: Any) -> Event:
    user = place.student.user
    author = row.history_user if row is not None else None
    order = place.order if came else (row.history_change_reason or "" if row is not None else "")
    at = row.history_date if row is not None else None
    return Event(day, came, user.full_name, user.pk, order, author.short_name if author else _("by itself"), at)


def read_outside(user: User, group: StudyGroup, on: date) -> Outside:
    """Return what is known of where the group's composition comes from (R17, R49)."""
    runs = SyncRun.objects.filter(
        organization=group.organization_id, source__system=OutsideSystem.CONTINGENT,
        state__in=(SyncState.APPLIED, SyncState.UNCHANGED),
    )  # fmt: skip
    loaded = ImportBatch.objects.filter(organization=group.organization_id, status=ImportStatus.APPLIED)
    aside = visible_set_aside(user, on).filter(group=group).order_by("who", "pk")
    return Outside(
        runs.order_by("-ended_at").values_list("ended_at", flat=True).first(),
        loaded.order_by("-applied_at").values_list("applied_at", flat=True).first(),
        tuple(
            (row.who, row.since, tuple((field_in_words(f), problem_in_words(f, code, v)) for f, code, v in row.reasons))
            for row in aside
        ),
    )
