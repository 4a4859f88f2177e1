"""Works, marks and attendance of the lessons that have been given, as teachers would leave them."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from journal.demo.attendance import Absence, Absences
from journal.demo.bulk import Bulk
from journal.demo.remarks import remark
from journal.demo.state import Given, Page, Place, Pupil, Teacher
from journal.models import Attendance, Mark, Work
from schedule.models import Lesson

ZONE = ZoneInfo(settings.TIME_ZONE)
CYCLE = ("тест", "пр", "кр", "ср")
PRACTICAL = ("лр", "пр", "лр", "кр")
SPORT = ("норматив", "норматив", "норматив", "тест")


@dataclass
class Book:
    """What the demo's teachers wrote of one organisation up to the day before `today`."""

    bulk: Bulk
    place: Place
    today: date
    random: Random
    absences: Absences
    lessons: dict[int, list[Given]] = field(default_factory=dict)
    corrected: list[tuple[Any, ...]] = field(default_factory=list)
    filled: dict[int, Given] = field(default_factory=dict)
    feel: dict[tuple[int, str], float] = field(default_factory=dict)

    def write(self) -> None:
        """Fill all pages."""
        for lesson in self.place.lessons:
            if lesson.takes_record:
                self.lessons.setdefault(lesson.page.id, []).append(lesson)
        for page in self.place.pages:
            for number, lesson in enumerate(self.lessons.get(page.id, ())):
                if lesson.date < self.today:
                    self._lesson(page, lesson, number)
                elif number % 5 == 4 and lesson.date <= self.today + timedelta(days=12):
                    self._work(lesson, self._full_kind(page, number), number)

    def is_filled(self, lesson: Given) -> bool:
        """Decide whether the teacher has filled the lesson: the older, the surer."""
        age = (self.today - lesson.date).days
        chance = 0.992 if age > 6 else 0.96 if age > 2 else 0.86
        if lesson.teacher.is_behind and age <= 24:
            chance = 0.3
        return self.random.random() < chance

    def _lesson(self, page: Page, lesson: Given, number: int) -> None:
        if not self.is_filled(lesson):
            return
        self.filled[lesson.id] = lesson
        there = [
            pupil
            for pupil, starts, ends in page.group.members
            if starts <= lesson.date and (ends is None or lesson.date <= ends)
        ]
        missed = self._take_attendance(lesson, there)
        if page.group.level == 1 and page.item.code == "":
            return
        if number % 5 == 4:
            self._full_work(page, lesson, number, there, missed)
        elif self.random.random() < 0.72:
            self._classwork(page, lesson, there, missed)
        if self.random.random() < 0.1:
            work = self._work(lesson, "дз", number, scale=page.item.scale)
            share = self.random.uniform(0.4, 0.95)
            at = self._moment(lesson.date, lesson.starts, 5)
            self._marks(work, lesson, [p for p in there if p.student not in missed], share, at)

    def _take_attendance(self, lesson: Given, there: list[Pupil]) -> dict[int, Absence]:
        missed = {}
        rows, at = self.bulk[Attendance], self._moment(lesson.date, lesson.starts, 8)
        for pupil in there:
            if absence := self.absences.on(pupil, lesson):
                kind, minutes = absence
                rows.add(
                    lesson_id=lesson.id, student_id=pupil.student, kind=kind, minutes=minutes,
                    author_id=lesson.teacher.user, updated_at=at,
                )  # fmt: skip
                if kind != "late":
                    missed[pupil.student] = absence
        return missed

    def _classwork(self, page: Page, lesson: Given, there: list[Pupil], missed: dict[int, Absence]) -> None:
        own = page.item.scale == "5"
        work = self._work(lesson, "урок", 0, scale=page.item.scale, implicit=own)
        share = self.random.uniform(0.25, 0.75)
        at = self._moment(lesson.date, lesson.ends, -5)
        self._marks(work, lesson, [p for p in there if p.student not in missed], share, at)

    def _full_work(
        self, page: Page, lesson: Given, number: int, there: list[Pupil], missed: dict[int, Absence]
    ) -> None:
        """Give marks for a written work to almost all, some days later; those away owe theirs."""
        kind = self._full_kind(page, number)
        work = self._work(lesson, kind, number)
        days = self.place.kinds[kind].days
        checked = lesson.date + timedelta(days=self.random.randint(0, min(days, 5)))
        if checked >= self.today:
            return
        at = self._moment(checked, time(17, 20), self.random.randrange(90))
        self._marks(work, lesson, [p for p in there if p.student not in missed], 0.97, at)
        for pupil in there:
            if pupil.student in missed:
                chance = self.random.random()
                later = checked + timedelta(days=self.random.randint(3, 12))
                if chance < 0.55 and later < self.today:
                    self._mark(work, lesson, pupil, self._moment(later, time(15, 45), 0))
                elif chance < 0.9:
                    self._put(work, lesson, pupil, ".", at)

    def _full_kind(self, page: Page, number: int) -> str:
        cycle = CYCLE
        if page.item.area == "физкультура":
            cycle = SPORT
        elif page.item.code.startswith(("УП", "МДК")) or page.item.area in {"ИС", "природа"}:
            cycle = PRACTICAL
        return cycle[number // 5 % len(cycle)]

    def _work(
        self, lesson: Given, kind: str, number: int, *, scale: str = "", implicit: bool = False
    ) -> tuple[int, str]:
        about = self.place.kinds[kind]
        scale = scale or ("зачёт" if kind == "норматив" else lesson.page.item.scale)
        names = {"тест": "Тест", "пр": "Практическая работа", "лр": "Лабораторная работа",
                 "кр": "Контрольная работа", "ср": "Самостоятельная работа", "норматив": "Норматив"}  # fmt: skip
        title = f"{names[kind]} № {number // 5 + 1}" if kind in names else ""
        work = self.bulk[Work].add(
            course_id=lesson.page.id, lesson_id=lesson.id, kind_id=about.id,
            scale_id=self.place.scales[scale], title=title, weight=about.weight, date=lesson.date,
            due=lesson.date + timedelta(days=about.days), is_implicit=implicit,
        )  # fmt: skip
        return work, scale

    def _marks(self, work: tuple[int, str], lesson: Given, pupils: list[Pupil], share: float, at: datetime) -> None:
        for pupil in pupils:
            if self.random.random() < share:
                self._mark(work, lesson, pupil, at)

    def _mark(self, work: tuple[int, str], lesson: Given, pupil: Pupil, at: datetime) -> None:
        level = self._level(pupil, lesson.page.item.area, lesson.teacher)
        code, before = code_of(level, work[1]), code_of(level - 1, work[1])
        self._put(work, lesson, pupil, code, at, before if before != code else "")

    def _put(
        self,
        work: tuple[int, str],
        lesson: Given,
        pupil: Pupil,
        code: str,
        at: datetime,
        before: str = "",
    ) -> None:
        """Write a mark; one in eighty was another at first and was put right within the hour."""
        pk, scale = work
        grade = self.place.grades[scale, code]
        mark: dict[str, Any] = {
            "work_id": pk, "student_id": pupil.student, "scale_id": self.place.scales[scale],
            "grade_id": grade, "author_id": lesson.teacher.user, "updated_at": at,
            "comment": remark(self.random, code) if scale == "5" else "",
        }  # fmt: skip
        if not before or self.random.random() > 0.0125:
            self.bulk[Mark].add(**mark)
            return
        mark["updated_at"] = at + timedelta(minutes=self.random.randint(1, 55))
        made = self.bulk[Mark].add(**mark)
        earlier = self.place.grades[scale, before]
        self.corrected.append(
            (made, pk, pupil.student, self.place.scales[scale], earlier, "", lesson.teacher.user,
             at, at, lesson.teacher.user, "+")
        )  # fmt: skip

    def _level(self, pupil: Pupil, area: str, teacher: Teacher) -> float:
        key = pupil.student, area
        if key not in self.feel:
            self.feel[key] = pupil.ability + self.random.gauss(0, 0.3)
        return self.feel[key] + (teacher.employee % 5 - 2) * 0.08 + self.random.gauss(0, 0.62)

    def _moment(self, day: date, at: time, minutes: int) -> datetime:
        return datetime.combine(day, at, ZONE) + timedelta(minutes=minutes)


CORRECTED = (
    "id", "work_id", "student_id", "scale_id", "grade_id", "comment", "author_id", "updated_at",
    "history_date", "history_user_id", "history_type",
)  # fmt: skip
TABLES = (Lesson, Work, Mark, Attendance)


def code_of(level: float, scale: str) -> str:
    """Return the code on the scale for a level that is counted as marks from 2 to 5 are."""
    if scale == "100":
        return str(min(max(round(level * 20 - 6), 12), 100))
    if scale == "зачёт":
        return "зч" if level > 2.8 else "нз"
    five = min(max(round(level), 2), 5)
    return "DCBA"[five - 2] if scale == "буквы" else str(five)
