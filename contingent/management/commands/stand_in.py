"""A stand-in for an outside system: ``stand_in contingent|staff --port 8101``.

``stand_in contingent --tell '{"change": 3, "leave": 1}'`` tells the running one what to do.
It serves what the database holds when it starts, on this machine only, by the contract in
docs/integrations/; what it can be told is in docs/integrations/stand-in.md.
"""

from argparse import ArgumentParser
from typing import Any

import requests
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from contingent.feeds.errors import FeedError
from contingent.feeds.http import is_this_machine
from contingent.feeds.reading import configured
from contingent.feeds.stand_in.people import organizations, records
from contingent.feeds.stand_in.server import StandIn
from contingent.feeds.stand_in.world import World


class Command(BaseCommand):
    help = "Play ИС «Контингент» or the staff source with the people of this database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("system", choices=sorted(settings.FEEDS))
        parser.add_argument("--port", type=int, default=0, help="0: any free one")
        parser.add_argument("--tell", metavar="JSON", help="tell the stand-in that runs already, and end")

    def handle(self, *args: Any, system: str, port: int, tell: str | None, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("A stand-in tells invented things: it is never run in production.")
        token = settings.FEEDS[system]["token"]
        if not token:
            raise CommandError(f"Set EPOS_{system.upper()}_TOKEN: the stand-in lets in only who knows it.")
        if tell is not None:
            self.stdout.write(_told(system, tell))
        else:
            self._serve(system, token, port)

    def _serve(self, system: str, token: str, port: int) -> None:
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


def _told(system: str, order: str) -> str:
    """Send the order to the running stand-in; return what it answers."""
    try:
        source = configured(system, "")
    except FeedError as error:
        raise CommandError(error.message) from None
    if not is_this_machine(source.address):
        raise CommandError("This is no stand-in: it is not on this machine.")
    headers = {"Authorization": f"Bearer {source.token}"}
    try:
        return requests.post(f"{source.address}/control", data=order.encode(), headers=headers, timeout=10).text
    except requests.RequestException:
        raise CommandError(f"No stand-in answers at {source.address}.") from None
