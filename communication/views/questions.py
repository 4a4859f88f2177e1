"""Questions: the list of those who answer, and the thread of both sides (R31, X6)."""

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access_log import ORGANIZATION, PERSON, note_access, note_accesses
from common.downloads import download
from communication.access import visible_attachments
from communication.forms import PassForm, QuestionFilter, WriteForm
from communication.queries import Thread, helped_page, helped_places
from communication.services.desk import pass_on
from communication.services.questions import close_question, reopen_question, take_question, write_to_question
from communication.views.here import person, step, thread_or_404


@never_cache
@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    """List the questions of the organisations where one helps, those that wait unless asked otherwise."""
    today = timezone.localdate()
    places = helped_places(person(request), today)
    if not places:
        raise Http404
    form = QuestionFilter([(place.pk, place.short_name) for place in places], request.GET)
    asked = form.asked()
    found = helped_page(person(request), today, asked, request.GET.get("page", "1"))
    note_accesses(request, ORGANIZATION, (place.pk for place in places))
    context = {"form": form, "asked": asked, "page": found, "many": len(places) > 1}
    return render(request, "communication/questions.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, question: int) -> HttpResponse:
    """Show the thread; words posted to it are an answer of those who help, an addition of the asker."""
    thread = thread_or_404(request, question)
    if request.method != "POST":
        return _shown(request, thread)
    form = WriteForm(request.POST, request.FILES)
    if not form.is_valid():
        return _shown(request, thread, form, status=400)
    act = partial(
        write_to_question,
        actor=person(request),
        now=timezone.now(),
        question_id=question,
        text=form.cleaned_data["text"],
        files=form.cleaned_data["attached"],
    )
    done = _("Added. Those who help are told.") if thread.is_own else _("Answered. The asker is told.")
    return step(request, question, act, done)


@never_cache
@require_safe
def attachment(request: HttpRequest, question: int, file: int) -> HttpResponseBase:
    """Give a file of a thread that one may read: to be saved, never to be run by the browser as a page."""
    rows = visible_attachments(person(request), timezone.localdate()).select_related("question")
    found = get_object_or_404(rows, pk=file, question=question)
    asked = found.question
    if asked.asker_id != person(request).pk:
        note_access(request, PERSON, asked.asker_id, asked.organization_id)
    return download(found.file, found.name)


@never_cache
@require_POST
def take(request: HttpRequest, question: int) -> HttpResponse:
    """Note that one works on the question."""
    act = partial(take_question, actor=person(request), now=timezone.now(), question_id=question)
    return step(request, question, act, _("The question is yours to answer."))


@never_cache
@require_POST
def close(request: HttpRequest, question: int) -> HttpResponse:
    """Close the question."""
    act = partial(close_question, actor=person(request), now=timezone.now(), question_id=question)
    return step(request, question, act, _("The question is closed."))


@never_cache
@require_POST
def reopen(request: HttpRequest, question: int) -> HttpResponse:
    """Open a closed question again."""
    act = partial(reopen_question, actor=person(request), now=timezone.now(), question_id=question)
    return step(request, question, act, _("The question is open again."))


@never_cache
@require_POST
def pass_to_desk(request: HttpRequest, question: int) -> HttpResponse:
    """Pass the question on to the developer, with the text that was shown and confirmed."""
    thread, form = thread_or_404(request, question), PassForm(request.POST)
    if thread.may_answer and not form.is_valid():
        return _shown(request, thread, passing=form, status=400)

    def act() -> None:
        text = form.cleaned_data["text"] if form.is_valid() else ""
        pass_on(actor=person(request), now=timezone.now(), question_id=question, text=text)

    return step(request, question, act, _("Passed on to the developer. The answer will come here."))


def _shown(
    request: HttpRequest, thread: Thread, form: WriteForm | None = None, passing: PassForm | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    asked = thread.question
    if not thread.is_own:
        note_access(request, PERSON, asked.asker_id, asked.organization_id)
    context = {
        "thread": thread,
        "question": asked,
        "form": form or WriteForm(label=_("Add to the question") if thread.is_own else _("Your answer")),
        "passing": passing or (PassForm(initial={"text": thread.draft.text}) if thread.draft else None),
        "passing_is_open": passing is not None,
    }
    return render(request, "communication/question.html", context, status=status)
