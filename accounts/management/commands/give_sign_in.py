"""The operator's way in for whom nobody else may give one: the first director, or the only one (R18)."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse
from django.utils import timezone

from accounts.audit import Trace
from accounts.errors import RequestRefused
from accounts.models import User
from accounts.services.credentials import give_links, take_factor_off


class Command(BaseCommand):
    help = "Make a one-time link by which a person sets a password: manage.py give_sign_in LOGIN --reason …"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("login")
        parser.add_argument("--reason", required=True, help="who asked and how you made sure: it is kept")
        parser.add_argument("--take-factor-off", action="store_true", help="also take a lost second factor off")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["login"], is_active=True).first()
        if user is None:
            raise CommandError("There is no such person, or their access is closed.")
        trace = Trace(actor=User(), now=timezone.now(), reason=options["reason"])
        if options["take_factor_off"]:
            try:
                take_factor_off(user=user, organization=None, trace=trace)
            except RequestRefused as refusal:
                self.stderr.write(refusal.message)
        (issued,) = give_links(people=[(user, None)], trace=trace)
        self.stdout.write(settings.PUBLIC_URL + reverse("accounts:link", args=[issued.secret]))
