"""What the lists of people share: whether there is one for the user, the groups to choose from, phones."""

from dataclasses import dataclass
from datetime import date

from accounts.access import administered_organizations, readable_organizations
from accounts.models import User
from contingent.access import changing_organizations, followed_groups, visible_groups
from contingent.enums import BulkKind, GroupKind
from contingent.models import StudyGroup


@dataclass(frozen=True)
class GroupChoice:
    id: int
    name: str
    level: int
    organization: int


def show_phone(phone: str) -> str:
    """Return a Russian number as people read it: +7 902 123-45-67; another as it is kept."""
    if len(phone) == 12 and phone.startswith("+7"):
        return f"{phone[:2]} {phone[2:5]} {phone[5:8]}-{phone[8:10]}-{phone[10:]}"
    return phone


def roster_groups(user: User, on: date) -> list[GroupChoice]:
    """Return the open home groups whose composition the user may read."""
    rows = StudyGroup.objects.open_on(on).filter(pk__in=visible_groups(user, on).values("pk"), kind=GroupKind.HOME)
    found = rows.order_by("sort_key", "pk").values_list("pk", "name", "level", "organization")
    return [GroupChoice(*told) for told in found]


def groups_to_move_to(user: User, on: date) -> list[GroupChoice]:
    """Return the open home groups to which the user transfers students."""
    own = set(changing_organizations(user, on, BulkKind.TRANSFER).values_list("pk", flat=True))
    return [group for group in roster_groups(user, on) if group.organization in own]


def kept_groups(user: User, on: date) -> list[GroupChoice]:
    """Return the open home groups of the organisations whose journal the user administers."""
    own = set(administered_organizations(user, on).values_list("pk", flat=True))
    return [group for group in roster_groups(user, on) if group.organization in own]


def has_roster(user: User, on: date) -> bool:
    """Whether there is any list of students for the user: a curator's or an administration's."""
    followed = StudyGroup.objects.filter(pk__in=followed_groups(user, on))
    return followed.exists() or readable_organizations(user, on).exists()
