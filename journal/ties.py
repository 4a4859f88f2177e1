"""What the journal holds of students in a group (decision 1 of the domain), and what follows a programme."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from django.db.models import Count

from accounts.audit import Trace
from contingent.records import register_records
from curriculum.followers import register_follower
from journal.models import Attendance, Mark
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
