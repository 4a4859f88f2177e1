"""A page taught to several groups: a curator sees the students of theirs and nothing of the others (R11, 152-ФЗ)."""

import json
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.test import Client
from openpyxl import load_workbook

from accounts.access_log import queue
from accounts.audit import Trace
from accounts.enums import DelegatedRight, Role
from accounts.models import User
from contingent.enums import GroupKind
from contingent.models import Curatorship, Student
from curriculum.access import PAGE
from curriculum.models import Course
from journal.enums import EntryKind
from journal.row_access import seen_rows, visible_marks
from journal.services.cells import Entry
from journal.services.entries import save_entries
from schedule.models import Lesson
from tests.factories import (
    NOW,
    TODAY,
    YEAR_START,
    AppointmentFactory,
    CourseFactory,
    CuratorshipFactory,
    EmployeeFactory,
    LessonFactory,
    MembershipFactory,
    StudyGroupFactory,
    TeachingLoadFactory,
    UserFactory,
    delegate,
)

pytestmark = pytest.mark.django_db
OWN, MOVED, FOREIGN = "Своякова", "Переходова", "Чужеродова"


@dataclass
class Stream:
    """A lesson of two groups together: each student with a mark, a comment and an absence."""

    course: Course
    lesson: Lesson
    curator: User
    teacher: User
    students: dict[str, Student]


@pytest.fixture
def stream() -> Stream:
    own = StudyGroupFactory()
    other = StudyGroupFactory(organization=own.organization)
    together = StudyGroupFactory(organization=own.organization, kind=GroupKind.STREAM)
    together.sources.add(own, other)
    course = CourseFactory(organization=own.organization, study_group=together)
    teacher = TeachingLoadFactory(course=course).employee
    lesson = LessonFactory(course=course, teacher=teacher)
    students = {}
    for name, home in ((OWN, own), (MOVED, own), (FOREIGN, other)):
        left = TODAY - timedelta(days=9) if name == MOVED else None
        student = MembershipFactory(group=home, ends=left, student__user__last_name=name).student
        if left:
            MembershipFactory(group=other, student=student, starts=left + timedelta(days=1))
        MembershipFactory(group=together, student=student)
        students[name] = student
    made = Stream(course, lesson, CuratorshipFactory(group=own).employee.user, teacher.user, students)
    for name, code in ((OWN, "5"), (MOVED, "2"), (FOREIGN, "2")):
        put(made, name, EntryKind.MARK, code)
    for name in students:
        put(made, name, EntryKind.COMMENT, f"о {name}")
        put(made, name, EntryKind.ATTENDANCE, "late:5")
    return made


def put(stream: Stream, name: str, kind: EntryKind, value: str) -> None:
    work = None
    entry = Entry(uuid4(), kind, stream.students[name].pk, stream.lesson.pk, work, value, "")
    (outcome,) = save_entries(course=stream.course, entries=[entry], trace=Trace(stream.teacher, NOW))
    assert outcome.status == "saved", outcome.reason


def open_all(user: User, stream: Stream) -> dict[str, str]:
    """Return everything that the user may get of the page, as text."""
    client = Client()
    client.force_login(user)
    page = f"/journal/{stream.course.pk}/"
    found = {}
    for part in ("", "lessons/", f"lessons/{stream.lesson.pk}/", "history/", "print/"):
        answer = client.get(page + part)
        assert answer.status_code == 200, part
        found[part] = answer.content.decode()
    foreign = client.get(f"{page}history/", {"student": stream.students[FOREIGN].pk})
    found["of one"] = foreign.content.decode()
    for part in ("journal.xlsx", "history.xlsx"):
        book = load_workbook(BytesIO(client.get(page + part).content))
        cells = (str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell)
        found[part] = "\n".join(cells)
    for name in (OWN, MOVED, FOREIGN):
        found[f"search {name}"] = client.get("/search/", {"q": name[:-1]}).content.decode()
    return found


SHOW_NAMES = {"", "lessons/{}/", "history/", "print/", "journal.xlsx", "history.xlsx"}


def test_a_curator_sees_their_own_in_a_stream_and_nobody_else_anywhere(stream: Stream) -> None:
    found = open_all(stream.curator, stream)
    for part, text in found.items():
        assert not {name for name in (MOVED, FOREIGN) if name in text}, part
        assert not any(f"data-student={stream.students[name].pk}" in text for name in (MOVED, FOREIGN)), part
    for part in SHOW_NAMES:
        assert OWN in found[part.format(stream.lesson.pk)], part
    # The foot: one mark of five, not the average of three
    foot = found[""].partition("<tfoot>")[2]
    assert "5,00" in foot
    assert "3,00" not in foot
    assert "вы видите обучающихся своей" in found[""]
    assert {mark.student_id for mark in visible_marks(stream.curator, TODAY)} == {stream.students[OWN].pk}


@pytest.mark.parametrize("who", ["teacher", "deputy", "delegate", "both"])
def test_whoever_reads_the_page_whole_sees_everyone(stream: Stream, who: str) -> None:
    place = stream.course.organization
    if who == "deputy":
        user = AppointmentFactory(organization=place, role=Role.DEPUTY).user
    elif who == "delegate":
        staff = EmployeeFactory(organization=place)
        delegate(PAGE, stream.course, DelegatedRight.READ_PAGE, staff)
        user = staff.user
    elif who == "both":
        group = stream.course.study_group.sources.exclude(curatorships__employee__user=stream.curator).get()
        CuratorshipFactory(group=group, employee=Curatorship.objects.get(employee__user=stream.curator).employee)
        user = stream.curator
    else:
        user = stream.teacher
    found = open_all(user, stream)
    for part in SHOW_NAMES:
        assert all(name in found[part.format(stream.lesson.pk)] for name in stream.students), part


def test_a_curator_keeps_who_left_for_no_other_group_and_the_one_who_gave_the_lesson_sees_it_whole(
    stream: Stream,
) -> None:
    own = stream.students[OWN]
    own.memberships.filter(group_kind=GroupKind.HOME).update(ends=TODAY - timedelta(days=1))
    seen = seen_rows(stream.curator, stream.course, TODAY)
    assert seen is not None
    assert seen.students == {own.pk}
    curator = Curatorship.objects.get(employee__user=stream.curator).employee
    given = LessonFactory(course=stream.course, teacher=curator, date=YEAR_START, number=2)
    assert seen_rows(stream.curator, stream.course, TODAY, given.pk) is None
    assert seen_rows(stream.curator, stream.course, TODAY, stream.lesson.pk) == seen
    nobody = UserFactory()
    assert seen_rows(nobody, stream.course, TODAY).students == frozenset()  # type: ignore[union-attr]


def test_what_was_seen_in_part_is_accounted_for_as_the_group_alone(
    stream: Stream, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    client = Client()
    client.force_login(stream.curator)
    queue().drop(queue().head(10_000))  # type: ignore[attr-defined]
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        client.get(f"/journal/{stream.course.pk}/")
    (entry,) = queue().head(9)  # type: ignore[attr-defined]
    group = Curatorship.objects.get(employee__user=stream.curator).group_id
    assert json.loads(entry)[5:7] == ["group", group]
