"""Pages that others take over from a day on: nothing recorded is moved, and it is undone while unused (R45)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from accounts.audit import CHANGED, CREATED, Trace, delete_audited, write_history
from common.dated import ONE_DAY
from curriculum.errors import CoursesRefused
from curriculum.followers import tell_followers
from curriculum.heirs import heritages
from curriculum.models import AcademicYear, Course, CourseItem, TeachingLoad
from curriculum.queries.course_uses import LoadShare, Parting, read_partings

Heirs = Mapping[int, Sequence[int]]


def check_partings(year: AcademicYear, pages: Sequence[Course], groups: Collection[int], day: date) -> list[Parting]:
    """Return what comes of the pages; raise `CoursesRefused` when groups cannot take over from them on the day."""
    if not year.starts < day <= year.ends:
        raise CoursesRefused(_("Choose a day of the year after its first."))
    taken = Course.objects.filter(academic_year=year, study_group__in=groups, subject__in=[p.subject_id for p in pages])
    if page := taken.select_related("study_group", "subject").first():
        told = {"page": f"{page.study_group.name}, {page.subject.short_name}"}
        raise CoursesRefused(_("There is a page %(page)s already: it cannot take over. Nothing was changed.") % told)
    partings = read_partings(year, pages, day)
    if lines := [f"{each.page.subject.short_name}: {words}" for each in partings for words in each.obstacles]:
        told = {"reasons": "; ".join(lines)}
        raise CoursesRefused(_("From this day on it cannot be divided: %(reasons)s. Choose a later day.") % told)
    return partings


def hand_on(*, partings: Sequence[Parting], heirs: Heirs, day: date, trace: Trace) -> dict[str, Any]:
    """Let the heirs (made already) take over from the day on; return what was done, ready for JSON."""
    CourseItem.objects.filter(course__in=heirs, ends=None).update(ends=day - ONE_DAY)
    loads = _hand_loads([share for each in partings for share in each.loads], heirs, day, trace)
    done = {each.name: each.pass_on(heirs, day) for each in heritages() if each.pass_on}
    tell_followers([heir for own in heirs.values() for heir in own], trace)
    return {"pages": list(heirs), "day": day.isoformat(), "loads": loads, "heritages": done}


def _hand_loads(shares: Sequence[LoadShare], heirs: Heirs, day: date, trace: Trace) -> dict[str, Any]:
    """Leave each teacher the page with the hours that have passed, and give them the rest on every heir."""
    cut, made = [], []
    for share in shares:
        row = share.row
        cut.append([row.pk, row.hours, share.stays])
        row.hours = share.stays
        made += [
            TeachingLoad(
                course_id=heir, employee_id=row.employee_id, kind=row.kind, term=row.term, hours=share.passes,
                starts=max(day, row.starts), ends=row.ends,
            )
            for heir in heirs[row.course_id]
        ]  # fmt: skip
    TeachingLoad.objects.bulk_update([share.row for share in shares], ["hours"])
    TeachingLoad.objects.bulk_create(made)
    write_history(trace, [*((s.row, CHANGED, None) for s in shares), *((row, CREATED, None) for row in made)])
    return {"cut": cut, "made": [[row.pk, row.hours] for row in made]}


def take_back(*, done: Mapping[str, Any], trace: Trace) -> None:
    """Let the pages go on as before; raise `CoursesRefused` when their load or what passed on has been changed."""
    for each in heritages():
        if each.take_back and each.name in done["heritages"]:
            each.take_back(done["heritages"][each.name])
    _take_loads_back(done["loads"], trace)
    CourseItem.objects.filter(course__in=done["pages"], ends=date.fromisoformat(done["day"]) - ONE_DAY).update(
        ends=None
    )
    tell_followers(done["pages"], trace)


def _take_loads_back(loads: Mapping[str, Any], trace: Trace) -> None:
    left = {pk: after for pk, _before, after in loads["cut"]} | dict(loads["made"])
    rows = TeachingLoad.objects.in_bulk(left)
    if any(pk not in rows or rows[pk].hours != hours for pk, hours in left.items()):
        raise CoursesRefused(_("The load of these pages has been changed since. Nothing was undone."))
    delete_audited(trace, [(rows[pk], None) for pk, _hours in loads["made"]])
    restored = []
    for pk, before, _after in loads["cut"]:
        rows[pk].hours = before
        restored.append(rows[pk])
    TeachingLoad.objects.bulk_update(restored, ["hours"])
    write_history(trace, [(row, CHANGED, None) for row in restored])
