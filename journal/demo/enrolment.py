"""Students in groups: those who came, left or moved in the middle of the semester among them."""

from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from psycopg.types.json import Jsonb

from contingent.enums import GroupKind
from contingent.models import Curatorship, GroupCheck, Membership, Student, StudyGroup
from journal.demo.bulk import Bulk
from journal.demo.names import Name
from journal.demo.people import People
from journal.demo.state import Group, Place, Pupil, Teacher

FIRST_DAY = date(2026, 9, 1)
CURATES = date(2026, 8, 24)
CHECKED = datetime(2026, 8, 28, 11, 30, tzinfo=ZoneInfo("Asia/Yekaterinburg"))


def make_group(bulk: Bulk, place: Place, name: str, level: int, specialty: str = "") -> Group:
    """Make a home group without students."""
    pk = bulk[StudyGroup].add(
        organization_id=place.id, name=name, level=level, specialty=specialty, kind=GroupKind.HOME
    )
    group = Group(pk, name, level)
    place.groups.append(group)
    return group


def fill(people: People, place: Place, group: Group, size: int, born: int) -> None:
    """Enrol students into a group until it has `size` of them."""
    while len(group.members) < size:
        rare = people.names.rare.pop() if people.names.rare and people.random.random() < 0.05 else None
        pupil = people.pupil(
            place, born - people.random.randrange(2), FIRST_DAY, name=rare,
            family=people.new_family() if rare else None,
        )  # fmt: skip
        group.members.append((pupil, FIRST_DAY, None))


def add_namesake(people: People, place: Place, group: Group, born: int) -> None:
    """Enrol a second student with the full name of one who is in the group already."""
    twin: Name = group.members[len(group.members) // 2][0].name
    pupil = people.pupil(place, born, FIRST_DAY, name=twin, family=people.new_family())
    group.members.append((pupil, FIRST_DAY, None))


def stir(bulk: Bulk, people: People, place: Place, today: date, born: dict[int, int]) -> None:
    """Let some students leave, some come late, some move to a parallel group, before today."""
    random = people.random
    span = max((today - FIRST_DAY).days - 7, 1)
    for group in place.groups:
        chance = random.random()
        day = FIRST_DAY + timedelta(days=6 + random.randrange(span))
        if chance < 0.35 or group.name == "ИС-21":
            _leave(bulk, group, random.randrange(5, len(group.members)), day)
        if 0.25 < chance < 0.55 or group.name == "ИС-21":
            pupil = people.pupil(place, born[group.level], day)
            group.members.append((pupil, day, None))
        if 0.5 < chance < 0.75:
            _move(group, place, random, day)


def _leave(bulk: Bulk, group: Group, index: int, day: date) -> None:
    pupil, starts, _ends = group.members[index]
    pupil.ends = day
    group.members[index] = (pupil, starts, day)
    students = bulk[Student]
    row = list(students.waiting[pupil.student - students.first])
    row[students.names.index("ends")] = day
    students.waiting[pupil.student - students.first] = tuple(row)


def _move(group: Group, place: Place, random: Random, day: date) -> None:
    parallel = [other for other in place.groups if other.level == group.level and other is not group]
    index = random.randrange(len(group.members))
    pupil, starts, ends = group.members[index]
    if ends or not parallel or starts != FIRST_DAY:
        return
    group.members[index] = (pupil, starts, day)
    random.choice(parallel).members.append((pupil, day + timedelta(days=1), None))


def write_members(bulk: Bulk, place: Place, random: Random) -> None:
    """Write who belongs to which home group, by which order."""
    for group in place.groups:
        for pupil, starts, ends in group.members:
            number = 214 if starts == FIRST_DAY else random.randrange(230, 320)
            bulk[Membership].add(
                student_id=pupil.student, group_id=group.id, group_kind=GroupKind.HOME,
                starts=starts, ends=ends, order=f"Приказ № {number}-с от {starts:%d.%m.%Y}",
            )  # fmt: skip


def subgroups(bulk: Bulk, place: Place, group: Group) -> list[Group]:
    """Halve a group by the alphabet."""
    order = sorted({pupil for pupil, _s, _e in group.members}, key=lambda p: p.name.last)
    halves: list[set[Pupil]] = [set(order[: len(order) // 2]), set(order[len(order) // 2 :])]
    made = []
    for number, half in enumerate(halves, start=1):
        pk = bulk[StudyGroup].add(
            organization_id=place.id, name=f"{group.name}/{number}", level=group.level,
            kind=GroupKind.SUBGROUP, division="Подгруппы по алфавиту",
        )  # fmt: skip
        bulk[StudyGroup.sources.through].add(from_studygroup_id=pk, to_studygroup_id=group.id)
        members = [member for member in group.members if member[0] in half]
        for pupil, starts, ends in members:
            bulk[Membership].add(
                student_id=pupil.student, group_id=pk, group_kind=GroupKind.SUBGROUP,
                starts=starts, ends=ends,
            )  # fmt: skip
        made.append(Group(pk, f"{group.name}/{number}", group.level, members))
    return made


def put_curator(bulk: Bulk, group: Group, teacher: Teacher, *, checked: bool = True) -> None:
    """Give a home group its curator, who has checked it before the year began (R49); every ninth has not."""
    bulk[Curatorship].add(group_id=group.id, employee_id=teacher.employee, starts=CURATES)
    inside = sorted(pupil.student for pupil, starts, _ends in group.members if starts == FIRST_DAY)
    if checked and group.id % 9:
        bulk[GroupCheck].add(
            group_id=group.id, checked_by_id=teacher.user, checked_at=CHECKED, about=FIRST_DAY, students=Jsonb(inside)
        )
