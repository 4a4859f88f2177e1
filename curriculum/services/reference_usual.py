"""Filling empty references with what such organisations usually have, so that nobody begins from nothing (R33)."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import Trace
from accounts.models import Organization
from curriculum.models import PreparationAction
from curriculum.queries.references import without_rows
from curriculum.services.reference_loading import check_rows, load_rows


@transaction.atomic
def fill_usual(*, organization: Organization, trace: Trace) -> list[PreparationAction]:
    """Give every empty reference its usual rows; each is a loading that can be taken back as a whole.

    What has rows is left alone, so a second press adds nothing.
    """
    made = []
    today = organization.local_day(trace.now)
    for table in without_rows(organization):
        assert table.usual is not None  # noqa: S101 — only such are returned
        told = table.usual(organization, today)
        rows = [{"sheet": "", "number": n, "texts": texts, "letters": {}} for n, texts in enumerate(told, start=1)]
        asked: dict[str, Any] = {"table": table, "organization": organization, "rows": rows, "trace": trace}
        shown = check_rows(**asked).digest
        if action := load_rows(shown=shown, file_name=_("usual rows"), **asked):
            made.append(action)
    return made
