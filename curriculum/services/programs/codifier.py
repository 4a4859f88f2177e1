"""The codifier of a subject: taken in from a table, an element at a time changed by its code (R51)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.audit import Trace
from curriculum.enums import ElementKind
from curriculum.errors import ProgramRefused
from curriculum.models import ContentElement, Subject
from curriculum.program_access import check_codifier
from curriculum.tables import Cells

CODE = re.compile(r"^[\w.\-]{1,20}$")
MOST = 1500


@dataclass(frozen=True, slots=True)
class ElementRow:
    """An element as a table tells it: «1.2.3», its name, taught or required; `state`: new, changed, same."""

    code: str
    name: str
    kind: str
    state: str = "new"

    @property
    def kind_words(self) -> str:
        """What it is, in words."""
        return str(ElementKind(self.kind).label)


def read_elements(subject: Subject, table: Sequence[Cells]) -> tuple[list[ElementRow], list[str]]:
    """Return the elements in the table beside what the codifier holds, and the rows left out, as they stand."""
    held = {
        (row.kind, row.code): row.name
        for row in ContentElement.objects.filter(subject=subject).only("kind", "code", "name")
    }
    rows: dict[tuple[str, str], ElementRow] = {}
    left_out = []
    for cells in table:
        said = [cell for cell in cells if cell]
        code = said[0].rstrip(".") if said else ""
        if len(said) == 1 and (match := re.match(r"^(\d+(?:\.\d+)*)\.?\s+(.+)$", said[0])):
            code, said = match[1], [match[1], match[2]]
        if len(said) < 2 or not CODE.match(code) or not any(map(str.isdigit, code)):
            left_out.append(" · ".join(said)[:120])
            continue
        skill = any(re.search(r"умен|требован|навык|skill|requirement", cell.lower()) for cell in said[2:])
        kind = ElementKind.SKILL if skill else ElementKind.CONTENT
        name = said[1][:500]
        was = held.get((kind, code))
        state = "new" if was is None else "same" if was == name else "changed"
        rows[kind, code] = ElementRow(code, name, kind, state)
    return list(rows.values()), left_out


@transaction.atomic
def take_elements(*, subject: Subject, rows: Sequence[ElementRow], trace: Trace) -> int:
    """Add the new elements and rename the changed ones; return how many. None is deleted: topics refer to them."""
    check_codifier(trace.actor, subject, subject.organization.local_day(trace.now))
    Subject.objects.select_for_update(no_key=True).get(pk=subject.pk)
    held = {(row.kind, row.code): row for row in ContentElement.objects.filter(subject=subject)}
    if len(held.keys() | {(row.kind, row.code) for row in rows}) > MOST:
        raise ProgramRefused(_("A codifier has at most %(n)d elements.") % {"n": MOST})
    last = ContentElement.objects.filter(subject=subject).aggregate(last=Max("position"))["last"] or 0
    fresh, changed = [], []
    for row in rows:
        known = held.get((row.kind, row.code))
        if known is None:
            last += 1
            fresh.append(
                ContentElement(
                    organization_id=subject.organization_id, subject=subject, kind=row.kind, code=row.code,
                    name=row.name, position=last,
                )
            )  # fmt: skip
        elif known.name != row.name:
            known.name = row.name
            changed.append(known)
    ContentElement.objects.bulk_create(fresh)
    ContentElement.objects.bulk_update(changed, ["name"])
    return len(fresh) + len(changed)


@transaction.atomic
def delete_element(*, element: ContentElement, trace: Trace) -> None:
    """Delete an element that no topic and no work refers to."""
    check_codifier(trace.actor, element.subject, element.subject.organization.local_day(trace.now))
    if element.topics.exists() or element.planned_works.exists():
        raise ProgramRefused(_("Topics refer to this element: it is kept."))
    element.delete()
