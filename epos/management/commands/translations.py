"""Russian strings: ``translations update | check | compile [room]``."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from epos.translations import catalogues
from epos.translations.rooms import ROOMS, catalogue


class Command(BaseCommand):
    help = "Extract the strings of each room, check that all are translated, compile the catalogues."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["update", "check", "compile"])
        parser.add_argument("room", nargs="?", choices=ROOMS)

    def handle(self, *args: Any, action: str, room: str | None, **options: Any) -> None:
        rooms = [room] if room else ROOMS
        if action == "update":
            for name in rooms:
                catalogues.update(name)
                empty = sum("not translated" in line for line in catalogues.problems(name))
                self.stdout.write(f"{catalogue(name)}: {empty} to translate")
        elif action == "compile":
            self.stdout.write(f"{catalogues.compile_all()} compiled")
        else:
            self._check(list(rooms))

    def _check(self, rooms: list[str]) -> None:
        found = [line for name in rooms for line in catalogues.problems(name)]
        found += catalogues.disagreements()
        for line in found:
            self.stderr.write(line)
        if found:
            raise CommandError(f"{len(found)} problems. Run `manage.py translations update`, then translate.")
        self.stdout.write("All strings are translated.")
