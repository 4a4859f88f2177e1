"""What a list may be narrowed by: the boxes over it and their choices."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.access import readable_organizations
from accounts.enums import Role
from contingent.enums import RepresentativeKind, StudyForm
from contingent.queries.lists.asked import ALL, COMING, CURRENT, LEFT, Asked
from contingent.queries.lists.staff import NO_ROLE, positions
from contingent.queries.lists.students import NO_CONTACTS, NO_GROUP, NO_REPRESENTATIVE
from contingent.queries.students import roster_groups

if TYPE_CHECKING:
    from accounts.models import User

Options = list[tuple[str, str]]


@dataclass(frozen=True)
class Filter:
    """A box of choices; the first choice leaves everyone in."""

    name: str
    title: str
    options: Options
    chosen: str


def filters_of_students(user: "User", on: date, asked: Asked) -> list[Filter]:
    """Return the boxes over the list of students."""
    groups = roster_groups(user, on)
    levels = sorted({group.level for group in groups})
    lacks = [
        (NO_CONTACTS, _("phone or e-mail")),
        (NO_REPRESENTATIVE, pgettext("lacking", "representative")),
        (NO_GROUP, pgettext("lacking", "group")),
    ]
    found = [box("group", _("Group or class"), [(str(group.id), group.name) for group in groups], asked)]
    if len(levels) > 1:
        found.append(box("level", _("Year or parallel"), [(str(level), str(level)) for level in levels], asked))
    found.append(box("form", _("Form of study"), _choices(StudyForm), asked))
    found.append(box("lacks", _("Lacking"), lacks, asked, anything=_("nobody is left out")))
    if readable_organizations(user, on).exists():
        found.append(_states(asked, [_("studying now"), _("to come"), _("left"), _("all")]))
    return found


def filters_of_ties(user: "User", on: date, asked: Asked) -> list[Filter]:
    """Return the boxes over the list of representatives."""
    groups = [(str(group.id), group.name) for group in roster_groups(user, on)]
    return [
        box("kind", _("Who they are"), _choices(RepresentativeKind), asked),
        box("group", _("Group or class"), groups, asked),
        box("lacks", _("Lacking"), [(NO_CONTACTS, _("phone or e-mail"))], asked, anything=_("nobody is left out")),
        _states(asked, [_("representing now"), _("to come"), _("ended"), _("all")]),
    ]


def filters_of_staff(user: "User", on: date, asked: Asked) -> list[Filter]:
    """Return the boxes over the list of staff."""
    held = [(position, position) for position in positions(user, on)]
    return [
        box("role", _("Role in the journal"), [*_choices(Role), (NO_ROLE, _("no role"))], asked),
        box("position", _("Position"), held, asked),
        box("lacks", _("Lacking"), [(NO_CONTACTS, _("phone or e-mail"))], asked, anything=_("nobody is left out")),
        _states(asked, [_("working now"), _("to come"), _("left"), _("all")]),
    ]


def _choices(kind: type[StudyForm] | type[RepresentativeKind] | type[Role]) -> Options:
    return [(member.value, str(member.label)) for member in kind]


def box(name: str, title: str, options: Options, asked: Asked, anything: str = "") -> Filter:
    chosen = getattr(asked, name)
    return Filter(name, title, [("", anything or _("All")), *options], "" if chosen is None else str(chosen))


def _states(asked: Asked, titles: list[str]) -> Filter:
    options = list(zip(("", COMING, LEFT, ALL), titles, strict=True))
    return Filter("state", _("State"), options, "" if asked.state == CURRENT else asked.state)
