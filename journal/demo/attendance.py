"""Who was not there: spells of illness, days excused, those who skip, those who come late."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from journal.demo.state import Given, Place, Pupil
from journal.enums import AttendanceKind

Absence = tuple[str, int | None]


@dataclass
class Absences:
    """Decides for a lesson who was absent; a spell covers all lessons of its days."""

    random: Random
    spells: dict[int, list[tuple[date, date, str]]]

    @classmethod
    def of(cls, place: Place, first: date, today: date, random: Random) -> "Absences":
        """Make the illnesses and the excused days of a place's students up to today."""
        span = max((today - first).days, 1)
        spells: dict[int, list[tuple[date, date, str]]] = {}
        for group in place.groups:
            for pupil, _starts, _ends in group.members:
                for kind, chance, longest in (("ill", 0.4, 9), ("ill", 0.15, 5), ("excused", 0.12, 2)):
                    if random.random() < chance * span / 80:
                        starts = first + timedelta(days=random.randrange(span))
                        ends = starts + timedelta(days=random.randint(1, longest))
                        spells.setdefault(pupil.student, []).append((starts, ends, kind))
        return cls(random, spells)

    def on(self, pupil: Pupil, lesson: Given) -> Absence | None:
        """Return how the student missed the lesson; None when they were there all of it."""
        for starts, ends, kind in self.spells.get(pupil.student, ()):
            if starts <= lesson.date <= ends:
                return kind, None
        chance = self.random.random()
        if chance < pupil.skips:
            return AttendanceKind.ABSENT.value, None
        lates = pupil.lates * (2 if lesson.number == 1 else 0.5)
        if chance < pupil.skips + lates:
            return AttendanceKind.LATE.value, self.random.choice((3, 5, 5, 7, 10, 10, 15, 20, 30))
        return None
