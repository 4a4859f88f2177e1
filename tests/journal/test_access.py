"""Who sees which page, student and group: each case holds a row that must not leak."""

from datetime import timedelta

import pytest
from django.test import Client

from accounts.access import readable_organizations
from accounts.audit import Trace
from accounts.enums import Role
from accounts.models import User
from contingent.access import diary_students, visible_groups, visible_students
from contingent.enums import GroupKind
from contingent.models import Student
from contingent.services.appointments import end_appointment
from curriculum.models import Course
from journal.access import entry_rights, journal_helper, taught_courses, visible_courses, visible_works
from journal.models import LessonRecord
from journal.row_access import visible_marks
from tests.factories import (
    NOW,
    TODAY,
    AppointmentFactory,
    CourseFactory,
    CuratorshipFactory,
    EmployeeFactory,
    LessonFactory,
    MembershipFactory,
    RepresentativeFactory,
    StudyGroupFactory,
    TeachingLoadFactory,
    UserFactory,
    make_work,
)
from tests.journal.conftest import Classroom, make_classroom

YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


@pytest.fixture
def neighbour(db: None) -> Classroom:
    """Another college, with a mark in it: what must not be seen."""
    room = make_classroom()
    room.save(room.entry("2"))
    return room


def pages(user: User) -> set[Course]:
    return set(visible_courses(user, TODAY))


def students(user: User) -> set[Student]:
    return set(visible_students(user, TODAY))


def test_a_teacher_sees_own_pages_and_no_others(classroom: Classroom, neighbour: Classroom) -> None:
    """R27: not even another subject of the same group."""
    CourseFactory(organization=classroom.course.organization, study_group=classroom.course.study_group)
    classroom.save(classroom.entry("5"))
    assert pages(classroom.teacher) == {classroom.course}
    assert {m.work.course for m in visible_marks(classroom.teacher, TODAY)} == {classroom.course}
    assert {w.course for w in visible_works(classroom.teacher, TODAY)} == {classroom.course}
    assert students(classroom.teacher) == set()


@pytest.mark.parametrize(
    "starts, ends, seen",
    [(YESTERDAY, TODAY, True), (TODAY, None, True), (TOMORROW, None, False), (YESTERDAY, YESTERDAY, False)],
)
def test_a_load_gives_the_page_from_day_to_day(db: None, starts: object, ends: object, seen: bool) -> None:
    load = TeachingLoadFactory(starts=starts, ends=ends)
    assert (load.course in pages(load.employee.user)) is seen
    assert taught_courses(load.employee.user, TODAY).exists() is seen


def test_a_substitute_sees_the_page_of_the_lesson(classroom: Classroom, neighbour: Classroom) -> None:
    substitute = EmployeeFactory(organization=classroom.course.organization)
    LessonFactory(course=classroom.course, teacher=substitute)
    assert pages(substitute.user) == {classroom.course}
    assert not taught_courses(substitute.user, TODAY).exists()


def test_a_curator_sees_the_group_with_its_subgroups(classroom: Classroom, neighbour: Classroom) -> None:
    group = classroom.course.study_group
    curator = CuratorshipFactory(group=group).employee.user
    subgroup = StudyGroupFactory(organization=group.organization, kind=GroupKind.SUBGROUP)
    subgroup.sources.add(group)
    derived = CourseFactory(organization=group.organization, study_group=subgroup)
    CourseFactory(organization=group.organization)
    CuratorshipFactory(group=neighbour.course.study_group)
    assert pages(curator) == {classroom.course, derived}
    assert students(curator) == set(classroom.students)
    assert set(visible_groups(curator, TODAY)) == {group}


def test_a_curator_who_was_replaced_sees_nothing(classroom: Classroom) -> None:
    curator = CuratorshipFactory(group=classroom.course.study_group, ends=YESTERDAY).employee.user
    assert pages(curator) == set()
    assert students(curator) == set()


def test_a_curator_does_not_see_who_has_left_the_group(classroom: Classroom) -> None:
    curator = CuratorshipFactory(group=classroom.course.study_group).employee.user
    MembershipFactory(group=classroom.course.study_group, ends=YESTERDAY)
    assert students(curator) == set(classroom.students)


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.DEPUTY, Role.JOURNAL_ADMIN])
def test_the_administration_reads_its_own_organisation(classroom: Classroom, neighbour: Classroom, role: Role) -> None:
    user = AppointmentFactory(organization=classroom.course.organization, role=role).user
    assert pages(user) == {classroom.course}
    assert students(user) == set(classroom.students)
    assert set(readable_organizations(user, TODAY)) == {classroom.course.organization}


@pytest.mark.parametrize("role", [Role.TEACHER, Role.ADMISSIONS, Role.IT_SUPPORT, Role.ADDITIONAL_EDUCATION])
def test_other_appointments_read_nothing_by_themselves(classroom: Classroom, role: Role) -> None:
    user = AppointmentFactory(organization=classroom.course.organization, role=role).user
    assert pages(user) == set()
    assert students(user) == set()


def test_an_appointment_that_ended_reads_nothing(classroom: Classroom) -> None:
    user = AppointmentFactory(organization=classroom.course.organization, ends=YESTERDAY).user
    assert pages(user) == set()


def test_a_family_reads_the_diary_and_no_page(classroom: Classroom) -> None:
    """Decision 9: a parent, the child, a trusted person; not a classmate's parent."""
    child, classmate = classroom.students[:2]
    parent = RepresentativeFactory(student=child).user
    RepresentativeFactory(student=classmate)
    sibling = RepresentativeFactory(user=parent, student=make_classroom().students[0]).student
    assert set(diary_students(parent, TODAY)) == {child, sibling}
    assert set(diary_students(child.user, TODAY)) == {child}
    assert pages(parent) == pages(child.user) == set()
    assert students(parent) == {child, sibling}


@pytest.mark.parametrize("starts, ends", [(TOMORROW, None), (YESTERDAY, YESTERDAY)])
def test_a_tie_that_does_not_hold_today_reads_nothing(classroom: Classroom, starts: object, ends: object) -> None:
    tie = RepresentativeFactory(student=classroom.students[0], starts=starts, ends=ends)
    assert not diary_students(tie.user, TODAY).exists()


def test_a_stranger_sees_nothing(classroom: Classroom) -> None:
    make_work(classroom.lesson)
    stranger = UserFactory(is_staff=True)
    assert pages(stranger) == set()
    assert students(stranger) == set()
    assert not visible_groups(stranger, TODAY).exists()


def test_people_are_sent_to_their_own_journal_administrator(classroom: Classroom, neighbour: Classroom) -> None:
    organization = classroom.course.organization
    helper = AppointmentFactory(organization=organization, role=Role.JOURNAL_ADMIN).user
    AppointmentFactory(organization=neighbour.course.organization, role=Role.JOURNAL_ADMIN)
    AppointmentFactory(organization=organization, role=Role.JOURNAL_ADMIN, ends=YESTERDAY)
    assert journal_helper(organization, NOW.date()) == helper.short_name


@pytest.mark.parametrize(
    "days, seen",
    [(8, False), (7, True), (0, True), (-14, True), (-15, False), (-60, False)],
)
def test_a_substitution_opens_the_page_while_its_lesson_is_near(classroom: Classroom, days: int, seen: bool) -> None:
    """From a week before until the entry window closes (R61): not for ever."""
    substitute = EmployeeFactory(organization=classroom.course.organization)
    LessonFactory(course=classroom.course, teacher=substitute, date=TODAY + timedelta(days=days))
    assert (classroom.course in pages(substitute.user)) is seen


def test_who_is_a_teacher_no_more_gives_no_lessons(classroom: Classroom, noon: None, client: Client) -> None:
    """The load ends with the role; the lessons ahead name the person until another is put there (R18–R21)."""
    place, teacher = classroom.course.organization, classroom.lesson.teacher.user
    deputy = AppointmentFactory(organization=place, role=Role.DEPUTY).user
    role = AppointmentFactory(organization=place, user=teacher, role=Role.TEACHER)
    client.force_login(teacher)
    assert client.get("/").context["page"].lessons
    end_appointment(appointment=role.pk, last_day=None, trace=Trace(deputy, NOW, reason="перевод"))
    assert pages(teacher) == set()
    assert not client.get("/").context["page"].lessons
    assert client.get(f"/journal/{classroom.course.pk}/lessons/{classroom.lesson.pk}/").status_code == 404
    AppointmentFactory(organization=place, user=teacher, role=Role.DEPUTY)
    assert entry_rights(teacher, classroom.course, TODAY).any


def test_marks_that_are_still_due_keep_the_page_open_to_the_substitute(classroom: Classroom) -> None:
    substitute = EmployeeFactory(organization=classroom.course.organization)
    lesson = LessonFactory(course=classroom.course, teacher=substitute, date=TODAY - timedelta(days=20))
    work = make_work(lesson, due=TODAY - timedelta(days=1))
    assert pages(substitute.user) == set()
    lesson = LessonFactory(course=classroom.course, teacher=substitute, date=TODAY - timedelta(days=20))
    make_work(lesson, due=TODAY)
    assert pages(substitute.user) == {work.course}


def test_an_old_substitution_leaves_the_lesson_alone_to_read(classroom: Classroom, noon: None, client: Client) -> None:
    substitute = EmployeeFactory(organization=classroom.course.organization)
    lesson = LessonFactory(course=classroom.course, teacher=substitute, date=TODAY - timedelta(days=30))
    client.force_login(substitute.user)
    page = f"/journal/{classroom.course.pk}/"
    assert client.get(page).status_code == 404
    own = client.get(f"{page}lessons/{lesson.pk}/")
    assert own.status_code == 200
    assert f'href="{page}' not in own.content.decode()
    assert client.get(f"{page}lessons/{classroom.lesson.pk}/").status_code == 404
    assert client.post(f"{page}lessons/{lesson.pk}/", {"topic": "x"}).status_code == 200
    assert not LessonRecord.objects.exists()
