"""What the frame of a page reads."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, reduce
from operator import or_
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.functional import Promise

from accounts.enums import RequestState, Role
from accounts.menu import SECTIONS, Entry, Fact, entries, is_within, ties
from accounts.models import Appointment, Organization, SignInRequest, User
from common.dated import holds_on
from common.plans import Answer
from common.prepared import Prepared, by_column, send

HELPERS = (Role.IT_SUPPORT, Role.JOURNAL_ADMIN)


@dataclass(frozen=True)
class Place:
    """An entry of the top bar as one person sees it."""

    title: str | Promise
    url: str
    count: int
    is_current: bool


@dataclass(frozen=True)
class OwnOrganization:
    """An organisation the person belongs to, with who helps there (R31)."""

    name: str
    helpers: tuple[str, ...]


@dataclass(frozen=True)
class Shell:
    """The frame of a page: where the person can go, where they are, whom to ask."""

    places: tuple[Place, ...]
    tabs: tuple[Place, ...]
    organizations: tuple[OwnOrganization, ...]
    finds: bool


Facts = Callable[[], Answer]


def ask_shell(user: User, on: date) -> Facts:
    """Ask what the frame of the user's page tells on the day; the database finds it out meanwhile."""
    return send(*_statement(entries(), ties()).with_values(user, on))


def read_shell(user: User, on: date, path: str, asked: Facts | None = None) -> Shell:
    """Return the frame of the user's page at the path on the day, in one query, unless it has been asked."""
    wanted = entries()
    (row,) = by_column((asked or ask_shell(user, on))())
    columns = _columns(wanted)
    shown = [(entry, (entry.count and row[columns[entry.count]]) or 0) for entry in wanted if row[columns[entry.shown]]]
    places, tabs = _arranged(shown, path)
    return Shell(
        places=places,
        tabs=tabs,
        finds=any(entry.with_search for entry, _count in shown),
        organizations=tuple(
            OwnOrganization(found["name"], tuple(User(**names).short_name for names in found["helpers"][:2]))
            for found in map(json.loads, row["own_organizations"])
        ),
    )


@cache
def _statement(wanted: tuple[Entry, ...], belongs: tuple[Fact, ...]) -> Prepared:
    return Prepared(lambda user, on: _query(wanted, belongs, user, on))


def _query(wanted: tuple[Entry, ...], belongs: tuple[Fact, ...], user: User, on: date) -> Any:
    asked: dict[str, Any] = {"own_organizations": ArraySubquery(_organizations(belongs, user, on))}
    asked |= {column: fact(user, on) for fact, column in _columns(wanted).items()}
    return User.objects.filter(pk=user.pk).values(**asked)


@cache
def _columns(wanted: tuple[Entry, ...]) -> dict[Fact, str]:
    """Return the facts of the places, each with its column: a fact that several places share is asked once."""
    facts = [fact for entry in wanted for fact in (entry.shown, entry.count) if fact]
    return {fact: f"fact_{place}" for place, fact in enumerate(dict.fromkeys(facts))}


def _arranged(shown: list[tuple[Entry, int]], path: str) -> tuple[tuple[Place, ...], tuple[Place, ...]]:
    """Return the places of the bar, and the tabs of the section in which the path is."""
    bar: dict[str, Place] = {}
    sections: dict[str, list[Place]] = {}
    for entry, count in shown:
        place = _place(entry, count, path)
        if not entry.section:
            bar[entry.url_name] = place
            continue
        inside = sections.setdefault(entry.section, [])
        inside.append(place)
        bar[entry.section] = Place(
            SECTIONS[entry.section],
            inside[0].url,
            sum(each.count for each in inside),
            any(each.is_current for each in inside) or is_within(entry.section, path),
        )
    tabs = next((inside for name, inside in sections.items() if bar[name].is_current and len(inside) > 1), [])
    return tuple(bar.values()), tuple(tabs)


def _place(entry: Entry, count: int, path: str) -> Place:
    url = address(entry.url_name)
    return Place(entry.title, url, count, path.startswith(url))


@cache
def address(url_name: str) -> str:
    """Return the address of a page that is always the same."""
    return reverse(url_name)


def _organizations(ways: tuple[Fact, ...], user: User, on: date) -> Any:
    appointed = Appointment.objects.filter(holds_on(on), user=user).values("organization")
    belongs = reduce(or_, (Q(pk__in=tie(user, on)) for tie in ways), Q(pk__in=appointed))
    helpers = (
        Appointment.objects.filter(holds_on(on), organization=OuterRef("pk"), role__in=HELPERS)
        .order_by("role", "user__sort_key")
        .values(
            json=JSONObject(
                last_name="user__last_name",
                first_name="user__first_name",
                patronymic="user__patronymic",
            )
        )
    )
    return (
        Organization.objects.filter(belongs)
        .order_by("pk")
        .values(json=JSONObject(name="short_name", helpers=ArraySubquery(helpers)))
    )


@dataclass(frozen=True)
class OwnRequest:
    """A request of somebody at the door, and what has come of it."""

    organization: str
    asked_at: datetime
    is_open: bool
    answer: str


ORGANIZATIONS_SHOWN = 20


def find_organizations(text: str) -> list[Organization]:
    """Return organisations by a part of either name: the first twenty."""
    found = Organization.objects.all()
    for word in text.split()[:6]:
        found = found.filter(Q(name__icontains=word) | Q(short_name__icontains=word))
    return list(found.order_by("short_name", "pk")[:ORGANIZATIONS_SHOWN])


def own_requests(system: str, key: str) -> list[OwnRequest]:
    """Return what the person whom the system knows by the number has asked, the latest first."""
    rows = SignInRequest.objects.filter(system=system, key=key).select_related("organization").order_by("-asked_at")
    return [
        OwnRequest(row.organization.short_name, row.asked_at, row.state == RequestState.OPEN, row.answer)
        for row in rows
    ]
