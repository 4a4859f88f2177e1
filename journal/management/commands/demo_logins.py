"""Who can sign in to the demo: ``demo_logins``."""

from typing import Any

from django.core.management.base import BaseCommand

from journal.demo.logins import LOGINS, PASSWORD


class Command(BaseCommand):
    help = "Print the sign-ins of the demo."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        widths = [max(len(getattr(row, name)) for row in LOGINS) for name in ("role", "login")]
        for row in LOGINS:
            self.stdout.write(f"{row.role:<{widths[0]}}  {row.login:<{widths[1]}}  {PASSWORD}  {row.who}")
