"""The calendar study schedules of the year: painted by weeks, published, printed, given out (R38, R3)."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from common.asked import asked_numbers
from contingent.views.here import trace_of
from curriculum.calendar_sheet import calendar_workbook
from curriculum.enums import WeekKind
from curriculum.errors import CurriculumError
from curriculum.queries.study_calendars import (
    Line,
    count_weeks,
    differences,
    kinds,
    month_spans,
    read_lines,
    seen_token,
    year_weeks,
)
from curriculum.services.study_calendars import Answer, Painted, publish_calendars, save_calendars
from curriculum.views.prepared_here import XLSX, changes_of, place_of, refused, saver_config, saver_texts

if TYPE_CHECKING:
    from accounts.models import Organization
    from curriculum.models import AcademicYear

COUNTED = [kind for kind in WeekKind if kind not in (WeekKind.NONE, WeekKind.FINAL_PREPARATION)]


@never_cache
@require_safe
def calendars(request: HttpRequest) -> HttpResponse:
    """Show the schedules of all groups, to be painted by who keeps them."""
    organization, year, context = place_of(request)
    if year:
        lines = read_lines(organization, year)
        context |= {
            "lines": lines,
            "missing": sum(not line.is_made for line in lines),
            "differing": sum(bool(differences(line)) for line in lines if line.is_made),
            "published": sum(line.is_published for line in lines),
            "config": _config(request, organization, year, lines, is_written=context["keeps"]),
        }
    return render(request, "curriculum/calendars.html", context)


def _config(
    request: HttpRequest, organization: "Organization", year: "AcademicYear", lines: list[Line], *, is_written: bool
) -> dict[str, Any]:
    weeks = year_weeks(organization, year)
    return saver_config(request, f"{reverse('curriculum:calendars_save')}?year={year.pk}&org={organization.pk}") | {
        "year": year.pk,
        "isWritten": is_written,
        "kinds": kinds(),
        "counted": [kind.value for kind in COUNTED],
        "months": month_spans(weeks),
        "weeks": [{"first": f"{week.first:%d}", "words": week.words, "off": list(week.off)} for week in weeks],
        "groups": [
            {
                "id": line.group, "name": line.name, "level": line.level, "specialty": line.specialty,
                "weeks": line.weeks, "seen": line.seen, "published": line.is_published,
                "planned": {str(kind.value): many for kind, many in line.planned.items()} if line.planned else None,
            }
            for line in lines
        ],
        "texts": saver_texts() | _texts(),
    }  # fmt: skip


def _texts() -> dict[str, Any]:
    return {
        "group": _("Group"),
        "week": _("Week {n}: {words}"),
        "off": _("days off: {days}"),
        "counts": _("Weeks by kind"),
        "against": _("Against the curriculum"),
        "fits": _("as in the curriculum"),
        "no_plan": _("no curriculum"),
        "empty": _("not painted"),
        "published": pgettext("schedule", "published"),
        "more": _("{kind}: {n} more"),
        "fewer": _("{kind}: {n} fewer"),
        "of": _("{kind}: {has} of {asked}"),
        "total": _("{kind}: {has}"),
        "conflict": _("{group} was painted by {author}, {at}, while you were painting it. Nothing is overwritten."),
        "mine": _("Keep mine"),
        "theirs": _("Take theirs"),
        "copied": _("Copied: {n}. Ctrl+V pastes from the chosen week on."),
        "cell": _("{group}, {week}. {kind}."),
        "grid": _("Calendar study schedules"),
        "hand": _("Scroll"),
    }


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep painted rows; each is answered on its own."""
    organization, year, _context = place_of(request)
    if year is None:
        raise Http404
    try:
        rows = [
            Painted(int(each["key"]), str(each["value"]), str(each.get("was") or "")) for each in changes_of(request)
        ]
        answers = save_calendars(year=year, painted=rows, trace=trace_of(request))
    except (KeyError, TypeError, ValueError):
        return refused(request, CurriculumError(_("This is not what the page sends. Open it again.")))
    except CurriculumError as problem:
        return refused(request, problem)
    return JsonResponse({"results": [_told(organization, answer) for answer in answers]})


def _told(organization: "Organization", answer: Answer) -> dict[str, Any]:
    row = answer.row
    told = {"key": str(answer.group), "status": "saved" if answer.is_saved else "conflict", "was": seen_token(row)}
    if not answer.is_saved:
        told |= {
            "value": row.weeks, "author": row.changed_by.short_name if row.changed_by else "",
            "at_text": date_format(organization.local(row.changed_at), "j E, H:i"),
        }  # fmt: skip
    return told


@require_POST
def publish(request: HttpRequest) -> HttpResponse:
    """Publish the chosen schedules, or take them back."""
    organization, year, _context = place_of(request)
    if year is None:
        raise Http404
    is_shown = request.POST.get("do") == "publish"
    try:
        many = publish_calendars(
            year=year, groups=asked_numbers(request.POST.getlist("group")), publish=is_shown, trace=trace_of(request)
        )
    except CurriculumError as problem:
        return refused(request, problem)
    if is_shown:
        said = ngettext("%(many)d schedule is published.", "%(many)d schedules are published.", many)
    else:
        said = ngettext("%(many)d schedule is taken back.", "%(many)d schedules are taken back.", many)
    messages.success(request, said % {"many": many})
    return redirect(f"{reverse('curriculum:calendars')}?org={organization.pk}&year={year.pk}")


@never_cache
@require_safe
def paper(request: HttpRequest) -> HttpResponse:
    """Show the schedules as they are printed: on A3, with the legend and the totals."""
    organization, year, context = place_of(request)
    if year is None:
        raise Http404
    weeks = year_weeks(organization, year)
    context |= {
        "weeks": weeks, "months": month_spans(weeks), "kinds": list(WeekKind), "counted": COUNTED,
        "lines": [
            {
                "group": line.name,
                "weeks": [WeekKind(letter) for letter in line.weeks],
                "counts": [count_weeks(line.weeks)[kind] or "" for kind in COUNTED],
            }
            for line in read_lines(organization, year)
        ],
    }  # fmt: skip
    return render(request, "curriculum/calendars_print.html", context)


@require_safe
def workbook(request: HttpRequest) -> HttpResponse:
    """Give the schedules out as an Excel workbook."""
    organization, year, _context = place_of(request)
    if year is None:
        raise Http404
    title = pgettext("title of a workbook", "Calendar study schedule")
    made = calendar_workbook(
        f"{title} {year.name}", year_weeks(organization, year), read_lines(organization, year), COUNTED
    )
    answer = HttpResponse(made, content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="calendar-{year.starts.year}.xlsx"'
    return answer
