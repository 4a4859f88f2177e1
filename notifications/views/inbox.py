"""A person's messages."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from notifications.forms import InboxFilter, ReadAll
from notifications.queries import inbox_page, kinds_told, message_of, shown, unread_count
from notifications.services.inbox import read_all_messages, read_message
from notifications.views.here import person


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """List the messages: unread first. Reading the list marks nothing as read."""
    form = InboxFilter(request.GET, kinds_told(person(request)))
    chosen = form.cleaned_data if form.is_valid() else {}
    page = inbox_page(
        person(request),
        kind=chosen.get("kind", ""),
        unread_only=chosen.get("unread", False),
        number=request.GET.get("page", "1"),
    )
    return render(
        request,
        "notifications/inbox.html",
        {
            "form": form,
            "page": page,
            "shown": [shown(message) for message in page],
            "unread": unread_count(person(request)),
            "filtered": any(chosen.values()),
            "demo": settings.DEMO,
            "now": timezone.now().isoformat(),
        },
    )


@require_safe
def message(request: HttpRequest, message: int) -> HttpResponse:
    """Show one message whole."""
    found = message_of(person(request), message)
    if found is None:
        raise Http404
    return render(request, "notifications/message.html", {"message": found})


@require_POST
def open_message(request: HttpRequest, message: int) -> HttpResponse:
    """Mark a message as read and show it."""
    if not read_message(actor=person(request), pk=message, now=timezone.now()):
        raise Http404
    return redirect("notifications:message", message=message)


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark as read all that had been told when the page was shown."""
    form = ReadAll(request.POST)
    if form.is_valid():
        now = timezone.now()
        count = read_all_messages(actor=person(request), now=now, until=min(form.cleaned_data["until"], now))
        told = ngettext("%(count)d message is marked as read.", "%(count)d messages are marked as read.", count)
        messages.success(request, told % {"count": count})
    else:
        messages.error(request, _("Nothing was marked: reload the page and try again."))
    return redirect("notifications:inbox")
