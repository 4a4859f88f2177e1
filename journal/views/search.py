"""Search as one types."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Find groups, courses and students among those the person may see."""
    return render(request, "journal/home.html")
