"""Make the sample workbook of students: ``make_sample_workbook docs/samples/people.xlsx``."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from contingent.services.people_import.sample import sample_workbook


class Command(BaseCommand):
    help = "Write an Excel workbook of invented students and parents, as schools keep them."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path)
        parser.add_argument("--students", type=int, default=60)
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args: Any, path: Path, students: int, seed: int, **options: Any) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(sample_workbook(students, seed))
        self.stdout.write(str(path))
