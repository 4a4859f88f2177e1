"""Stand in for госуслуги or РСААГ on this machine: ``stand_in_oidc gosuslugi --port 9101``."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.stand_in.people import demo_people
from accounts.stand_in.provider import TITLES, serve


class Command(BaseCommand):
    help = "Stand in for a provider of sign-in, with the people of the demo."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("system", choices=sorted(TITLES))
        parser.add_argument("--port", type=int, default=0, help="0: any free one")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("A stand-in signs anybody in: not with production.")
        server = serve(options["system"], demo_people(options["system"]), options["port"])
        self.stdout.write(f"{options['system']}: http://127.0.0.1:{server.server_port}")
        self.stdout.flush()
        server.serve_forever()
