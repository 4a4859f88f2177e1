"""Builds ``static/dist``."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from epos.frontend.build import BuildError, build


class Command(BaseCommand):
    help = "Install the front-end packages and build the style sheet and the scripts."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--with-browser", action="store_true", help="also the Chromium of the tests")

    def handle(self, *args: Any, with_browser: bool, **options: Any) -> None:
        try:
            build(with_browser=with_browser)
        except BuildError as error:
            raise CommandError(str(error)) from error
