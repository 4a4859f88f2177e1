"""The mail that the demo caught instead of sending it."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from notifications.queries import caught_mail_page
from notifications.views.here import person


@require_safe
def caught_mail(request: HttpRequest) -> HttpResponse:
    """List the caught mails the person may read; there is no such page outside the demo."""
    if not settings.DEMO:
        raise Http404
    text = request.GET.get("q", "").strip()[:100]
    page = caught_mail_page(person(request), timezone.localdate(), text=text, number=request.GET.get("page", "1"))
    return render(request, "notifications/caught_mail.html", {"page": page, "text": text})
