"""What the pages of changes of several people read."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.paginator import Page, Paginator

from accounts.models import User
from contingent.access import visible_bulk_actions
from contingent.enums import BulkKind, StudyForm
from contingent.models import BulkAction, StudyGroup

ON_PAGE = 50
LIST_OF = {BulkKind.END_TIE: "representatives", BulkKind.END_EMPLOYMENT: "staff", BulkKind.COMPOSE: "groups"}


@dataclass(frozen=True)
class ActionView:
    """One change with the people it was made to."""

    id: int
    title: str
    list: str
    organization: str
    actor: str
    at: datetime
    many: int
    day: date | None
    order: str
    target: str
    undone_by: str
    undone_at: datetime | None
    people: tuple[tuple[int, str], ...] = ()


def list_name(kind: BulkKind) -> str:
    """Return the list whose rows the change is made to."""
    return LIST_OF.get(kind, "students")


def list_actions(user: User, on: date, page: str) -> Page[Any]:
    """Return the changes, latest first, without the people."""
    rows = visible_bulk_actions(user, on).select_related("organization", "actor", "undone_by")
    found: Any = Paginator(rows, ON_PAGE).get_page(page)
    found.object_list = [view_action(action, with_people=False) for action in found.object_list]
    return found  # type: ignore[no-any-return]


def view_action(action: BulkAction, *, with_people: bool = True) -> ActionView:
    """Return the change as a page shows it; names are those of today."""
    asked, kind = action.asked, BulkKind(action.kind)
    people: Any = User.objects.filter(pk__in=action.people).order_by("sort_key", "pk") if with_people else ()
    group = StudyGroup.objects.filter(pk=asked.get("group")).first() if with_people and asked.get("group") else None
    form = str(StudyForm(asked["form"]).label) if asked.get("form") else ""
    return ActionView(
        id=action.pk,
        title=str(kind.label),
        list=list_name(kind),
        organization=action.organization.short_name,
        actor=action.actor.short_name,
        at=action.at,
        many=len(action.people),
        day=date.fromisoformat(asked["day"]) if asked.get("day") and kind != BulkKind.FORM else None,
        order=asked.get("order", ""),
        target=group.name if group else form,
        undone_by=action.undone_by.short_name if action.undone_by else "",
        undone_at=action.undone_at,
        people=tuple((person.pk, person.full_name) for person in people),
    )
