"""The start page: what is before each person today."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show a member of staff their day; bring a student or a parent to the diary."""
    return render(request, "journal/home.html")
