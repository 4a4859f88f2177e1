"""The start page: what is before each person today."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from journal.queries.home import read_home
from journal.views.here import person


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show a member of staff their day; bring a student or a parent to the diary."""
    page = read_home(person(request), timezone.localtime())
    if page.is_diary_only:
        return redirect("diary:week")
    return render(request, "journal/home.html", {"page": page})
