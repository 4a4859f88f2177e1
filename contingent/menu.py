"""The contingent's places in the top bar, and how people belong to organisations."""

from datetime import date
from typing import Any

from django.db.models import Count, Exists, IntegerField, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.access import administered_organizations, readable_organizations
from accounts.menu import PEOPLE, Entry, reads_organization, register, register_tie, register_within
from accounts.models import User
from contingent.access import diary_students, employments, followed_groups
from contingent.enums import PairState, SyncState
from contingent.group_access import has_groups
from contingent.personal_access import answered_organizations
from contingent.sync_access import visible_pairs, visible_runs, visible_set_aside


def has_roster(user: User, on: date) -> Any:
    """Whether the user keeps or reads a list of students."""
    return Exists(followed_groups(user, on)) | Exists(readable_organizations(user, on))


def answers_for_data(user: User, on: date) -> Any:
    """Whether the user answers for personal data and reads the log of accesses."""
    return Exists(answered_organizations(user, on))


def loads_people(user: User, on: date) -> Any:
    """Whether the user loads students from workbooks."""
    return Exists(administered_organizations(user, on))


def to_decide(user: User, on: date) -> Any:
    """Count the synchronisations that ask and the doubtful pairs."""
    asks = visible_runs(user, on).filter(state=SyncState.ASKS)
    pairs = visible_pairs(user, on).filter(state=PairState.OPEN)
    return _many(asks) + _many(pairs)


def sees_set_aside(user: User, on: date) -> Any:
    """Whether records of the user's own groups wait to be mended; the administration has them with the exchange."""
    return Exists(visible_set_aside(user, on)) & ~Exists(readable_organizations(user, on))


def _many(rows: Any) -> Any:
    counted = rows.order_by().values(one=Value(1)).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


register_within(PEOPLE, "/contingent/people/", "/contingent/changes/", "/contingent/credentials/")
register_tie(lambda user, on: employments(user, on).values("organization"))
register_tie(lambda user, on: diary_students(user, on).values("organization"))
register(Entry("contingent:students", _("Students"), position=40, shown=has_roster, section=PEOPLE))
register(Entry("contingent:groups", _("Groups"), position=41, shown=has_groups, section=PEOPLE))
register(
    Entry("contingent:representatives", _("Representatives"), position=42, shown=has_roster, section=PEOPLE),
)
register(Entry("contingent:staff", _("Staff"), position=43, shown=reads_organization, section=PEOPLE))
register(Entry("contingent:appointments", _("Appointments"), position=44, shown=reads_organization, section=PEOPLE))
register(Entry("contingent:sync", _("Outside systems"), 46, reads_organization, to_decide, section=PEOPLE))
register(Entry("contingent:sync_set_aside", _("Set aside"), 46, sees_set_aside, section=PEOPLE))
register(Entry("contingent:imports", _("Loading from Excel"), position=47, shown=loads_people, section=PEOPLE))
register(Entry("contingent:access_log", _("Log of accesses"), position=49, shown=answers_for_data, section=PEOPLE))
register(Entry("contingent:keeping", _("Terms of keeping"), position=51, shown=answers_for_data, section=PEOPLE))
register(Entry("contingent:rights", _("Rights"), position=50, shown=reads_organization, section=PEOPLE))
