"""A stand-in for an outside system: ``stand_in contingent|staff --port 8101``.

It serves what the database holds when it starts, on this machine only, by the contract in
docs/integrations/; how to make it change and misbehave is in docs/integrations/stand-in.md.
"""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from contingent.feeds.stand_in.people import organizations, records
from contingent.feeds.stand_in.server import StandIn
from contingent.feeds.stand_in.world import World


class Command(BaseCommand):
    help = "Play ИС «Контингент» or the staff source with the people of this database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("system", choices=sorted(settings.FEEDS))
        parser.add_argument("--port", type=int, default=0, help="0: any free one")

    def handle(self, *args: Any, system: str, port: int, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("A stand-in tells invented things: it is never run in production.")
        token = settings.FEEDS[system]["token"]
        if not token:
            raise CommandError(f"Set EPOS_{system.upper()}_TOKEN: the stand-in lets in only who knows it.")
        today = timezone.localdate()
        worlds = {key: World.of(key, records(system, pk, today), today) for key, pk in organizations()}
        connection.close()
        server = StandIn(worlds, token, port)
        count = sum(len(world.records) for world in worlds.values())
        self.stdout.write(f"{system}: {count} records of {len(worlds)} organisations at {server.address}")
        self.stdout.flush()
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            server.stop()
