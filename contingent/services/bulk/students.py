"""Plans for students: to another group, out, to another form of study."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from contingent.enums import GroupKind, StudyForm
from contingent.errors import BulkRefused
from contingent.models import Membership, Student, StudyGroup
from contingent.services.bulk.plan import BulkPlan, Line, Place, Step

ONE_DAY = timedelta(days=1)
DRAWN = (GroupKind.SUBGROUP, GroupKind.STREAM)


def plan_transfer(plan: BulkPlan, students: Sequence[Student]) -> None:
    """Plan a transfer to another home group from a day by an order (R49).

    The former place ends the day before; so do places in subgroups and streams that are not drawn
    from the new group. What was recorded in the former group stays there (decision 1).
    """
    target = (
        StudyGroup.objects.open_on(plan.order.day)
        .filter(pk=plan.order.group or 0, organization=plan.organization, kind=GroupKind.HOME)
        .first()
    )
    if target is None:
        raise BulkRefused(_("Choose the group to move to."))
    places = _places(students, plan.order.day)
    sources = _sources(places)
    for student in students:
        _move(plan, student, target, places[student.pk], sources)


def _move(
    plan: BulkPlan, student: Student, target: StudyGroup, places: list[Membership], sources: dict[int, set[int]]
) -> None:
    day = plan.order.day
    home = next((p for p in places if p.group_kind == GroupKind.HOME and p.starts <= day), None)
    later = next((p for p in places if p.group_kind == GroupKind.HOME and p.starts > day), None)
    if not _studies(student, day):
        plan.refuse(student, _("is not on the contingent on this day"))
    elif home and home.group_id == target.pk:
        plan.refuse(student, _("is in this group already"))
    elif later:
        told = {"group": later.group.name, "day": _day(later.starts)}
        plan.refuse(student, _("has a place in the group %(group)s from %(day)s") % told)
    elif home and home.starts == day:
        told = {"group": home.group.name, "day": _day(day)}
        plan.refuse(student, _("is in the group %(group)s from %(day)s only: a transfer needs a later day") % told)
    else:
        drawn = [
            p for p in places if p.group_kind in DRAWN and sources[p.group_id] and target.pk not in sources[p.group_id]
        ]
        before = home.group.name if home else _("no group")
        words = [f"{before} → {target.name}", *(_("leaves %(group)s") % {"group": p.group.name} for p in drawn)]
        closed = [_close(place, day - ONE_DAY) for place in ([home] if home else []) + drawn]
        ends = home.ends if home else student.ends
        opened = Place(student.pk, target.pk, GroupKind.HOME.value, day.isoformat(), _text(ends))
        plan.lines.append(
            Line(student.pk, student.user_id, student.user.full_name, tuple(words), tuple(closed), (opened,))
        )


def plan_leave(plan: BulkPlan, students: Sequence[Student]) -> None:
    """Plan leaving after the last day of study: the study and every place in a group end with it."""
    last = plan.order.day
    places = _places(students, last + ONE_DAY)
    for student in students:
        if student.starts > last:
            plan.refuse(student, _("is enrolled from %(day)s only") % {"day": _day(student.starts)})
        elif student.ends is not None and student.ends <= last:
            plan.refuse(student, _("has left already, the last day was %(day)s") % {"day": _day(student.ends)})
        else:
            groups = [place.group.name for place in places[student.pk]]
            steps = [Step("student", student.pk, "ends", _text(student.ends), last.isoformat())]
            steps += [_close(place, last) for place in places[student.pk]]
            words = (_("leaves %(group)s") % {"group": ", ".join(groups)},) if groups else (_("is in no group"),)
            plan.lines.append(Line(student.pk, student.user_id, student.user.full_name, words, tuple(steps)))


def plan_form(plan: BulkPlan, students: Sequence[Student]) -> None:
    """Plan another form of study."""
    if plan.order.form not in StudyForm.values:
        raise BulkRefused(_("Choose the form of study."))
    form = StudyForm(plan.order.form)
    for student in students:
        if student.form == form:
            plan.refuse(student, _("has this form of study already"))
        else:
            words = (f"{student.get_form_display()} → {form.label}",)
            step = Step("student", student.pk, "form", student.form, form.value)
            plan.lines.append(Line(student.pk, student.user_id, student.user.full_name, words, (step,)))


def _places(students: Iterable[Student], day: date) -> dict[int, list[Membership]]:
    """Return the places that hold on the day or later, by student."""
    found: dict[int, list[Membership]] = defaultdict(list)
    rows = Membership.objects.filter(Q(ends=None) | Q(ends__gte=day), student__in=[row.pk for row in students])
    for place in rows.select_related("group").order_by("starts", "pk"):
        if place.ends is None or place.ends >= place.starts:
            found[place.student_id].append(place)
    return found


def _sources(places: dict[int, list[Membership]]) -> dict[int, set[int]]:
    """Return the home groups that the subgroups and streams are drawn from."""
    groups = {place.group_id for held in places.values() for place in held if place.group_kind in DRAWN}
    found: dict[int, set[int]] = defaultdict(set)
    through: Any = StudyGroup.sources.through
    for group, source in through.objects.filter(from_studygroup__in=groups).values_list(
        "from_studygroup", "to_studygroup"
    ):
        found[group].add(source)
    return found


def _studies(student: Student, day: date) -> bool:
    return student.starts <= day and (student.ends is None or day <= student.ends)


def _close(place: Membership, last: date) -> Step:
    """Return the step that ends a place; one that begins later then holds on no day."""
    ends = max(last, place.starts - ONE_DAY)
    return Step("membership", place.pk, "ends", _text(place.ends), ends.isoformat())


def _text(day: date | None) -> str:
    return day.isoformat() if day else ""


def _day(day: date) -> str:
    return date_format(day, "j E Y")
