"""Search as one types."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from journal.queries.search import search_all
from journal.views.here import person, today


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Find groups, pages and students among those the person may see."""
    asked = request.GET.get("q", "").replace("\0", "")[:80]
    context = {"asked": asked, "answers": search_all(person(request), today(), asked)}
    part = request.headers.get("HX-Request") and request.headers.get("HX-Target") == "finder-answers"
    return render(request, f"journal/search/{'_answers' if part else 'search'}.html", context)
