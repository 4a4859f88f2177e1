"""The invented college and school: ``load_demo [--today 2026-11-20]``.

``--scale region --organizations 100`` makes as many colleges, for benchmarks, in a database of its own.
"""

import time
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import Organization
from journal.demo.calendar import clipped
from journal.demo.load import load_demo
from journal.demo.region import load_region


class Command(BaseCommand):
    help = "Load the demo: an invented college and a school (sign-ins: demo_logins)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--today", type=date.fromisoformat, help="the day up to which lessons are filled")
        parser.add_argument("--if-empty", action="store_true", help="do nothing when there is an organisation already")

        parser.add_argument("--scale", choices=["college", "region"], default="college")
        parser.add_argument("--organizations", type=int, default=100, help="with --scale region")

    def handle(self, *args: Any, today: date | None, if_empty: bool, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("The demo has known passwords: it is never loaded in production.")
        if Organization.objects.exists():
            if if_empty:
                self.stdout.write("The database holds organisations already: nothing to load.")
                return
            raise CommandError("The demo is loaded into an empty database: this one has organisations.")
        started = time.monotonic()
        day = clipped(today or timezone.localdate())
        if options["scale"] == "region":
            load_region(today=day, organizations=options["organizations"], say=self.stdout.write)
        else:
            loaded = load_demo(today=day)
            self.stdout.write(
                f"{loaded.students} students, {loaded.courses} courses, {loaded.lessons} lessons, {loaded.marks} marks"
            )
        self.stdout.write(f"loaded in {time.monotonic() - started:.1f} s")
