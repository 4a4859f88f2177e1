"""What a person or a script is told when a form was not ours or has gone stale."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from accounts.middleware import wants_json


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Tell a script to fetch a fresh token, a person to reload the page."""
    if wants_json(request):
        return JsonResponse({"error": "csrf"}, status=403)
    return render(request, "403_csrf.html", status=403)
