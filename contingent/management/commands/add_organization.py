"""Add an organisation with its first director, and make the director's one-time link (R18)."""

from typing import Any
from zoneinfo import available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.audit import Trace
from accounts.enums import OrganizationKind
from accounts.models import Organization, User
from accounts.services.credentials import give_links
from contingent.services.founding import found_organization

REASON = "manage.py add_organization"
WORDS = ("last_name", "first_name", "patronymic")


class Command(BaseCommand):
    help = 'Add an organisation: manage.py add_organization --kind college --name "…" --short-name "…" --director "…"'

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--kind", required=True, choices=OrganizationKind.values)
        parser.add_argument("--name", required=True, help="full name, as in the charter")
        parser.add_argument("--short-name", required=True)
        parser.add_argument("--time-zone", default=settings.TIME_ZONE, help="of its clock, Asia/Yekaterinburg say")
        parser.add_argument("--director", required=True, help="surname, name and patronymic")
        parser.add_argument("--email", default="", help="the director's address")
        parser.add_argument("--position", default="Директор")

    def handle(self, *args: Any, **options: Any) -> None:
        words = options["director"].split(maxsplit=2)
        if len(words) < 2:
            raise CommandError("Tell the director's surname and name.")
        if options["time_zone"] not in available_timezones():
            raise CommandError("There is no such time zone.")
        organization = Organization(
            kind=options["kind"], name=options["name"], short_name=options["short_name"],
            time_zone=options["time_zone"],
        )  # fmt: skip
        person = dict(zip(WORDS, words, strict=False)) | {"email": options["email"]}
        trace = Trace(User(), timezone.now(), reason=REASON)
        try:
            with transaction.atomic():
                user = found_organization(
                    organization=organization, director=person, position=options["position"], trace=trace
                )
                (issued,) = give_links(people=[(user, None)], trace=trace)
        except ValidationError as refusal:
            raise CommandError("\n".join(refusal.messages)) from refusal
        self.stdout.write(f"{organization.pk}: {organization.short_name}")
        self.stdout.write(f"{user.full_name}: {user.username}")
        self.stdout.write(settings.PUBLIC_URL + reverse("accounts:link", args=[issued.secret]))
