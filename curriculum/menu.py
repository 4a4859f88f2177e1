"""The curriculum's places in the top bar."""

from datetime import date
from typing import Any

from django.db.models import Exists
from django.utils.translation import gettext_lazy as _

from accounts.menu import PEOPLE, PREPARATION, Entry, reads_organization, register, register_within
from accounts.models import User
from curriculum.program_access import programmed_loads
from curriculum.readiness_access import answered_steps


def prepares_year(user: User, on: date) -> Any:
    """Whether the user reads an organisation, or answers for a step of its preparation."""
    return reads_organization(user, on) | Exists(answered_steps(user, on))


def writes_programs(user: User, on: date) -> Any:
    """Whether the user has courses whose programmes are theirs to write, or reads those of an organisation."""
    return Exists(programmed_loads(user, on)) | reads_organization(user, on)


register(
    Entry(
        "curriculum:delegations",
        _("Delegated rights"),
        position=45,
        shown=reads_organization,
        section=PEOPLE,
    )
)
register(
    Entry("curriculum:programs", _("Work programmes"), position=66, shown=writes_programs, section=PREPARATION),
)
register(Entry("curriculum:readiness", _("Readiness"), position=60, shown=prepares_year, section=PREPARATION))
register(Entry("curriculum:rollover", _("New year"), position=69, shown=reads_organization, section=PREPARATION))
register(
    Entry("curriculum:publishing", _("Publishing"), position=68, shown=reads_organization, section=PREPARATION),
)
register(
    Entry("curriculum:references", _("References"), position=61, shown=reads_organization, section=PREPARATION),
)
register(
    Entry("curriculum:plans", _("Curricula"), position=62, shown=reads_organization, section=PREPARATION),
)
register(
    Entry("curriculum:calendars", _("Study schedules"), position=63, shown=reads_organization, section=PREPARATION),
)
register_within(PREPARATION, "/regimes/")
register(
    Entry("curriculum:courses", _("Courses of groups"), position=64, shown=reads_organization, section=PREPARATION),
)
register(
    Entry("curriculum:load", _("Teaching load"), position=65, shown=reads_organization, section=PREPARATION),
)
