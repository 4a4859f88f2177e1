"""What dividing courses during the year would make, shown before it is done (R45)."""

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from common.asked import asked_day, asked_number, asked_numbers
from common.dated import ONE_DAY
from contingent.queries.groups.choices import free_names
from curriculum.queries.course_uses import names_of, read_division
from curriculum.services.courses.dividing import MOST_PARTS

if TYPE_CHECKING:
    from curriculum.models import AcademicYear
    from curriculum.queries.forming import GroupForm


def division_page(
    request: HttpRequest, form: "GroupForm", year: "AcademicYear", context: dict[str, Any]
) -> HttpResponse:
    """Show what dividing the chosen rows from a day on would make; nothing is written."""
    items, chosen = asked_numbers(request.POST.getlist("item")), request.POST.get("division", "")
    many, subgroups = subgroups_of(request)
    tomorrow = year.organization.local_day(timezone.now()) + ONE_DAY
    day = asked_day(request.POST.get("day")) or max(year.starts + ONE_DAY, min(year.ends, tomorrow))
    names = free_names(form.group, min(many, MOST_PARTS)) if many else names_of(form.group, subgroups)
    fresh, partings = read_division(year, form.group, items, day)
    context |= {
        "form": form, "items": items, "division": chosen, "day": day, "eve": day - ONE_DAY, "names": names,
        "fresh": fresh, "partings": partings, "is_new": bool(many),
        "is_stopped": any(parting.obstacles for parting in partings), "first_day": year.starts + ONE_DAY,
    }  # fmt: skip
    return render(request, "curriculum/courses_divide.html", context)


def subgroups_of(request: HttpRequest) -> tuple[int, list[int]]:
    """Return how many new subgroups are asked for, or those chosen."""
    chosen = request.POST.get("division", "")
    if chosen.startswith("new:"):
        return asked_number(chosen[4:]) or 0, []
    return 0, asked_numbers([chosen])
