"""Files of an outside system given by hand: checked whole, shown, applied on the administrator's word."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from contingent.errors import NotAllowed
from contingent.feeds.errors import FeedError
from contingent.forms_sync import FilesForm
from contingent.services.sync import take_files
from contingent.services.sync.refusals import SyncRefused
from contingent.sync_access import leads_sync, visible_sources
from contingent.tasks_sync import run_sync
from contingent.views.here import person, trace_of
from contingent.views.sync_refusals import refusals_told


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@refusals_told("contingent:sync", with_number=False)
def files(request: HttpRequest, source: int) -> HttpResponse:
    """Take files and bring the person to what they would change."""
    today = timezone.localdate()
    found = get_object_or_404(visible_sources(person(request), today).select_related("organization"), pk=source)
    if not leads_sync(person(request), found.organization_id, today):
        raise NotAllowed("")
    form = FilesForm(request.POST, request.FILES) if request.method == "POST" else FilesForm()
    if form.is_bound and form.is_valid():
        try:
            run = take_files(
                source=found,
                files=[(file.name, file) for file in form.cleaned_data["sent"]],
                whole=form.cleaned_data["whole"],
                trace=trace_of(request),
            )
        except (FeedError, SyncRefused) as refused:
            form.add_error("sent", refused.message)
        else:
            transaction.on_commit(lambda: run_sync.delay(run.pk), robust=True)
            return redirect("contingent:sync_run", run.pk)
    context = {"source": found, "form": form}
    return render(request, "contingent/sync_files.html", context, status=400 if form.is_bound else 200)
