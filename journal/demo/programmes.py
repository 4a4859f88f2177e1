"""Work programmes of both organisations, dealt out over the lessons: what was taught follows them."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

from accounts.enums import Role
from accounts.models import Appointment
from curriculum.enums import CurriculumKind, DocumentState, ElementKind, HoursKind, PlannedWorkKind
from curriculum.models import (
    ContentElement,
    Course,
    CourseItem,
    Curriculum,
    CurriculumHours,
    CurriculumTerm,
    PlannedWork,
    ProgramRemark,
    ProgramSection,
    Topic,
    TopicMaterial,
    WorkProgram,
)
from journal.demo.bulk import Bulk
from journal.demo.plan_rows import ZONE, waiting
from journal.demo.remarks import homework
from journal.demo.state import Page, Place
from journal.demo.topics import GENERIC, TOPICS
from schedule.models import Lesson, LessonTopic

TABLES = (WorkProgram, ProgramSection, Topic, PlannedWork, TopicMaterial, ProgramRemark, ContentElement, LessonTopic)
AUGUST = datetime(2026, 8, 28, 10, 0, tzinfo=ZONE)
MOST_TOPICS = 40
SEED = 20260902
CODIFIER = {
    "Алгебра": [
        ("1.1", "Натуральные и целые числа"), ("1.2", "Дроби и проценты"), ("1.3", "Степень и её свойства"),
        ("2.1", "Буквенные выражения"), ("2.2", "Многочлены"), ("2.3", "Формулы сокращённого умножения"),
        ("3.1", "Линейные уравнения"), ("3.2", "Системы уравнений"), ("5.1", "Линейная функция и её график"),
    ],
    "Основы алгоритмизации и программирования": [
        ("1.1", "Понятие и свойства алгоритма"), ("1.2", "Базовые алгоритмические структуры"),
        ("2.1", "Типы данных и выражения"), ("2.2", "Массивы и их обработка"), ("3.1", "Подпрограммы, рекурсия"),
    ],
}  # fmt: skip


@dataclass
class Row:
    """A topic that is being written: its id, name, hours taught in lessons."""

    pk: int
    name: str
    hours: Decimal


@dataclass
class Maker:
    """Writes the programmes of a place."""

    bulk: Bulk
    place: Place
    today: date
    random: Random
    director: int
    hours: dict[int, dict[str, Decimal]]
    subjects: dict[int, int]
    lessons: dict[int, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))

    def program(self, pages: list[Page], state: DocumentState) -> None:
        """Write one programme for parallel courses and deal it out over their lessons."""
        page = pages[0]
        hours: dict[str, Decimal] = {}
        for one in pages:
            for kind, number in self.hours.get(one.id, {}).items():
                hours[kind] = max(number, hours.get(kind, Decimal(0)))
        if state == DocumentState.RETURNED and hours.get(HoursKind.PRACTICE, Decimal(0)) > 8:
            hours[HoursKind.PRACTICE] -= 4
        decided = {"decided_at": AUGUST, "decided_by_id": self.director} if state != DocumentState.SUBMITTED else {}
        when = AUGUST if state == DocumentState.APPROVED else AUGUST + timedelta(days=80)
        pk = self.bulk[WorkProgram].add(
            organization_id=self.place.id, academic_year_id=self.place.year, subject_id=self.subjects[page.id],
            study_year=page.group.level, author_id=page.teacher.employee, title=page.item.name,
            aims=f"Рабочая программа по предмету «{page.item.name}»: знания и умения по темам, "
            "применение их в практических работах.",
            state=state, is_shared=self.random.random() < 0.1, submitted_at=when - timedelta(days=3),
            changed_at=when, changed_by_id=page.teacher.user, **decided,
        )  # fmt: skip
        rows = list(self._topics(pk, page, hours))
        for one in pages:
            set_program(self.bulk, one.id, pk)
            if state == DocumentState.APPROVED:
                self._deal(one, rows)
        if state == DocumentState.RETURNED:
            self._remarks(pk, rows)

    def _topics(self, program: int, page: Page, hours: dict[str, Decimal]) -> Iterator[Row]:
        """Write the topics of a programme; yield those that are taught in lessons, in order."""
        unit = 2 if page.item.code else 1
        names = TOPICS.get(page.item.name, GENERIC)
        plan = list(planned(names, hours, unit))
        size = max(5, -(-len(plan) // 4))
        position = section = 0
        for number, (kind, name, count, is_control) in enumerate(plan):
            if number % size == 0:
                section = self.bulk[ProgramSection].add(
                    key=self._key(), program_id=program, name=f"Раздел {number // size + 1}. {name.split('.')[0]}",
                    position=position,
                )  # fmt: skip
                position += 1
            pk = self.bulk[Topic].add(
                key=self._key(), program_id=program, section_id=section, name=name, kind=kind, hours=count,
                homework="" if is_control or self.random.random() < 0.3 else homework(self.random), position=position,
            )  # fmt: skip
            position += 1
            if is_control:
                self.bulk[PlannedWork].add(topic_id=pk, kind=PlannedWorkKind.CONTROL, title=name)
            if self.random.random() < 0.05:
                self.bulk[TopicMaterial].add(topic_id=pk, title="Материалы урока", url="https://resh.edu.ru/")
            if kind != HoursKind.INDEPENDENT:
                yield Row(pk, name, count)

    def _key(self) -> UUID:
        return UUID(int=self.random.getrandbits(128), version=4)

    def _deal(self, page: Page, rows: list[Row]) -> None:
        """Lay the topics beside the lessons, by hours and in order; remember what each lesson is about."""
        left = iter(rows)
        topic = next(left, None)
        rest = topic.hours if topic else Decimal(0)
        for lesson, size in self.lessons[page.id]:
            room, place, told = Decimal(size), 0, []
            while topic is not None and room > 0:
                taken = min(room, rest)
                self.bulk[LessonTopic].add(lesson_id=lesson, topic_id=topic.pk, position=place, hours=taken)
                told.append(topic.name)
                room, rest, place = room - taken, rest - taken, place + 1
                if rest <= 0:
                    topic = next(left, None)
                    rest = topic.hours if topic else Decimal(0)
            if told:
                self.place.topics[lesson] = "; ".join(dict.fromkeys(told))

    def _remarks(self, program: int, rows: list[Row]) -> None:
        for topic, text in (
            (None, "Часы не сходятся с учебным планом: проверьте практические занятия."),
            (rows[1].pk, "Уточните название темы по примерной программе."),
            (rows[min(6, len(rows) - 1)].pk, "Добавьте домашнее задание."),
        ):
            self.bulk[ProgramRemark].add(
                program_id=program, topic_id=topic, author_id=self.director, text=text,
                made_at=AUGUST + timedelta(days=80),
            )  # fmt: skip


def write_programs(bulk: Bulk, place: Place, today: date) -> None:
    """Write the programmes of all courses but a few that are missing, one returned and one that waits."""
    users = {row["role"]: row["user_id"] for row in waiting(bulk, Appointment) if row["organization_id"] == place.id}
    decider = users.get(Role.DEPUTY, users[Role.DIRECTOR])
    subjects = {row["id"]: row["subject_id"] for row in waiting(bulk, Course)}
    maker = Maker(bulk, place, today, Random(SEED), decider, hours_of_courses(bulk), subjects)  # noqa: S311
    sizes = {row["id"]: row["hours"] for row in waiting(bulk, Lesson)}
    for lesson in place.lessons:
        if lesson.takes_record:
            maker.lessons[lesson.page.id].append((lesson.id, sizes[lesson.id]))
    known = {teacher.employee for teacher in place.teachers[:2]}
    parallel: dict[tuple[str, int, str], list[Page]] = defaultdict(list)
    for page in place.pages:
        name = page.group.name.split("-")[0] if "-" in page.group.name else ""
        parallel[f"{page.item.code} {page.item.name}", page.group.level, name].append(page)
    spoilt = {DocumentState.RETURNED: 1, DocumentState.SUBMITTED: 3}
    for number, pages in enumerate(parallel.values()):
        of_demo = any(page.teacher.employee in known for page in pages)
        state = DocumentState.APPROVED
        if not of_demo and number % 23 == 7:
            continue
        if of_demo and all(page.item.weekly <= 1 for page in pages):
            state = next((wanted for wanted, left in spoilt.items() if left), state)
            spoilt[state] = spoilt.get(state, 1) - 1
        elif not of_demo and number % 31 == 5 and spoilt[DocumentState.SUBMITTED] > 0:
            state = DocumentState.SUBMITTED
            spoilt[state] -= 1
        maker.program(pages, state)
    write_codifiers(bulk, place, maker)


def write_codifiers(bulk: Bulk, place: Place, maker: Maker) -> None:
    """Give two subjects their codifiers (R51)."""
    subjects = {page.item.name: maker.subjects[page.id] for page in place.pages}
    for name, elements in CODIFIER.items():
        for position, (code, text) in enumerate(elements):
            if name in subjects:
                bulk[ContentElement].add(
                    organization_id=place.id, subject_id=subjects[name], kind=ElementKind.CONTENT, code=code,
                    name=text, position=position,
                )  # fmt: skip


def planned(names: list[str], hours: dict[str, Decimal], unit: int) -> Iterator[tuple[str, str, Decimal, bool]]:
    """Yield kind, name, hours and whether it is a control work: theory and practice in turn, the rest at the end."""
    theory, practice = hours.get(HoursKind.THEORY, Decimal(0)), hours.get(HoursKind.PRACTICE, Decimal(0))
    whole = theory + practice
    many = min(MOST_TOPICS, max(1, int(whole // unit)))
    step = max(Decimal(unit), (whole / many / unit).to_integral_value() * unit)
    number = works = controls = 0
    given = {HoursKind.THEORY: Decimal(0), HoursKind.PRACTICE: Decimal(0)}
    need = {HoursKind.THEORY: theory, HoursKind.PRACTICE: practice}
    while any(need[kind] > given[kind] for kind in need):
        kind = max(need, key=lambda kind: (need[kind] - given[kind]) / (need[kind] or 1))
        size = min(step, need[kind] - given[kind])
        given[kind] += size
        turn, place = divmod(number, len(names))
        name = names[place] + (" (продолжение)" if turn else "")
        if kind == HoursKind.PRACTICE and theory:
            works += 1
            yield kind, f"Практическая работа № {works}. {names[max(place - 1, 0)].split(':')[0]}", size, False
            continue
        number += 1
        if number % 8 == 0 and size <= 2:
            controls += 1
            yield kind, f"Контрольная работа № {controls}", size, True
        else:
            yield kind, name, size, False
    for kind, name in (
        (HoursKind.COURSE_WORK, "Курсовая работа: выбор темы, план, оформление"),
        (HoursKind.CONSULTATION, "Консультация перед экзаменом"),
        (HoursKind.ATTESTATION, "Промежуточная аттестация"),
        (HoursKind.INDEPENDENT, "Самостоятельная работа: доклады, отчёты, подготовка к занятиям"),
    ):
        if hours.get(kind):
            yield kind, name, hours[kind], False


def hours_of_courses(bulk: Bulk) -> dict[int, dict[str, Decimal]]:
    """Return the hours by kind that the curricula give to each course of the load, as the pages count them."""
    weekly = {row["id"] for row in waiting(bulk, Curriculum) if row["kind"] != CurriculumKind.COLLEGE}
    terms = {row["id"]: row for row in waiting(bulk, CurriculumTerm)}
    by_item: dict[int, list[tuple[int, str, Decimal]]] = defaultdict(list)
    for row in waiting(bulk, CurriculumHours):
        term = terms[row["term_id"]]
        weeks = Decimal(term["weeks"]) if term["curriculum_id"] in weekly else Decimal(1)
        by_item[row["item_id"]].append((term["study_year"], row["kind"], Decimal(row["hours"]) * weeks))
    found: dict[int, dict[str, Decimal]] = defaultdict(dict)
    for row in waiting(bulk, CourseItem):
        for year, kind, hours in by_item[row["item_id"]]:
            if year == row["study_year"]:
                found[row["course_id"]][kind] = found[row["course_id"]].get(kind, Decimal(0)) + hours
    return found


def set_program(bulk: Bulk, course: int, program: int) -> None:
    """Let a course that the load is about to write follow the programme."""
    rows = bulk[Course]
    place, at = rows.names.index("program_id"), course - rows.first
    row = rows.waiting[at]
    rows.waiting[at] = (*row[:place], program, *row[place + 1 :])
