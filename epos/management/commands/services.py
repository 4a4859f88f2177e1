"""The embedded database and broker: ``services start | stop | status``."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from epos.embedded import services
from epos.embedded.process import ServiceError


class Command(BaseCommand):
    help = "Start, stop or show the embedded PostgreSQL and Valkey."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["start", "stop", "status"])

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        started = time.monotonic()
        try:
            if action == "start":
                for line in services.start(self.stdout.write):
                    self.stdout.write(f"{line} ({time.monotonic() - started:.1f} s)")
            elif action == "stop":
                services.stop(self.stdout.write)
            else:
                for line in services.status():
                    self.stdout.write(line)
        except ServiceError as error:
            raise CommandError(str(error)) from error
