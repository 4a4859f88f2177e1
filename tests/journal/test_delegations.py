"""Rights handed over for a time: who hands them, what they open, when they end (decision 5, R27)."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from accounts.audit import Trace
from accounts.enums import DelegatedRight, Role
from accounts.models import Organization, User
from accounts.rights import readers_of, rights_of
from contingent.access import listed_students, visible_groups, visible_students
from contingent.models import Employee
from contingent.services.leaving import end_employments
from curriculum.access import GROUP, KINDS, PAGE, STUDENT
from curriculum.errors import DelegationRefused, NotAllowed
from curriculum.models import CourseDelegation
from curriculum.services.delegations import end_delegation, give_delegation, tell_delegations, undo_end
from journal.access import entry_rights, visible_courses
from tests.factories import (
    NOW,
    TODAY,
    AppointmentFactory,
    EmployeeFactory,
    TeachingLoadFactory,
    delegate,
)
from tests.journal.conftest import Classroom, make_classroom

YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
READ, KEEP = DelegatedRight.READ_PAGE, DelegatedRight.KEEP_PAGE
Page = Callable[[Classroom], Any]


@pytest.fixture
def neighbour(db: None) -> Classroom:
    """Another college: what must not be seen."""
    return make_classroom()


@pytest.fixture
def colleague(classroom: Classroom) -> Employee:
    employee: Employee = EmployeeFactory(organization=classroom.course.organization)
    return employee


def administrator(place: Organization, role: Role = Role.DEPUTY) -> User:
    user: User = AppointmentFactory(organization=place, role=role).user
    return user


def give(actor: User, room: Classroom, employee: Employee, **values: Any) -> CourseDelegation:
    told = {"kind": KINDS[PAGE], "target": room.course.pk, "right": KEEP, "starts": TODAY, "ends": TOMORROW} | values
    made = give_delegation(user=employee.user_id, trace=Trace(actor, NOW, reason="болезнь"), **told)
    assert isinstance(made, CourseDelegation)
    return made


def opens(employee: Employee, on: date = TODAY) -> tuple[set[Any], set[Any], set[Any]]:
    """Pages, groups and students that the employee sees."""
    user = employee.user
    return set(visible_courses(user, on)), set(visible_groups(user, on)), set(visible_students(user, on))


def test_a_page_handed_over_to_read_is_read_and_not_kept(
    classroom: Classroom, neighbour: Classroom, colleague: Employee
) -> None:
    TeachingLoadFactory(course__organization=colleague.organization)
    delegate(PAGE, classroom.course, READ, colleague)
    assert opens(colleague) == ({classroom.course}, set(), set())
    assert not entry_rights(colleague.user, classroom.course, TODAY).any


def test_a_page_handed_over_to_keep_takes_marks_in_its_keepers_name(
    classroom: Classroom, colleague: Employee, django_assert_max_num_queries: Any
) -> None:
    delegate(PAGE, classroom.course, KEEP, colleague)
    assert opens(colleague)[0] == {classroom.course}
    (outcome,) = classroom.save(classroom.entry("5"), trace=Trace(colleague.user, NOW))
    assert outcome.status == "saved"
    with django_assert_max_num_queries(1):
        assert entry_rights(colleague.user, classroom.course, TODAY).owns_course


def test_a_group_handed_over_is_read_as_its_curator_reads_it(
    classroom: Classroom, neighbour: Classroom, colleague: Employee
) -> None:
    delegate(GROUP, classroom.course.study_group, DelegatedRight.READ_GROUP, colleague)
    group = classroom.course.study_group
    assert opens(colleague) == ({classroom.course}, {group}, set(classroom.students))
    assert set(listed_students(colleague.user, TODAY)) == set(classroom.students)
    assert not entry_rights(colleague.user, classroom.course, TODAY).any


def test_a_student_handed_over_is_that_student_alone(classroom: Classroom, colleague: Employee) -> None:
    delegate(STUDENT, classroom.students[0], DelegatedRight.READ_STUDENT, colleague)
    assert opens(colleague) == (set(), set(), {classroom.students[0]})


@pytest.mark.parametrize(
    "starts, ends, seen",
    [(TODAY, TODAY, True), (YESTERDAY, TOMORROW, True), (TOMORROW, TOMORROW, False), (YESTERDAY, YESTERDAY, False)],
)
@pytest.mark.parametrize("kind", [PAGE, GROUP, STUDENT])
def test_a_right_holds_from_its_day_to_its_day(
    classroom: Classroom, colleague: Employee, kind: str, starts: date, ends: date, seen: bool
) -> None:
    target = {PAGE: classroom.course, GROUP: classroom.course.study_group, STUDENT: classroom.students[0]}[kind]
    delegate(kind, target, KINDS[kind].rights[0], colleague, starts=starts, ends=ends)
    assert any(opens(colleague)) is seen
    assert entry_rights(colleague.user, classroom.course, TODAY).any is (seen and kind == PAGE)


def test_a_right_ends_with_the_employment(classroom: Classroom, colleague: Employee) -> None:
    """Also of somebody whom the staff source lets go without a word of rights."""
    row = delegate(PAGE, classroom.course, KEEP, colleague)
    Employee.objects.filter(pk=colleague.pk).update(ends=YESTERDAY)
    assert opens(colleague) == (set(), set(), set())
    Employee.objects.filter(pk=colleague.pk).update(ends=None)
    assert list(tell_delegations([colleague.pk], TODAY)) == [colleague.pk]
    end_employments(employees=[colleague.pk], last_day=YESTERDAY, trace=Trace(colleague.user, NOW))
    assert tell_delegations([colleague.pk], TODAY) == {}
    row.refresh_from_db()
    assert (row.ends, row.ended_at) == (YESTERDAY, NOW)


@pytest.mark.parametrize("role", list(Role))
def test_the_administration_hands_over_and_nobody_else(classroom: Classroom, colleague: Employee, role: Role) -> None:
    actor = administrator(classroom.course.organization, role)
    if role in (Role.DIRECTOR, Role.DEPUTY, Role.JOURNAL_ADMIN):
        give(actor, classroom, colleague)
        assert opens(colleague)[0] == {classroom.course}
    else:
        with pytest.raises(NotAllowed):
            give(actor, classroom, colleague)


def test_neither_a_teacher_nor_a_neighbours_deputy_hands_over(
    classroom: Classroom, neighbour: Classroom, colleague: Employee
) -> None:
    """R27: an own page is not one's to hand on."""
    for actor in (classroom.teacher, administrator(neighbour.course.organization)):
        with pytest.raises(NotAllowed):
            give(actor, classroom, colleague)


@pytest.mark.parametrize(
    "values",
    [
        {"ends": date(2027, 9, 1)},
        {"starts": YESTERDAY},
        {"starts": TOMORROW, "ends": TODAY},
        {"right": DelegatedRight.READ_GROUP},
    ],
    ids=["past the year", "past", "turned round", "another kind"],
)
def test_what_cannot_be_is_refused(classroom: Classroom, colleague: Employee, values: dict[str, Any]) -> None:
    with pytest.raises(DelegationRefused):
        give(administrator(classroom.course.organization), classroom, colleague, **values)


def test_a_right_is_for_the_staff_once_and_never_for_oneself(classroom: Classroom, colleague: Employee) -> None:
    actor = administrator(classroom.course.organization)
    own = EmployeeFactory(organization=classroom.course.organization, user=actor)
    for employee in (EmployeeFactory(), own, EmployeeFactory(organization=own.organization, ends=YESTERDAY)):
        with pytest.raises(DelegationRefused):
            give(actor, classroom, employee)
    give(actor, classroom, colleague)
    with pytest.raises(DelegationRefused):
        give(actor, classroom, colleague)


def test_it_is_taken_back_at_once_given_back_and_given_again(classroom: Classroom, colleague: Employee) -> None:
    actor = administrator(classroom.course.organization)
    row = give(actor, classroom, colleague)
    told = {"kind": KINDS[PAGE], "delegation": row.pk, "trace": Trace(actor, NOW)}
    end_delegation(**told)
    assert opens(colleague)[0] == set()
    with pytest.raises(DelegationRefused):
        end_delegation(**told)
    undo_end(**told)
    assert opens(colleague)[0] == {classroom.course}
    end_delegation(**told)
    with pytest.raises(DelegationRefused):
        undo_end(**told | {"trace": Trace(actor, NOW + timedelta(days=1))})
    give(actor, classroom, colleague)
    assert opens(colleague)[0] == {classroom.course}
    assert CourseDelegation.history.filter(id=row.pk).count() == 4


def test_the_database_refuses_a_right_without_history(classroom: Classroom, colleague: Employee) -> None:
    row = delegate(PAGE, classroom.course, READ, colleague)
    with pytest.raises(IntegrityError), transaction.atomic():
        CourseDelegation.objects.filter(pk=row.pk).update(ends=None)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_an_open_session_loses_the_page_with_the_right(
    classroom: Classroom, colleague: Employee, client: Client, noon: None
) -> None:
    row = delegate(PAGE, classroom.course, KEEP, colleague)
    client.force_login(colleague.user)
    page = f"/journal/{classroom.course.pk}/"
    assert client.get(page).status_code == 200
    actor = administrator(classroom.course.organization)
    end_delegation(kind=KINDS[PAGE], delegation=row.pk, trace=Trace(actor, NOW))
    assert client.get(page).status_code == 404


def test_the_pages_hand_over_take_back_and_give_back(
    classroom: Classroom, neighbour: Classroom, colleague: Employee, client: Client, noon: None
) -> None:
    client.force_login(administrator(classroom.course.organization))
    found = client.get("/delegations/new/", {"kind": "page"}).content.decode()
    assert f"target={classroom.course.pk}" in found
    assert f"target={neighbour.course.pk}" not in found
    away = {"kind": "page", "target": neighbour.course.pk}
    assert client.get("/delegations/new/", away).status_code == 404
    url = f"/delegations/new/?kind=page&target={classroom.course.pk}"
    assert colleague.user.full_name in client.get(url).content.decode()
    url += f"&employee={colleague.pk}"
    form = {"right": KEEP, "starts": TODAY, "ends": TOMORROW}
    assert client.post(url, form).status_code == 400
    assert "на больничном" in client.post(url, form | {"reason": "на больничном"}, follow=True).content.decode()
    row = CourseDelegation.objects.get()
    assert "/undo/" in client.post(f"/delegations/page/{row.pk}/end/", follow=True).content.decode()
    assert opens(colleague)[0] == set()
    assert "/end/" in client.post(f"/delegations/page/{row.pk}/undo/", follow=True).content.decode()
    assert opens(colleague)[0] == {classroom.course}
    delegate(PAGE, neighbour.course, READ, EmployeeFactory(user__last_name="Соседов"), reason="чужое")
    listed = client.get("/delegations/").content.decode()
    assert "чужое" not in listed
    assert "Соседов" not in listed


def test_the_facts_behind_rights_are_told(classroom: Classroom, neighbour: Classroom, colleague: Employee) -> None:
    """Who sees the student, and what the person sees, are read from the same rows as the rules."""
    delegate(PAGE, classroom.course, KEEP, colleague, reason="подмена")
    (fact,) = rights_of(colleague.user, TODAY)
    assert "подмена" in str(fact.fact)
    assert (fact.since, fact.until) == (TODAY, date(2026, 11, 30))
    child = classroom.students[0]
    readers = {reader.user_id for reader in readers_of(child.pk, TODAY)}
    assert readers == {child.user_id, classroom.teacher.pk, colleague.user_id}
    for user in (classroom.teacher, child.user):
        assert rights_of(user, TODAY)
        assert not rights_of(user, date(2020, 1, 1))
