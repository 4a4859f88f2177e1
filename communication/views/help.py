"""Help on every page: who helps, a question to them, and what one has asked (R31)."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.middleware import page_of
from communication.errors import QuestionRefused
from communication.forms import AskForm
from communication.origin import Origin, origin_of
from communication.queries import Place, help_places, own_page
from communication.services.questions import ask_question
from communication.views.here import person


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def help_page(request: HttpRequest) -> HttpResponse:
    """Show who helps and take a question. Over another page it is a dialog: the same part of this one."""
    places = help_places(person(request), timezone.localdate())
    told = request.POST if request.method == "POST" else request.GET
    origin = origin_of(
        page=told.get("page", "") or page_of(request, request.headers.get("Referer", "")),
        agent=request.headers.get("User-Agent", ""),
        screen=told.get("screen", ""),
    )
    if request.method != "POST":
        first = {"key": uuid4(), "page": origin.page, "screen": origin.screen}
        return _shown(request, places, origin, AskForm(places, initial=first))
    form = AskForm(places, request.POST, request.FILES)
    if not form.is_valid():
        return _shown(request, places, origin, form, status=400)
    chosen = {place.organization.pk: place.organization for place in places}
    try:
        question = ask_question(
            actor=person(request), now=timezone.now(), key=form.cleaned_data["key"], text=form.cleaned_data["text"],
            organization=chosen.get(form.cleaned_data["organization"]), origin=origin,
            files=form.cleaned_data["attached"],
        )  # fmt: skip
    except QuestionRefused as refusal:
        form.add_error(None, refusal.message)
        return _shown(request, places, origin, form, status=409)
    if request.headers.get("HX-Request"):
        return render(request, "communication/help/_sent.html", {"question": question})
    messages.success(request, _("Your question is sent. You will be told of the answer."))
    return redirect("communication:question", question=question.pk)


@never_cache
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """List what one has asked."""
    return render(request, "communication/mine.html", {"page": own_page(person(request), request.GET.get("page", "1"))})


def _shown(request: HttpRequest, places: list[Place], origin: Origin, form: AskForm, status: int = 200) -> HttpResponse:
    in_dialog = bool(request.headers.get("HX-Request"))
    template = "communication/help/_help.html" if in_dialog else "communication/help.html"
    context = {"places": places, "origin": origin, "form": form, "in_dialog": in_dialog}
    return render(request, template, context, status=200 if in_dialog else status)
