"""The curriculum's places in the top bar."""

from django.db.models import Exists
from django.utils.translation import gettext_lazy as _

from accounts.access import readable_organizations
from accounts.menu import PEOPLE, Entry, register

register(
    Entry(
        "curriculum:delegations",
        _("Delegated rights"),
        position=45,
        shown=lambda user, on: Exists(readable_organizations(user, on)),
        section=PEOPLE,
    )
)
