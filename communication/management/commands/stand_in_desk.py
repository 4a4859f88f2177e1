"""A stand-in for the developer's support desk: ``stand_in_desk --port 8105``.

``stand_in_desk --tell '{"answer": "Исправлено"}'`` tells the running one to answer the latest
ticket; what else it can be told is in docs/integrations/support-desk.md.
"""

from argparse import ArgumentParser
from typing import Any

import requests
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from communication.desk.stand_in import StandInDesk
from communication.queries import desk_address
from contingent.feeds.http import is_this_machine


class Command(BaseCommand):
    help = "Play the developer's support desk."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=0, help="0: any free one")
        parser.add_argument("--tell", metavar="JSON", help="tell the stand-in that runs already, and end")

    def handle(self, *args: Any, port: int, tell: str | None, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("A stand-in tells invented things: it is never run in production.")
        token = settings.DESK["token"]
        if not token:
            raise CommandError("Set EPOS_DESK_TOKEN: the stand-in lets in only who knows it.")
        if tell is not None:
            self.stdout.write(_told(tell, token))
            return
        server = StandInDesk(token, port)
        self.stdout.write(f"support desk at {server.address}")
        self.stdout.flush()
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            server.server_close()


def _told(order: str, token: str) -> str:
    """Send the order to the running stand-in; return what it answers."""
    address = desk_address()
    if not is_this_machine(address):
        raise CommandError("No stand-in of the support desk runs on this machine.")
    headers = {"Authorization": f"Bearer {token}"}
    try:
        return requests.post(f"{address}/control", data=order.encode(), headers=headers, timeout=10).text
    except requests.RequestException:
        raise CommandError(f"No stand-in answers at {address}.") from None
