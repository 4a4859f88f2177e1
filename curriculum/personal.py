"""What the curriculum holds of a person: a student's own plans with the words of their orders (152-ФЗ, R5)."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.audit import Trace
from accounts.holdings import Eraser, Forgotten, Holding, empty_words, register_eraser, register_holding
from accounts.models import User
from curriculum.models import IndividualPlan, TeacherNorm, TeachingLoad


def plan_rows(user: User, places: Sequence[int] | None) -> Iterator[Sequence[Any]]:
    """Return the person's individual and adapted plans."""
    rows = IndividualPlan.objects.filter(student__user=user).select_related("curriculum__organization")
    if places is not None:
        rows = rows.filter(student__organization__in=places)
    for row in rows.order_by("starts", "pk"):
        place = row.curriculum.organization.short_name
        yield place, row.get_kind_display(), str(row.curriculum), row.starts, row.ends, row.order


def erase_orders(who: Forgotten, trace: Trace) -> int:
    """Words of the orders of the person's own plans go; that there was a plan stays."""
    own = {"student__user": who.user}
    return empty_words(IndividualPlan.objects.filter(**own), IndividualPlan.history.filter(**own), "order", trace)


register_holding(
    Holding(
        "individual_plans",
        _("Individual plans"),
        (
            _("Organisation"), _("Kind"), pgettext_lazy("plan of studies", "Curriculum"), _("From the day"),
            pgettext_lazy("day", "Until"), _("Order"),
        ),
        plan_rows,
    )
)  # fmt: skip
register_eraser(Eraser("plan_orders", _("Words of orders of individual plans"), erase_orders))


def load_held(user: User, places: Sequence[int] | None) -> Iterator[Sequence[Any]]:
    """Return the person's teaching load, past rows too."""
    rows = TeachingLoad.objects.filter(employee__user=user).select_related(
        "course__organization", "course__study_group", "course__subject"
    )
    if places is not None:
        rows = rows.filter(course__organization__in=places)
    for row in rows.order_by("starts", "pk"):
        page = f"{row.course.study_group.name} · {row.course.subject.short_name}"
        place = row.course.organization.short_name
        yield place, page, row.get_kind_display(), row.hours, row.starts, row.ends


def tariffs_held(user: User, places: Sequence[int] | None) -> Iterator[Sequence[Any]]:
    """Return the person's tariffs by years: hours of a full post and the share of it."""
    rows = TeacherNorm.objects.filter(employee__user=user).select_related("academic_year__organization")
    if places is not None:
        rows = rows.filter(academic_year__organization__in=places)
    for row in rows.order_by("academic_year__starts", "pk"):
        yield row.academic_year.organization.short_name, row.academic_year.name, row.hours, row.rate


register_holding(
    Holding(
        "teaching_load",
        _("Teaching load"),
        (
            _("Organisation"), pgettext_lazy("of the journal", "Page"), _("Kind of hours"), _("Hours"),
            _("From the day"), pgettext_lazy("day", "Until"),
        ),
        load_held,
    )
)  # fmt: skip
register_holding(
    Holding(
        "tariffs",
        _("Tariffs"),
        (_("Organisation"), _("Academic year"), _("hours of a full post"), _("share of a post")),
        tariffs_held,
    )
)
