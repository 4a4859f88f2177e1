"""The school of eleven parallels beside the college."""

from datetime import date
from random import Random

from accounts.enums import Role
from curriculum.enums import Level, PeriodKind, SubjectKind
from journal.demo.bulk import Bulk
from journal.demo.catalogue import Item
from journal.demo.enrolment import FIRST_DAY, fill, make_group, put_curator, stir, write_members
from journal.demo.people import People
from journal.demo.references import make_place
from journal.demo.state import Family, Group, Place, Teacher
from journal.demo.timetable import Courses, Lessons, weekly_pattern

CLASSES = ["1А", "2А", "3А", "4А", "5А", "5Б", "6А", "7А", "7Б", "8А", "9А", "9Б", "10А", "11А"]
# Lessons a week: subject, area, and the number in each parallel from the first to the eleventh.
PLAN = [
    ("Русский язык", "русский", (5, 5, 5, 5, 5, 6, 4, 3, 3, 2, 2)),
    ("Литературное чтение", "русский", (4, 4, 4, 4, 0, 0, 0, 0, 0, 0, 0)),
    ("Литература", "русский", (0, 0, 0, 0, 3, 3, 2, 2, 3, 3, 3)),
    ("Английский язык", "английский", (0, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3)),
    ("Математика", "математика", (4, 4, 4, 4, 5, 5, 0, 0, 0, 0, 0)),
    ("Алгебра", "математика", (0, 0, 0, 0, 0, 0, 3, 3, 3, 4, 4)),
    ("Геометрия", "математика", (0, 0, 0, 0, 0, 0, 2, 2, 2, 3, 3)),
    ("Вероятность и статистика", "математика", (0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1)),
    ("Информатика", "информатика", (0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1)),
    ("Окружающий мир", "природа", (2, 2, 2, 2, 0, 0, 0, 0, 0, 0, 0)),
    ("История", "общество", (0, 0, 0, 0, 2, 2, 2, 2, 2, 2, 2)),
    ("Обществознание", "общество", (0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2)),
    ("География", "природа", (0, 0, 0, 0, 1, 1, 2, 2, 2, 1, 1)),
    ("Биология", "природа", (0, 0, 0, 0, 1, 1, 1, 2, 2, 1, 1)),
    ("Физика", "физика", (0, 0, 0, 0, 0, 0, 2, 2, 3, 2, 2)),
    ("Химия", "физика", (0, 0, 0, 0, 0, 0, 0, 2, 2, 1, 1)),
    ("Музыка", "искусство", (1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0)),
    ("Изобразительное искусство", "искусство", (1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0)),
    ("Труд (технология)", "труд", (1, 1, 1, 1, 2, 2, 2, 1, 1, 0, 0)),
    ("Физическая культура", "физкультура", (2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2)),
    ("Основы безопасности и защиты Родины", "физкультура", (0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1)),
]
STAFF = {
    "русский": 3, "английский": 2, "математика": 4, "информатика": 1, "общество": 2, "природа": 2,
    "физика": 1, "искусство": 1, "труд": 1, "физкультура": 2,
}  # fmt: skip
CHILDREN = {"7А": (0, "school-student"), "5А": (1, "")}
BORN = {level: 2020 - level for level in range(1, 12)}


def make_school(bulk: Bulk, people: People, today: date, random: Random, families: list[Family]) -> Place:
    """Make the school; a child of the demo's parent is in 7А, one of the college's curator in 5А."""
    place = make_place(
        bulk, name="МБОУ «Средняя общеобразовательная школа № 3 с. Верх-Иньва»", short="Школа № 3",
        kind="school", address="Пермский край, с. Верх-Иньва, ул. Школьная, 12", rooms=24, entry_days=7,
    )  # fmt: skip
    place.period_kinds = dict.fromkeys(range(1, 10), PeriodKind.QUARTER) | dict.fromkeys((10, 11), PeriodKind.HALF_YEAR)
    people.officer(place, Role.DIRECTOR, "Директор", "school-director")
    people.officer(place, Role.JOURNAL_ADMIN, "Заместитель директора по УВР", "school-admin")
    known = people.teacher(place, "математика", "Учитель математики", "school-teacher")
    for area, number in STAFF.items():
        for _ in range(number - (area == "математика")):
            people.teacher(place, area, "Учитель")
    for name in CLASSES:
        group = make_group(bulk, place, name, int(name[:-1]))
        if name in CHILDREN:
            index, login = CHILDREN[name]
            family = families[index]
            pupil = people.pupil(place, BORN[group.level], FIRST_DAY, family=family, login=login)
            group.members.append((pupil, FIRST_DAY, None))
        fill(people, place, group, random.randint(19, 27), BORN[group.level])
    stir(bulk, people, place, today, BORN)
    write_members(bulk, place, random)
    courses = Courses(bulk, place)
    curators = _curators(people, place, known)
    wanted = {}
    for group in place.groups:
        put_curator(bulk, group, curators[group.name])
        items = items_of(group)
        firsts = {"": curators[group.name]} if group.level < 5 else {}
        rows = courses.make(group, items, firsts if group.level < 5 else {})
        wanted[group.id] = rows
    Lessons(bulk, place, today, random).write(weekly_pattern(wanted, 8, random))
    return place


def items_of(group: Group) -> list[Item]:
    """Return the plan of a class; a primary class has its own teacher for all but a few subjects."""
    special = {"английский", "физкультура", "искусство"}
    return [
        Item(
            "", name, area if group.level > 4 or area in special else f"класс {group.name}",
            hours[group.level - 1], SubjectKind.SCHOOL_SUBJECT,
            split=area in {"английский", "информатика"} and group.level > 1,
            level=level_of(hours),
        )
        for name, area, hours in PLAN
        if hours[group.level - 1]
    ]  # fmt: skip


def level_of(hours: tuple[int, ...]) -> Level | str:
    """Return the level of education that a subject belongs to when it is taught at one only."""
    spans = ((Level.PRIMARY, hours[:4]), (Level.BASIC, hours[4:9]), (Level.SECONDARY, hours[9:]))
    found = [level for level, span in spans if any(span)]
    return found[0] if len(found) == 1 else ""


def _curators(people: People, place: Place, known: Teacher) -> dict[str, Teacher]:
    """Give each class its teacher: primary ones are taken on here, with their class as area."""
    curators = {"7А": known}
    others = iter([teacher for teacher in place.teachers if teacher is not known])
    for group in place.groups:
        if group.level < 5:
            curators[group.name] = people.teacher(place, f"класс {group.name}", "Учитель начальных классов")
        elif group.name != "7А":
            curators[group.name] = next(others)
    return curators
