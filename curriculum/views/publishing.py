"""The page on which an organisation keeps what anyone may read of it (R3, R6)."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from common.asked import asked_numbers
from contingent.views.appointments import trace
from contingent.views.here import person
from curriculum.errors import PublishingRefused
from curriculum.forms_publishing import ActForm, VersionForm
from curriculum.publish_access import publishing_organizations
from curriculum.queries.publishing import kept_acts, read_publishing
from curriculum.services import publishing as services

LONGEST_ADDRESS = 60


def own(request: HttpRequest) -> Any:
    """Return the organisations whose public pages the person keeps; 404 when there are none."""
    places = publishing_organizations(person(request), timezone.localdate())
    if not places.exists():
        raise Http404
    return places


@never_cache
@require_safe
def publishing(request: HttpRequest) -> HttpResponse:
    """Show what may be published and what is, with the address of the public page."""
    return show(request)


def show(request: HttpRequest, *, act: ActForm | None = None, version: VersionForm | None = None,
         of: int | None = None) -> HttpResponse:  # fmt: skip
    """Render the page; a refused form stands where it was filled."""
    context = {
        "publishing": read_publishing(list(own(request).order_by("pk"))),
        "act_form": act.mark() if act else ActForm(),
        "version_form": version.mark() if version else VersionForm(),
        "of": of,
        "root": request.build_absolute_uri("/public/"),
        "longest": LONGEST_ADDRESS,
    }
    return render(request, "curriculum/publishing.html", context, status=400 if act or version else 200)


@require_POST
def address(request: HttpRequest, organization: int) -> HttpResponse:
    """Give the public pages their address, or close them."""
    place = get_object_or_404(own(request), pk=organization)
    try:
        kept = services.set_address(
            organization=place.pk, address=request.POST.get("address", "")[:LONGEST_ADDRESS], trace=trace(request)
        )
    except PublishingRefused as refusal:
        messages.error(request, refusal.message)
    else:
        text = _("The public pages have their address.") if kept.slug else _("The public pages are closed.")
        messages.success(request, text)
    return redirect("curriculum:publishing")


@require_POST
def documents(request: HttpRequest, organization: int) -> HttpResponse:
    """Publish or withdraw the documents that are ticked, or publish all that is approved."""
    place = get_object_or_404(own(request), pk=organization)
    ticked = asked_numbers(request.POST.getlist("document"))
    told = {"organization": place.pk, "trace": trace(request)}
    kind, action = request.POST.get("kind", ""), request.POST.get("do")
    try:
        if action == "all":
            n = services.publish_approved(**told)
        elif action == "withdraw":
            n = services.withdraw(kind=kind, documents=ticked, **told)
        else:
            n = services.publish(kind=kind, documents=ticked, **told)
    except PublishingRefused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _told(action == "withdraw", n))
    return redirect("curriculum:publishing")


def _told(withdrawn: bool, n: int) -> str:
    if not n:
        return _("Nothing is changed: it was so already.")
    if withdrawn:
        return ngettext("%(n)d document is withdrawn.", "%(n)d documents are withdrawn.", n) % {"n": n}
    return ngettext("%(n)d document is published.", "%(n)d documents are published.", n) % {"n": n}


@require_POST
def new_act(request: HttpRequest, organization: int) -> HttpResponse:
    """Add a local act by its title."""
    place = get_object_or_404(own(request), pk=organization)
    form = ActForm(request.POST)
    if form.is_valid():
        try:
            services.add_act(organization=place.pk, title=form.cleaned_data["title"], trace=trace(request))
        except PublishingRefused as refusal:
            form.add_error("title", refusal.message)
        else:
            messages.success(request, _("The act is added. Now add its version: until then nobody sees it."))
            return redirect("curriculum:publishing")
    return show(request, act=form, of=place.pk)


@require_POST
def new_version(request: HttpRequest, act: int) -> HttpResponse:
    """Publish a version of an act."""
    found = get_object_or_404(kept_acts(own(request)), pk=act)
    form = VersionForm(request.POST, request.FILES)
    if form.is_valid():
        told = form.cleaned_data
        try:
            services.add_act_version(
                act=found, file=told["file"], order=told["order"], in_force_from=told["in_force_from"],
                changes=told["changes"], trace=trace(request),
            )  # fmt: skip
        except PublishingRefused as refusal:
            form.add_error("file", refusal.message)
        else:
            messages.success(request, _("The version is published. The versions before it stay readable."))
            return redirect("curriculum:publishing")
    return show(request, version=form, of=found.pk)
