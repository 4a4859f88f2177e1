"""Compiles every template: a misspelt tag is found without opening the page."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.template.loader import get_template

from epos.embedded.places import ROOT


class Command(BaseCommand):
    help = "Compile every template of the project."

    def handle(self, *args: Any, **options: Any) -> None:
        folder = ROOT / "templates"
        wrong = []
        for path in sorted(folder.rglob("*.html")):
            try:
                get_template(str(path.relative_to(folder)))
            except (TemplateSyntaxError, TemplateDoesNotExist) as error:
                wrong.append(f"{path.relative_to(ROOT)}: {error}")
        if wrong:
            raise CommandError("\n".join(wrong))
