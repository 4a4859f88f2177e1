"""Courses, whose they are, and their lessons over the year."""

from collections import defaultdict
from datetime import date
from random import Random

from contingent.models import StudyGroup
from curriculum.enums import HoursKind, PeriodKind
from curriculum.models import Course, Subject, TeachingLoad
from journal.demo.bulk import Bulk
from journal.demo.calendar import days_of_lessons
from journal.demo.catalogue import Item
from journal.demo.enrolment import FIRST_DAY, subgroups
from journal.demo.state import Given, Group, Page, Place, Teacher
from schedule.enums import LessonFormat, LessonStatus
from schedule.models import Lesson

Slot = tuple[int, int]
Wanted = list[tuple[list[Page], int]]


class Courses:
    """Makes the pages of an organisation and gives each to a teacher of its area."""

    def __init__(self, bulk: Bulk, place: Place) -> None:
        self.bulk, self.place = bulk, place
        self.subjects: dict[tuple[str, str], int] = {}
        self.halves: dict[int, list[Group]] = {}

    def make(self, group: Group, items: list[Item], firsts: dict[str, Teacher]) -> Wanted:
        """Make the group's courses; `firsts` names the teacher of some by their code.

        Returns what the timetable must place: courses taught at one time, and how often a week.
        """
        wanted: Wanted = []
        for item in items:
            groups = [group]
            if item.split and len(group.members) > 16:
                groups = self.halves.get(group.id) or subgroups(self.bulk, self.place, group)
                self.halves[group.id] = groups
            pages: list[Page] = []
            for part in groups:
                taken = {page.teacher.employee for page in pages}
                teacher = firsts.get(item.code) if not pages else None
                pages.append(self._page(part, item, teacher or self._teacher(item, taken)))
            wanted.append((pages, item.weekly))
        return wanted

    def _teacher(self, item: Item, taken: set[int]) -> Teacher:
        free = [t for t in self.place.teachers if t.area == item.area and t.employee not in taken]
        return min(free or self.place.teachers, key=lambda teacher: teacher.weekly)

    def _page(self, group: Group, item: Item, teacher: Teacher) -> Page:
        subject = self.subjects.get((item.code, item.name))
        if subject is None:
            subject = self.bulk[Subject].add(
                organization_id=self.place.id, code=item.code, name=item.name,
                short_name=item.short, kind=item.kind,
                level=item.level, standard_name=item.standard_name,
            )  # fmt: skip
            self.subjects[item.code, item.name] = subject
        course = self.bulk[Course].add(
            organization_id=self.place.id, academic_year_id=self.place.year, subject_id=subject,
            study_group_id=group.id,
            period_kind=self.place.period_kinds.get(group.level, PeriodKind.SEMESTER),
        )  # fmt: skip
        self.bulk[TeachingLoad].add(
            course_id=course, employee_id=teacher.employee, kind=HoursKind.THEORY,
            hours=max(item.weekly, 2) * 34, starts=FIRST_DAY,
        )  # fmt: skip
        teacher.weekly += item.weekly
        page = Page(course, item, group, teacher)
        self.place.pages.append(page)
        return page


def weekly_pattern(wanted: dict[int, Wanted], slots: int, random: Random) -> dict[Slot, list[Page]]:
    """Place each group's courses in the week: early in the day, no teacher in two rooms at once."""
    left = {group: [[pages, times] for pages, times in rows] for group, rows in wanted.items()}
    busy: set[tuple[int, int, int]] = set()
    today: dict[tuple[int, int], list[Page]] = defaultdict(list)
    pattern: dict[Slot, list[Page]] = defaultdict(list)
    order = list(left)
    for number in range(1, slots + 1):
        for day in range(5):
            random.shuffle(order)
            for group in order:
                choice = _pick(left[group], busy, (day, number), today[group, day])
                if choice is None:
                    continue
                choice[1] -= 1
                pattern[day, number] += choice[0]
                today[group, day] += choice[0]
                busy.update((page.teacher.employee, day, number) for page in choice[0])
    return pattern


def _pick(left: list, busy: set, slot: Slot, today: list[Page]) -> list | None:  # type: ignore[type-arg]
    """Return the row most of which is still to be placed and whose teachers are free."""
    free = [
        row
        for row in left
        if row[1] > 0
        and not any(page in today for page in row[0])
        and not any((page.teacher.employee, *slot) in busy for page in row[0])
    ]
    return max(free, key=lambda row: row[1], default=None)


class Lessons:
    """Writes the lessons of a place: past ones held, a few cancelled, replaced or substituted."""

    def __init__(self, bulk: Bulk, place: Place, today: date, random: Random) -> None:
        self.bulk, self.place, self.today, self.random = bulk, place, today, random
        self.room_of = {
            teacher.employee: place.rooms[index % len(place.rooms)] for index, teacher in enumerate(place.teachers)
        }
        self.away = self._sick_teachers()

    def write(self, pattern: dict[Slot, list[Page]]) -> None:
        """Write a lesson for each place of the weekly pattern on each day of lessons."""
        for day, weekday in days_of_lessons(self.place.terms, self.today):
            for number in range(1, len(self.place.bells) + 1):
                at_work = {page.teacher.employee for page in pattern.get((weekday, number), ())}
                for page in pattern.get((weekday, number), ()):
                    self._lesson(page, day, number, at_work)

    def _lesson(self, page: Page, day: date, number: int, at_work: set[int]) -> None:
        starts, ends = self.place.bells[number - 1]
        status = LessonStatus.HELD if day < self.today else LessonStatus.PLANNED
        teacher = page.teacher
        chance = self.random.random()
        first, last = self.away.get(teacher.employee, (date.max, date.min))
        if first <= day <= last or chance < 0.004:
            teacher = self._substitute(page, at_work)
            if teacher is page.teacher:
                status = LessonStatus.CANCELLED
        elif chance < 0.011 and day != self.today:
            status = LessonStatus.CANCELLED if chance < 0.008 else LessonStatus.REPLACED
        distance = 0.02 < chance < 0.03
        pk = self.bulk[Lesson].add(
            course_id=page.id, date=day, number=number, starts_at=starts, ends_at=ends,
            hours=self.place.lesson_hours,
            room_id=None if distance else self.room_of[page.teacher.employee],
            teacher_id=teacher.employee, status=status,
            format=LessonFormat.DISTANCE if distance else LessonFormat.IN_PERSON,
        )  # fmt: skip
        takes = status in (LessonStatus.HELD, LessonStatus.PLANNED)
        self.place.lessons.append(Given(pk, page, day, number, starts, ends, teacher, takes))

    def _substitute(self, page: Page, at_work: set[int]) -> Teacher:
        free = [
            teacher
            for teacher in self.place.teachers
            if teacher.area == page.teacher.area and teacher.employee not in at_work
        ]
        if not free:
            return page.teacher
        chosen = self.random.choice(free)
        at_work.add(chosen.employee)
        return chosen

    def _sick_teachers(self) -> dict[int, tuple[date, date]]:
        """Choose three teachers who were ill for some days."""
        spans = [((2026, 9, 21), (2026, 9, 25)), ((2026, 10, 12), (2026, 10, 16)),
                 ((2026, 11, 9), (2026, 11, 13))]  # fmt: skip
        chosen = self.random.sample(self.place.teachers[6:], len(spans))
        return {
            teacher.employee: (date(*first), date(*last)) for teacher, (first, last) in zip(chosen, spans, strict=True)
        }


TABLES = (StudyGroup, StudyGroup.sources.through, Subject, Course, TeachingLoad, Lesson)
