"""The courses of a year formed by the curricula of the groups: again and again without doubling (R45)."""

from collections import defaultdict

from django.db import transaction
from django.utils.translation import ngettext

from accounts.audit import Trace
from curriculum.load_access import COURSES
from curriculum.models import AcademicYear, PreparationAction
from curriculum.queries.forming import ADD, TIE, read_forming
from curriculum.services.courses.made import Made, Row, Wanted, keep_action, lock_year, write_courses

FORM = f"{COURSES}form"


@transaction.atomic
def form_courses(*, year: AcademicYear, trace: Trace, group: int | None = None) -> PreparationAction | None:
    """Make the courses that curricula ask for and there are not yet; None when there is nothing to add."""
    lock_year(year, trace)
    rows: dict[tuple[int, int, int], list[Row]] = defaultdict(list)
    for form in read_forming(year.organization, year, group):
        for line in form.lines:
            if line.outcome in (ADD, TIE) and line.subject is not None:
                home = form.group
                rows[home.pk, line.subject, home.level].append((line.item, home.pk, home.level))
    if not rows:
        return None
    made = Made()
    write_courses(
        year, [Wanted(home, subject, level, tuple(own)) for (home, subject, level), own in rows.items()], made
    )
    many = len(made.courses)
    title = ngettext("%(many)d course is formed", "%(many)d courses are formed", many) % {"many": many}
    return keep_action(year, FORM, title, made, trace)
