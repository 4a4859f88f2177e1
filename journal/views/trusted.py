"""Who is let into the diary: a parent admits a trusted person and puts them out again (R12)."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access_log import STUDENT, note_access
from accounts.tasks import send_links
from contingent.errors import NotAllowed, TrustRefused
from contingent.queries.trusted import answers_for, trusted_for
from contingent.services.trusted import admit_trusted, offer_sign_in, put_out_trusted
from journal.forms_trusted import TrustedForm
from journal.queries.diary_people import Diary, OpenDiary, open_diary
from journal.views.diary_here import frame
from journal.views.here import person, trace


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def trusted(request: HttpRequest, student: int) -> HttpResponse:
    """Show who is let in, to a trusted person themselves alone; a parent's POST lets somebody in."""
    opened = opened_to(request, student)
    today = timezone.localdate()
    may = answers_for(person(request), today, student)
    if request.method == "POST" and not may:
        told = _("Only a parent or guardian lets people into the diary.")
        return render(request, "403.html", {"exception": told}, status=403)
    form = TrustedForm(request.POST if request.method == "POST" else None)
    words = consent_words(opened.diary)
    if form.is_bound and form.is_valid():
        try:
            row = admit_trusted(
                student=student, person=form.person(), ends=form.cleaned_data["ends"], words=words, trace=trace(request)
            )
        except TrustRefused as refusal:
            form.add_error(None, refusal.message)
        else:
            send_offer(request, student, row.pk)
            messages.success(request, _("The person is let in. You can put them out at any time."))
            return redirect("diary:trusted", student)
    people = trusted_for(person(request), student, today)
    context = frame(opened, "trusted", people=people, may=may, form=form.mark(), words=words)
    return render(request, "journal/diary/trusted.html", context, status=400 if form.is_bound else 200)


@require_POST
def link(request: HttpRequest, student: int, tie: int) -> HttpResponse:
    """Send the trusted person a link for their sign-in; the answer is the same whoever they are."""
    opened_to(request, student)
    try:
        send_offer(request, student, tie)
    except NotAllowed as refusal:
        return render(request, "403.html", {"exception": refusal.message}, status=403)
    except TrustRefused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(
            request, _("If the person cannot sign in yet and an e-mail of theirs is known, a letter is on its way.")
        )
    return redirect("diary:trusted", student)


def send_offer(request: HttpRequest, student: int, tie: int) -> None:
    """Send the letter with the link to whom one is due."""
    if row := offer_sign_in(student=student, tie=tie, trace=trace(request)):
        send_links([row.pk])


@require_POST
def put_out(request: HttpRequest, student: int, tie: int) -> HttpResponse:
    """Put a trusted person out at once."""
    opened_to(request, student)
    try:
        put_out_trusted(student=student, tie=tie, trace=trace(request))
    except NotAllowed as refusal:
        return render(request, "403.html", {"exception": refusal.message}, status=403)
    except TrustRefused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The person is put out: they do not see the diary any more."))
    return redirect("diary:trusted", student)


def opened_to(request: HttpRequest, student: int) -> OpenDiary:
    """Return the diary; 404 when it is not the person's to see."""
    now = timezone.now()
    opened = open_diary(person(request), student, now, timezone.localdate(now))
    if opened is None:
        raise Http404
    note_access(request, STUDENT, student, opened.diary.organization)
    return opened


def consent_words(diary: Diary) -> str:
    """Return what the parent agrees to, as it is shown and kept."""
    return _(
        "I let the person named read the diary of %(child)s: timetable, homework, marks and attendance. "
        "I know that I can put them out at any time."
    ) % {"child": diary.full_name}
