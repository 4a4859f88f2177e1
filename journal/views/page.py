"""The journal page of a course and a period: the grid."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.context import frame_ahead
from common.asked import asked_number
from journal.queries.periods import course_periods, neighbours, pick_period
from journal.queries.sheet import open_sheet
from journal.views.config import config_script, grid_config
from journal.views.grid import render_grid
from journal.views.here import day_of, person, see, visible_course


@require_safe
def page(request: HttpRequest, course: int) -> HttpResponse:
    """Show students down, lessons across, for one period; read-only for those who only look."""
    shown = visible_course(request, course)
    on = day_of(shown)
    periods = course_periods(shown)
    period = pick_period(periods, asked_number(request.GET.get("period")), on)
    before, after = neighbours(periods, period)
    rights, sheet = open_sheet(person(request), shown, period, on, see(request, shown))
    frame_ahead(request)
    config = grid_config(shown, sheet.grades, user=person(request).pk, readonly=not rights.any, today=sheet.today)
    context = {
        "course": shown,
        "period": period,
        "periods": periods,
        "before": before,
        "after": after,
        "rights": rights,
        "readonly": not rights.any,
        "sheet": sheet,
        "grid": render_grid(sheet, on=on, editable=rights.owns_course),
        "config": config,
        "script": config_script(config, sheet.grades),
    }
    return render(request, "journal/page/page.html", context)
