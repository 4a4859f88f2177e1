"""The start page as one thing: every hat of a person has its section."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.formats import date_format

from accounts.models import User
from curriculum.queries.readiness_paper import PreparationLine, preparation_lines
from journal.queries.home_lessons import (
    Job,
    LessonLine,
    Unfilled,
    next_lesson_day,
    read_jobs,
    read_today,
    read_unfilled,
)
from journal.queries.home_overview import (
    DiaryLine,
    GroupLine,
    Overview,
    read_diaries,
    read_groups,
    read_overviews,
)
from journal.queries.home_teacher import CourseLine, OwedLine, read_courses, read_owed


@dataclass(frozen=True, slots=True)
class Home:
    """What is before the person on the day; sections that are not theirs are empty."""

    on: date
    jobs: tuple[Job, ...]
    lessons: tuple[LessonLine, ...]
    unfilled: Unfilled
    owed: tuple[OwedLine, ...]
    courses: tuple[CourseLine, ...]
    next_day: date | None
    groups: tuple[GroupLine, ...]
    overviews: tuple[Overview, ...]
    prepared: tuple[PreparationLine, ...]
    diaries: tuple[DiaryLine, ...]

    @property
    def owed_closed(self) -> bool:
        """Whether any of the marks owed can no longer be given."""
        return any(line.is_closed for line in self.owed)

    @property
    def day_text(self) -> str:
        return date_format(self.on, "l, j E").lower()

    @property
    def next_day_text(self) -> str:
        return date_format(self.next_day, "l, j E").lower() if self.next_day else ""

    @property
    def teaches(self) -> bool:
        return bool(self.courses or self.lessons or self.next_day or self.unfilled.total)

    @property
    def is_diary_only(self) -> bool:
        """Whether the diary is all that the person has here."""
        return bool(self.diaries) and not (self.teaches or self.groups or self.overviews)

    @property
    def is_empty(self) -> bool:
        return not (self.diaries or self.teaches or self.groups or self.overviews)


def read_home(user: User, now: datetime) -> Home:
    """Return the user's start page at the local time `now`, in nine queries at most.

    Who reads organisations whole has one more, and two more while a year is being prepared.
    """
    on = now.date()
    jobs = read_jobs(user, on)
    given = [job for job in jobs if job.gives]
    lessons = read_today(given, on) if given else []
    overviews = read_overviews(user, now)
    courses = read_courses(user, on) if jobs else []
    return Home(
        on=on,
        jobs=tuple(jobs),
        lessons=tuple(lessons),
        unfilled=read_unfilled(given, now),
        owed=tuple(read_owed(user, on)) if courses else (),
        courses=tuple(courses),
        next_day=None if lessons else next_lesson_day(given),
        groups=tuple(read_groups(user, on)) if jobs else (),
        overviews=tuple(overviews),
        prepared=tuple(preparation_lines([place.id for place in overviews], on)) if overviews else (),
        diaries=tuple(read_diaries(user, on)),
    )
