"""What the journal holds of students in a group (decision 1 of the domain) and of a page; what follows a programme."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date

from django.db.models import Count
from django.utils.translation import gettext as _

from accounts.audit import Trace
from contingent.records import register_records
from curriculum.followers import register_follower
from curriculum.heirs import Hanging, Heritage, register_heritage
from journal.models import Attendance, Mark, Work
from journal.services.dealing import deal_out


@register_records
def marks_and_absences(students: Sequence[int], group: int, since: date) -> dict[int, int]:
    """Return how many marks and absences the students have on the group's pages from the day on."""
    found: Counter[int] = Counter()
    marks = Mark.objects.filter(student__in=students, work__course__study_group=group, work__date__gte=since)
    absences = Attendance.objects.filter(
        student__in=students, lesson__course__study_group=group, lesson__date__gte=since
    )
    for rows in (marks, absences):
        found.update(
            dict(rows.filter(student__in=students).order_by().values_list("student").annotate(many=Count("pk")))
        )
    return dict(found)


@register_follower
def deal_topics_out(courses: Sequence[int], trace: Trace) -> None:
    """A course whose programme is another has its topics dealt out over its lessons (R69)."""
    deal_out(courses=courses)


def later_works(pages: Collection[int], day: date) -> dict[int, Hanging]:
    """Works beside lessons from the day on stand in the way of others taking a page over (R45)."""
    rows = Work.objects.filter(course__in=pages, lesson=None, date__gte=day).order_by("date")
    found: dict[int, list[str]] = {}
    for course, title, kind in rows.values_list("course", "title", "kind__name"):
        found.setdefault(course, []).append(title or kind)
    return {
        course: Hanging(obstacle=_("there are works of later days: %(works)s") % {"works": ", ".join(works[:5])})
        for course, works in found.items()
    }


register_heritage(Heritage("works", later_works))
