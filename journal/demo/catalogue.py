"""What the invented college teaches: its specialties and the plan of each of their years."""

from collections.abc import Iterator
from dataclasses import dataclass

from curriculum.enums import Level, SubjectKind
from journal.demo.specialties import SPECIALTIES, Specialty

STANDARD = {"Английский язык": "Иностранный язык (английский)"}


@dataclass(frozen=True)
class Item:
    """A subject in the plan of a year: lessons a week, and whether it is taught by subgroups.

    No lessons a week: it is taught in the other half of the year, its page is there already.
    """

    code: str
    name: str
    area: str
    weekly: int
    kind: SubjectKind = SubjectKind.DISCIPLINE
    split: bool = False
    scale: str = "5"
    level: Level | str = Level.VOCATIONAL

    @property
    def standard_name(self) -> str:
        """The name in the standard; the organisation's own additional subjects have none."""
        return "" if self.code.startswith("ДУД") else STANDARD.get(self.name, self.name)

    @property
    def short(self) -> str:
        """The name as narrow places show it."""
        if self.kind in (SubjectKind.DISCIPLINE, SubjectKind.SCHOOL_SUBJECT):
            return self.name if len(self.name) <= 36 else self.name[:36].rsplit(" ", 1)[0] + "…"
        return self.code


GENERAL = [
    Item("ОУД.01", "Русский язык", "язык", 1),
    Item("ОУД.02", "Литература", "язык", 2),
    Item("ОУД.03", "Иностранный язык", "иностранный", 2, split=True),
    Item("ОУД.04", "Математика", "математика", 3),
    Item("ОУД.05", "История", "общество", 2),
    Item("ОУД.06", "Обществознание", "общество", 1),
    Item("ОУД.07", "География", "природа", 1),
    Item("ОУД.08", "Физика", "математика", 2),
    Item("ОУД.09", "Химия", "природа", 1),
    Item("ОУД.10", "Биология", "природа", 1),
    Item("ОУД.11", "Информатика", "ИС", 1, split=True),
    Item("ОУД.12", "Физическая культура", "физкультура", 1),
    Item("ОУД.13", "Основы безопасности и защиты Родины", "физкультура", 1),
    Item("ОУД.14", "Индивидуальный проект", "общество", 0),
    Item("ДУД.01", "Россия — моя история", "общество", 0),
    Item("ДУД.02", "Введение в специальность", "экономика", 0),
]
SOCIAL = {
    2: [
        Item("СГ.01", "История России", "общество", 1),
        Item("СГ.02", "Иностранный язык в профессиональной деятельности", "иностранный", 1, split=True),
        Item("СГ.03", "Безопасность жизнедеятельности", "физкультура", 1),
        Item("СГ.04", "Физическая культура", "физкультура", 1),
    ],
    3: [
        Item("СГ.02", "Иностранный язык в профессиональной деятельности", "иностранный", 1, split=True),
        Item("СГ.04", "Физическая культура", "физкультура", 1),
        Item("СГ.05", "Основы бережливого производства", "экономика", 1),
        Item("СГ.06", "Основы финансовой грамотности", "экономика", 0),
    ],
    4: [
        Item("СГ.02", "Иностранный язык в профессиональной деятельности", "иностранный", 1, split=True),
        Item("СГ.04", "Физическая культура", "физкультура", 1),
        Item("СГ.07", "Психология общения", "общество", 1),
    ],
}
TAUGHT = {2: (0, 5), 3: (5, 8), 4: (8, 10)}
WEEK = 18


def plan(specialty: Specialty, level: int) -> list[Item]:
    """Return what a group of the specialty is taught in its year; 18 lessons a week in all."""
    if level == 1:
        return GENERAL
    items = [*SOCIAL[level], *_own(specialty, level)]
    spare = WEEK - sum(item.weekly for item in items)
    modules = [i for i, item in enumerate(items) if item.kind == SubjectKind.MODULE_COURSE]
    for turn in range(max(spare, 0)):
        place = modules[turn % len(modules)]
        item = items[place]
        items[place] = Item(item.code, item.name, item.area, item.weekly + 1, item.kind, item.split, item.scale)
    return items


def _own(specialty: Specialty, level: int) -> Iterator[Item]:
    """Yield the general professional disciplines and the module of the year with its practices."""
    first, last = TAUGHT[level]
    for number, name in enumerate(specialty.disciplines[first:last], start=first + 1):
        yield Item(f"ОП.{number:02}", name, specialty.area, 1 if (specialty.prefix, level) == ("ИС", 2) else 2)
    for number in {2: (1,), 3: (2,), 4: (3, 4)}[level]:
        if number > len(specialty.modules):
            continue
        module, courses = specialty.modules[number - 1]
        for part, name in enumerate(courses, start=1):
            yield Item(
                f"МДК.{number:02}.{part:02}", name, specialty.area, 1, SubjectKind.MODULE_COURSE,
                scale="100" if name == "Разработка веб-приложений" else "5",
            )  # fmt: skip
        about = f"по ПМ.{number:02} «{module}»"
        yield Item(
            f"УП.{number:02}", f"Учебная практика {about}", specialty.area, 1,
            SubjectKind.STUDY_PRACTICE, split=True,
        )  # fmt: skip
        yield Item(
            f"ПП.{number:02}", f"Производственная практика {about}", specialty.area, 0,
            SubjectKind.WORK_PRACTICE,
        )  # fmt: skip
    if level == years_of(specialty):
        name = "Производственная практика (преддипломная)"
        yield Item("ПДП", name, specialty.area, 0, SubjectKind.DIPLOMA_PRACTICE)


def years_of(specialty: Specialty) -> int:
    """Return how many years the specialty is studied after the ninth class."""
    return 4 if specialty.groups[3] else 3


def groups() -> Iterator[tuple[Specialty, int, str]]:
    """Yield the 45 groups: specialty, year, name («ИС-21» is the first group of the second year)."""
    for level in (1, 2, 3, 4):
        for specialty in SPECIALTIES:
            for number in range(1, specialty.groups[level - 1] + 1):
                yield specialty, level, f"{specialty.prefix}-{level}{number}"
