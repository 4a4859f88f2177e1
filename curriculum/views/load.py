"""The load of the year: its grid, a change of teacher from a day on, the history, Excel (R46)."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.access_log import ORGANIZATION, note_access
from accounts.enums import AccessAction
from common.asked import asked_day, asked_number
from contingent.views.here import person, trace_of
from curriculum.enums import HoursKind
from curriculum.errors import CurriculumError
from curriculum.load_access import formed_courses
from curriculum.load_sheet import load_workbook
from curriculum.queries.course_actions import latest_load_actions
from curriculum.queries.load_grid import load_history, read_grid
from curriculum.services.load.handing_over import hand_over
from curriculum.services.load.saving import Cell, CellAnswer, LoadRefused, save_load, save_norm
from curriculum.views.prepared_here import XLSX, changes_of, place_of, refused, saver_config, saver_texts

NORM = "n"
"""How the key of a tariff begins; that of a cell is course:employee:kind:term."""


@never_cache
@require_safe
def load(request: HttpRequest) -> HttpResponse:
    """Show the grid of the load; what it is narrowed to is in the address."""
    organization, year, context = place_of(request)
    if year:
        today = organization.local_day(timezone.now())
        note_access(request, ORGANIZATION, organization.pk, organization.pk)
        save_url = f"{reverse('curriculum:load_save')}?year={year.pk}&org={organization.pk}"
        grid = read_grid(organization, year, today)
        context |= {
            "has_courses": bool(grid["courses"]),
            "actions": latest_load_actions(organization),
            "today": min(max(today, year.starts), year.ends),
            "config": saver_config(request, save_url) | grid | {
                "year": year.pk, "isWritten": context["keeps"], "hasBegun": today > year.starts,
                "kindNames": [str(HoursKind(kind).label) for kind in grid["kinds"]],
                "kindShort": _short_kinds(),
                "texts": saver_texts() | _texts(),
            },
        }  # fmt: skip
        context["config"]["urls"]["history"] = reverse("curriculum:load_history", args=[0])
    return render(request, "curriculum/load.html", context)


def _short_kinds() -> dict[str, str]:
    return {
        HoursKind.THEORY: _("Th."), HoursKind.PRACTICE: _("Pr."), HoursKind.COURSE_WORK: _("C.w."),
        HoursKind.CONSULTATION: _("Cons."), HoursKind.ATTESTATION: _("Att."),
    }  # fmt: skip


def _texts() -> dict[str, Any]:
    return {
        "grid": _("The load by courses"),
        "group": _("Group"),
        "subject": _("Subject"),
        "teacher": _("Teacher"),
        "sum": pgettext("hours", "In all"),
        "left": pgettext("hours", "Left"),
        "term": _("semester {n}"),
        "year": pgettext("instead of a semester", "year"),
        "column": _("{kind}, {term}"),
        "nobody": _("to be handed out"),
        "since": _("since {day}"),
        "until": _("until {day}"),
        "shown": _("Rows: {rows}. Hours to hand out: {left}."),
        "norm": _("{given} of {norm} h"),
        "no_norm": _("{given} h, no tariff"),
        "over": _("{n} h over"),
        "under": _("{n} h under"),
        "fits": _("as the tariff"),
        "last": _("taught it last year"),
        "other": _("teaches it to others"),
        "conflict": _("{where}: {author} put {value} there, {at}. Yours is not written."),
        "nothing": pgettext("hours", "nothing"),
        "mine": _("Keep mine"),
        "theirs": _("Take theirs"),
        "refused": _("Not written: {reason}"),
        "undone": _("Taken back."),
        "cell": _("{group}, {subject}, {column}: by the plan {asked}, given {given}"),
        "tariff": _("Tariff of {name}: hours of a full post"),
        "share": _("Tariff of {name}: share of the post, from 0.01 to 3"),
        "no_giver": _("Choose a row that a teacher has now: it is handed over from them."),
        "not_hours": _("“{text}” is not kept: hours are a whole number up to 9999."),
        "unknown": _("Nobody on the staff is called {name}."),
        "empty": _("Nothing is like that. Change what is chosen above."),
        "all": _("All teachers"),
    }


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Write cells and tariffs; each is answered on its own."""
    organization, year, _context = place_of(request)
    if year is None:
        raise Http404
    trace = trace_of(request)
    try:
        changes = changes_of(request)
        cells = [_cell(each) for each in changes if not str(each["key"]).startswith(NORM)]
        results = [_told(organization, answer) for answer in save_load(year=year, cells=cells, trace=trace)]
        for each in changes:
            if (key := str(each["key"])).startswith(NORM):
                was = each.get("was")
                is_saved, now = save_norm(
                    year=year, employee=int(key[len(NORM):]), value=(each["value"][0], each["value"][1]),
                    was=(int(was[0]), str(was[1])) if was else None, trace=trace,
                )  # fmt: skip
                status = "saved" if is_saved else "conflict"
                results.append({"key": key, "status": status, "was": now, "value": now})
    except LoadRefused as problem:
        return refused(request, problem)
    except (KeyError, TypeError, ValueError, IndexError):
        return refused(request, CurriculumError(_("This is not what the page sends. Open it again.")))
    except CurriculumError as problem:
        return refused(request, problem)
    return JsonResponse({"results": results})


def _cell(told: dict[str, Any]) -> Cell:
    course, employee, kind, term = str(told["key"]).split(":")
    value, was = told["value"], told["was"]
    return Cell(
        int(course), int(employee), kind, int(term), None if value is None else int(value),
        None if was is None else int(was),
    )  # fmt: skip


def _told(organization: Any, answer: CellAnswer) -> dict[str, Any]:
    told: dict[str, Any] = {"key": ":".join(str(part) for part in answer.cell.key), "was": answer.now}
    if answer.is_saved:
        return told | {"status": "saved"}
    at = date_format(organization.local(answer.at), "j E, H:i") if answer.at else ""
    return told | {"status": "conflict", "value": answer.now, "author": answer.who, "at_text": at}


@require_POST
def handing_over(request: HttpRequest) -> HttpResponse:
    """Let another teacher have a course from a day on."""
    organization, _year, _context = place_of(request)
    asked = request.POST
    course = get_object_or_404(
        formed_courses(person(request), timezone.localdate()).select_related("academic_year__organization"),
        pk=asked_number(asked.get("course")) or 0, organization=organization,
    )  # fmt: skip
    day = asked_day(asked.get("day"))
    if day is None:
        return refused(request, CurriculumError(_("Choose the day.")))
    try:
        hand_over(
            course=course, giver=asked_number(asked.get("giver")) or 0, taker=asked_number(asked.get("taker")) or 0,
            day=day, trace=trace_of(request, asked.get("reason", "")[:200]),
        )  # fmt: skip
    except LoadRefused as problem:
        messages.error(request, problem.message)
    except CurriculumError as problem:
        return refused(request, problem)
    else:
        messages.success(request, _("The course is handed over; the hours are dealt by days, correct them if need be."))
    back = asked.get("back", "")
    return redirect(f"{reverse('curriculum:load')}?org={organization.pk}&year={course.academic_year_id}&{back[:300]}")


@never_cache
@require_safe
def history(request: HttpRequest, course: int) -> HttpResponse:
    """Show who changed the load of a course, and when."""
    rows = formed_courses(person(request), timezone.localdate())
    found = get_object_or_404(rows.select_related("organization", "study_group", "subject"), pk=course)
    return render(request, "curriculum/load_history.html", {"course": found, "lines": load_history(found)})


@require_safe
def workbook(request: HttpRequest) -> HttpResponse:
    """Give the load out as an Excel workbook that can be loaded again."""
    organization, year, _context = place_of(request)
    if year is None:
        raise Http404
    note_access(request, ORGANIZATION, organization.pk, organization.pk, AccessAction.EXPORTED)
    made = load_workbook(organization, year, organization.local_day(timezone.now()))
    answer = HttpResponse(made, content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="load-{year.starts.year}.xlsx"'
    return answer
