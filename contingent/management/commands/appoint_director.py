"""Appoint the first director of an organisation, or another one in place of all before (R18)."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import Trace
from accounts.models import Organization, User
from contingent.errors import ContingentError
from contingent.queries.appointments import COMMAND
from contingent.services.appointments import appoint_director


class Command(BaseCommand):
    help = "Appoint a member of staff as director: manage.py appoint_director --organization 1 --employee LOGIN"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--organization", required=True, help="number or short name of the organisation")
        parser.add_argument("--employee", "--login", required=True, help="login of the member of staff")
        parser.add_argument("--from", dest="starts", type=date.fromisoformat, help="first day, today if not told")
        parser.add_argument("--order", default="", help="number and date of the order")
        parser.add_argument("--replace", action="store_true", help="end the appointments of all other directors")

    def handle(self, *args: Any, **options: Any) -> None:
        organization = find_organization(options["organization"])
        user = User.objects.filter(username=options["employee"]).first()
        if user is None:
            raise CommandError(_("There is no person with the login %(login)s.") % {"login": options["employee"]})
        now = timezone.now()
        try:
            made = appoint_director(
                organization=organization, user=user, starts=options["starts"] or organization.local_day(now),
                order=options["order"], replace=options["replace"],
                trace=Trace(actor=user, now=now, reason=COMMAND),
            )  # fmt: skip
        except ContingentError as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write(f"{organization.short_name}: {user.full_name}, {made.starts:%d.%m.%Y}")


def find_organization(told: str) -> Organization:
    """Return the organisation by its number or short name."""
    asked = {"pk": told} if told.isascii() and told.isdigit() else {"short_name": told}
    found = Organization.objects.filter(**asked)
    if len(found) != 1:
        raise CommandError(_("There is no single organisation like that: give its number."))
    return found[0]
