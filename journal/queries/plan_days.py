"""Days of a course's plan: the lesson that a date means, and the control works of others on the days of its own."""

import re
from collections import defaultdict
from datetime import date

from django.db.models import Q

from common.asked import asked_number
from contingent.enums import GroupKind
from curriculum.models import Course
from journal.queries.control_works import with_names, works_of
from journal.queries.lesson import lessons_of
from schedule.models import Lesson

DAY = re.compile(r"^\s*(\d{1,2})[.\-/ ](\d{1,2})(?:[.\-/ ](?:\d{4}|\d{2})\b)?[^\d]*(\d{1,2})?\s*$")


def lesson_meant(course: Course, text: str) -> Lesson | None:
    """Return the lesson of the course that «07.12», «7.12 № 5» or its id means: of several on a day the first."""
    match = DAY.match(text)
    if match is None:
        pk = asked_number(text)
        return lessons_of(course).filter(pk=pk).first() if pk else None
    day, month, number = match.groups()
    rows = lessons_of(course).filter(date__day=int(day), date__month=int(month))
    return (rows.filter(number=int(number)) if number else rows).first()


def works_beside(course: Course, first: date, last: date) -> dict[date, list[str]]:
    """Return for each day of the course's control works the subjects of its groups that have one too (R53)."""
    group = course.study_group
    homes = [group.pk] if group.kind == GroupKind.HOME else list(group.sources.values_list("pk", flat=True))
    same = Course.objects.filter(Q(study_group__in=homes) | Q(study_group__sources__in=homes))
    works = [work for work in works_of(list(with_names(same.distinct())), first, last) if work.counts]
    own = {work.date for work in works if work.course == course.pk}
    found: dict[date, list[str]] = defaultdict(list)
    for work in works:
        is_other = work.course != course.pk and work.subject != course.subject.name
        if work.date in own and is_other and work.subject not in found[work.date]:
            found[work.date].append(work.subject)
    return {day: names for day, names in found.items() if names}
