"""The college: 45 groups in four years, about a thousand students, sixty teachers."""

from collections import Counter
from datetime import date
from random import Random

from accounts.enums import Role
from journal.demo.bulk import Bulk
from journal.demo.catalogue import groups, plan
from journal.demo.enrolment import (
    FIRST_DAY,
    add_namesake,
    fill,
    make_group,
    put_curator,
    stir,
    write_members,
)
from journal.demo.people import People
from journal.demo.references import make_place
from journal.demo.state import Family, Place, Teacher
from journal.demo.timetable import Courses, Lessons, Wanted, weekly_pattern

TEACHERS = 60
BORN = {1: 2010, 2: 2009, 3: 2008, 4: 2007}
SIZES = {1: (23, 27), 2: (21, 25), 3: (19, 24), 4: (16, 22)}


def make_college(
    bulk: Bulk, people: People, today: date, random: Random, name: str, short: str
) -> tuple[Place, list[Family]]:
    """Make the college; return it with two families: the demo parent's and the curator's own."""
    place = make_place(
        bulk, name=name, short=short, kind="college",
        address="Пермский край, г. Верх-Иньва, ул. Лесная, 1", rooms=52, entry_days=14,
    )  # fmt: skip
    _administration(people, place)
    teacher, curator = _teachers(people, place)
    child = people.new_family("parent" if not people.prefix else "")
    _students(bulk, people, place, child, today)
    courses = Courses(bulk, place)
    wanted: dict[int, Wanted] = {}
    own = {"МДК.01.01": teacher, "ОП.03": teacher, "МДК.01.02": curator}
    for index, (specialty, level, group_name) in enumerate(groups()):
        group = place.group(group_name)
        firsts = own if group_name in {"ИС-21", "ИС-22"} else {}
        wanted[group.id] = courses.make(group, plan(specialty, level), firsts)
        known = group_name == "ИС-21"
        put_curator(bulk, group, curator if known else place.teachers[2 + index], checked=not known)
    Lessons(bulk, place, today, random).write(weekly_pattern(wanted, 6, random))
    return place, [child, next(row for row in people.families if row.parents == [curator.user])]


def _administration(people: People, place: Place) -> None:
    for role, position, login in (
        (Role.DIRECTOR, "Директор", "director"),
        (Role.DEPUTY, "Заместитель директора по учебной работе", "deputy"),
        (Role.JOURNAL_ADMIN, "Методист", "admin"),
    ):
        people.officer(place, role, position, login if not people.prefix else "")
    if not people.prefix:
        user = people.user(people.names.grown(True), "staff", "support", is_staff=True, is_superuser=True)
        people.employee(place, user, "Инженер-программист", Role.IT_SUPPORT)


def _teachers(people: People, place: Place) -> tuple[Teacher, Teacher]:
    """Make the teachers, to each area as many as its lessons need; return the two of the demo."""
    known = ("teacher", "curator") if not people.prefix else ("", "")
    teacher = people.teacher(place, "ИС", "Преподаватель", known[0])
    curator = people.teacher(place, "ИС", "Преподаватель, куратор", known[1])
    lessons: Counter[str] = Counter()
    for specialty, level, _name in groups():
        for item in plan(specialty, level):
            lessons[item.area] += item.weekly * (1 + item.split)
    share = sum(lessons.values()) / TEACHERS
    numbers = {area: max(2, int(count / share)) for area, count in lessons.items()}
    while sum(numbers.values()) < TEACHERS:
        numbers[max(numbers, key=lambda area: lessons[area] / numbers[area])] += 1
    numbers["ИС"] -= 2
    for area, number in sorted(numbers.items()):
        for _ in range(number):
            people.teacher(place, area, "Преподаватель")
    place.teachers[9].is_behind = True
    return teacher, curator


def _students(bulk: Bulk, people: People, place: Place, child: Family, today: date) -> None:
    for specialty, level, name in groups():
        group = make_group(bulk, place, name, level, specialty.title)
        known = {"ИС-21": "student", "ЛХ-11": ""}.get(name)
        if known is not None and not people.prefix:
            pupil = people.pupil(place, BORN[level], FIRST_DAY, family=child, login=known)
            group.members.append((pupil, FIRST_DAY, None))
        size = 28 if name == "ИС-21" else people.random.randint(*SIZES[level])
        fill(people, place, group, size, BORN[level])
        if name in {"ИС-21", "ЛХ-31", "ПК-11"}:
            add_namesake(people, place, group, BORN[level])
    stir(bulk, people, place, today, BORN)
    write_members(bulk, place, people.random)
