"""What the administrator reads of requests to sign in, and whom each may be."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.access import visible_sign_in_requests
from accounts.enums import OutsideSystem, RequestState
from accounts.models import OutsideIdentity, SignInRequest, User
from accounts.outside import works
from common.dated import holds_on
from common.sql import sort_key
from contingent.enums import GroupKind
from contingent.models import Membership, Representative, Student

ON_PAGE = 50
SHOWN = 8
LOOKED_AT = 200


@dataclass(frozen=True)
class RequestLine:
    """A request in the list."""

    id: int
    name: str
    system: str
    organization: str
    asked_at: datetime
    is_open: bool
    state: str


@dataclass(frozen=True)
class Compared:
    """One thing told in the request beside what the organisation has."""

    title: str | Promise
    told: str
    held: str
    is_same: bool


@dataclass(frozen=True)
class Candidate:
    """A person of the organisation who may be the one who asks."""

    user_id: int
    name: str
    compared: tuple[Compared, ...]
    has_other_key: bool
    works: bool
    is_active: bool

    @property
    def alike(self) -> int:
        """Return in how many things they are the same."""
        return sum(one.is_same for one in self.compared)


def list_requests(user: User, on: date, page: str) -> Page[Any]:
    """Return the requests, those that wait first, the oldest of them first."""
    rows: QuerySet[Any] = visible_sign_in_requests(user, on).select_related("organization")
    waits = Q(state=RequestState.OPEN)
    found = Paginator(rows.alias(waits=waits).order_by("-waits", "-answered_at", "asked_at", "pk"), ON_PAGE)
    shown: Page[Any] = found.get_page(page)
    shown.object_list = [
        RequestLine(
            row.pk, _name(row), row.get_system_display(), row.organization.short_name, row.asked_at,
            row.state == RequestState.OPEN, row.get_state_display(),
        )
        for row in shown.object_list
    ]  # fmt: skip
    return shown


def linkable_people(request: SignInRequest, on: date) -> QuerySet[User]:
    """Return the people of the organisation whom the system signs in: its representatives or its students."""
    if request.system == OutsideSystem.GOSUSLUGI:
        ties = Representative.objects.filter(
            holds_on(on), holds_on(on, "student__"), student__organization=request.organization_id
        )
    else:
        ties = Student.objects.on(on).filter(organization=request.organization_id)
    return User.objects.filter(pk__in=ties.values("user"))


def candidates(request: SignInRequest, text: str, on: date) -> list[Candidate]:
    """Return who may be the one who asks, the likeliest first; with a text, whoever is called so."""
    people = linkable_people(request, on)
    people = people.filter(_called(text, request, on)) if text.strip() else people.filter(_like(request, on))
    numbers = OutsideIdentity.objects.filter(user=OuterRef("pk"), system=request.system)
    rows = list(
        people.annotate(
            has_other_key=Exists(numbers.exclude(key=request.key)),
            at_work=Exists(User.objects.filter(works(on), pk=OuterRef("pk"))),
        ).order_by("sort_key", "pk")[:LOOKED_AT]
    )
    children = _children(request, [row.pk for row in rows], on)
    found = [_candidate(request, row, children.get(row.pk, [])) for row in rows]
    return sorted(found, key=lambda one: -one.alike)[:SHOWN]


def _like(request: SignInRequest, on: date) -> Q:
    like = Q(sort_key__startswith=sort_key(request.last_name) + " ") if request.last_name else Q(pk__in=[])
    if request.email:
        like |= Q(email__iexact=request.email)
    if request.birth_date:
        like |= Q(birth_date=request.birth_date)
    if request.child_name.strip():
        like |= _parent_of(request.child_name, request, on)
    return like


def _called(text: str, request: SignInRequest, on: date) -> Q:
    return _words(text) | _parent_of(text, request, on)


def _words(text: str, prefix: str = "") -> Q:
    found = Q()
    for word in sort_key(text).split()[:5]:
        found &= Q(**{f"{prefix}sort_key__contains": word})
    return found


def _parent_of(text: str, request: SignInRequest, on: date) -> Q:
    if request.system != OutsideSystem.GOSUSLUGI:
        return Q(pk__in=[])
    ties = Representative.objects.filter(
        _words(text, "student__user__"), holds_on(on), student__organization=request.organization_id
    )
    return Q(pk__in=ties.values("user"))


def _children(request: SignInRequest, users: list[int], on: date) -> dict[int, list[tuple[str, str]]]:
    """Return of each representative the names of their children here, each with the group."""
    home = Membership.objects.filter(holds_on(on), group_kind=GroupKind.HOME)
    groups = dict(
        home.filter(
            Q(student__user__in=users) | Q(student__representatives__user__in=users),
            student__organization=request.organization_id,
        ).values_list("student", "group__name")
    )
    found: dict[int, list[tuple[str, str]]] = {}
    if request.system == OutsideSystem.GOSUSLUGI:
        ties = Representative.objects.filter(
            holds_on(on), holds_on(on, "student__"), user__in=users, student__organization=request.organization_id
        ).select_related("student__user")
        for tie in ties.order_by("student__user__sort_key"):
            told = (tie.student.user.full_name, groups.get(tie.student_id, ""))
            found.setdefault(tie.user_id, []).append(told)
    else:
        studies = Student.objects.on(on).filter(user__in=users, organization=request.organization_id)
        for user, student in studies.values_list("user", "pk"):
            found.setdefault(user, []).append(("", groups.get(student, "")))
    return found


def _candidate(request: SignInRequest, row: Any, children: list[tuple[str, str]]) -> Candidate:
    compared = [
        Compared(_("Name"), _name(request), row.full_name, _same_name(request, row)),
        Compared(
            _("Date of birth"), _day(request.birth_date), _day(row.birth_date),
            request.birth_date is not None and request.birth_date == row.birth_date,
        ),
        Compared(
            _("E-mail"), request.email, row.email,
            bool(request.email) and request.email.casefold() == row.email.casefold(),
        ),
    ]  # fmt: skip
    if request.system == OutsideSystem.GOSUSLUGI:
        held = "; ".join(f"{name} ({group})" if group else name for name, group in children)
        wanted = set(sort_key(request.child_name).split())
        same = bool(wanted) and any(wanted <= set(sort_key(name).split()) for name, _group in children)
        compared.append(Compared(_("Children"), request.child_name, held, same))
    else:
        compared.append(Compared(_("Group or class"), "", "; ".join(group for _name, group in children), False))
    return Candidate(row.pk, row.full_name, tuple(compared), row.has_other_key, row.at_work, row.is_active)


def _same_name(request: SignInRequest, row: User) -> bool:
    parts = ("last_name", "first_name", "patronymic")
    pairs = [(sort_key(getattr(request, part)), sort_key(getattr(row, part))) for part in parts]
    return all(one == other or (index == 2 and not (one and other)) for index, (one, other) in enumerate(pairs))


def _name(request: SignInRequest) -> str:
    return " ".join(filter(None, (request.last_name, request.first_name, request.patronymic)))


def _day(day: date | None) -> str:
    return day.strftime("%d.%m.%Y") if day else ""
