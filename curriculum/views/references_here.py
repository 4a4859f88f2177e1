"""What the pages of references take from a request: which organisation, which table, what is asked for."""

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest
from django.utils import timezone

from accounts.access import readable_organizations
from contingent.views.here import person
from curriculum.queries.references import Asked
from curriculum.reference_access import kept_organizations
from curriculum.reference_tables import Reference, reference

if TYPE_CHECKING:
    from accounts.models import Organization

LONGEST = 120


def organization_of(request: HttpRequest) -> tuple["Organization", list["Organization"]]:
    """Return the organisation asked for, else the first of the person's, and all of them; 404 when there is none."""
    mine = list(readable_organizations(person(request), timezone.localdate()).order_by("short_name"))
    asked = request.GET.get("org") or request.POST.get("org", "")
    found = next((each for each in mine if str(each.pk) == asked), mine[0] if mine and not asked else None)
    if found is None:
        raise Http404
    return found, mine


def table_of(name: str) -> Reference:
    """Return the reference of the address; 404 when there is none."""
    found = reference(name)
    if found is None:
        raise Http404
    return found


def asked_of(request: HttpRequest, table: Reference) -> Asked:
    """Return what the address asks of the table."""
    given = request.GET
    chosen = {name: given.get(name, "")[:LONGEST] for name in table.filters}
    return Asked(" ".join(given.get("q", "")[:LONGEST].split()), chosen, given.get("lacks", ""), given.get("state", ""))


def keeps(request: HttpRequest, organization: "Organization") -> bool:
    """Whether the person keeps the references there."""
    return kept_organizations(person(request), timezone.localdate()).filter(pk=organization.pk).exists()


def is_part(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of the page."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-History-Restore-Request") != "true"


def page_context(request: HttpRequest, organization: "Organization", mine: list["Organization"]) -> dict[str, Any]:
    """Return what every page of references tells: where it is, which other organisations there are."""
    others = mine if len(mine) > 1 else []
    return {"organization": organization, "organizations": others, "keeps": keeps(request, organization)}
