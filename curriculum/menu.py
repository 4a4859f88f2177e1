"""The curriculum's places in the top bar."""

from django.utils.translation import gettext_lazy as _

from accounts.menu import PEOPLE, Entry, reads_organization, register

register(
    Entry(
        "curriculum:delegations",
        _("Delegated rights"),
        position=45,
        shown=reads_organization,
        section=PEOPLE,
    )
)
