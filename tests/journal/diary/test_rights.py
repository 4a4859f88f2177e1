"""Who reads whose diary; and nothing of any other student is anywhere in it (R12, decision 9)."""

from datetime import date, timedelta

import pytest
from django.test import Client

from accounts.enums import Role
from accounts.models import User
from journal.models import Attendance, Mark
from tests.factories import (
    NOW,
    TODAY,
    AppointmentFactory,
    CuratorshipFactory,
    RepresentativeFactory,
    UserFactory,
)
from tests.journal.diary.conftest import Clock, signed_in
from tests.journal.diary.family import (
    Family,
    Pupil,
    give,
    make_family,
    make_lesson,
    make_pupil,
    miss,
    teacher_of,
    write,
)

PAGES = ("", "period/", "new/", "subject")
YESTERDAY = TODAY - timedelta(days=1)


def statuses(client: Client, user: User, pupil: Pupil) -> set[int]:
    reader = signed_in(client, user)
    return {reader.get(pupil.subject_url() if page == "subject" else pupil.url(page)).status_code for page in PAGES}


def test_a_student_and_a_parent_read_the_diary(client: Client, family: Family) -> None:
    assert statuses(client, family.parent, family.child) == {200}
    assert statuses(client, family.child.student.user, family.child) == {200}


def test_a_classmate_and_their_parent_do_not(client: Client, family: Family) -> None:
    classmate = make_pupil(family.child.group)
    stranger = RepresentativeFactory(student=classmate.student).user
    for user in (classmate.student.user, stranger, UserFactory()):
        assert statuses(client, user, family.child) == {404}


def test_a_tie_ends_with_its_last_day(client: Client, family: Family, clock: Clock) -> None:
    (tie,) = family.ties
    tie.ends = TODAY
    tie.save()
    assert statuses(client, family.parent, family.child) == {200}
    clock.now = NOW + timedelta(days=1)
    assert statuses(client, family.parent, family.child) == {404}


def test_a_tie_that_ended_yesterday_is_none(client: Client, family: Family) -> None:
    (tie,) = family.ties
    tie.ends = YESTERDAY
    tie.save()
    assert statuses(client, family.parent, family.child) == {404}
    assert client.get("/diary/").status_code == 404


def test_a_student_who_left_has_no_diary_here(client: Client, family: Family) -> None:
    student = family.child.student
    student.ends = YESTERDAY
    student.save()
    for user in (family.parent, student.user):
        assert statuses(client, user, family.child) == {404}


def test_a_curator_and_the_administration_read_it(client: Client, family: Family) -> None:
    organization = family.child.group.organization
    curator = CuratorshipFactory(group=family.child.group).employee.user
    readers = [
        AppointmentFactory(organization=organization, role=role).user
        for role in (Role.DIRECTOR, Role.DEPUTY, Role.JOURNAL_ADMIN)
    ]
    for user in (curator, *readers):
        assert statuses(client, user, family.child) == {200}


def test_other_staff_do_not(client: Client, family: Family) -> None:
    organization = family.child.group.organization
    director_elsewhere = AppointmentFactory(role=Role.DIRECTOR).user
    curator_elsewhere = CuratorshipFactory(group=make_pupil(organization=organization).group).employee.user
    support = AppointmentFactory(organization=organization, role=Role.IT_SUPPORT).user
    for user in (teacher_of(family.child.course), director_elsewhere, curator_elsewhere, support):
        assert statuses(client, user, family.child) == {404}


def test_a_teacher_who_is_a_parent_reads_their_own_child_only(client: Client, family: Family) -> None:
    teacher = teacher_of(family.child.course)
    child = make_pupil(family.child.group)
    RepresentativeFactory(student=child.student, user=teacher)
    assert statuses(client, teacher, child) == {200}
    assert statuses(client, teacher, family.child) == {404}
    others = client.get(child.url()).context["opened"].others
    assert [other.student for other in others] == [child.student.pk]


def test_two_children_in_two_organisations(client: Client, db: None, clock: Clock) -> None:
    family = make_family(2)
    one, two = family.children
    reader = signed_in(client, family.parent)
    page = reader.get(one.url("?week=2026-11-09")).content.decode()
    assert f'href="{two.url()}?week=2026-11-09"' in page
    assert two.group.organization.short_name in page
    assert {statuses(client, family.parent, child).pop() for child in (one, two)} == {200}


def test_the_short_address_leads_to_the_first_child(client: Client, family: Family) -> None:
    assert signed_in(client, family.parent).get("/diary/")["Location"] == family.child.url()
    assert signed_in(client, UserFactory()).get("/diary/").status_code == 404
    client.logout()
    assert client.get(family.child.url()).status_code == 302


def test_one_person_in_two_organisations_has_two_diaries(client: Client, family: Family) -> None:
    other = make_pupil()
    other.student.user = family.child.student.user
    other.student.save()
    for pupil in (family.child, other):
        assert statuses(client, family.child.student.user, pupil) == {200}


def leakable(pupil: Pupil, tag: str) -> list[str]:
    """Fill a student's diary with what must not be read elsewhere; return the words to look for."""
    lesson = make_lesson(pupil.course, number=7)
    give(pupil.student, lesson, "2", comment=f"Тайна-{tag}", title=f"Работа-{tag}")
    miss(pupil.student, lesson)
    return [pupil.student.user.last_name, pupil.student.user.first_name, f"Тайна-{tag}"]


@pytest.mark.parametrize("page", PAGES)
def test_nothing_of_others_is_in_the_response(client: Client, family: Family, page: str) -> None:
    child = family.child
    classmate = make_pupil(child.group, last_name="Соседова", first_name="Евдокия")
    elsewhere = make_pupil(last_name="Чужаков", first_name="Аристарх")
    shared = make_lesson(child.course, number=3)
    work = give(child.student, shared, "5", comment="Своё-слово")
    give(classmate.student, shared, "3", comment="Тайна-общей-работы", work=work)
    miss(classmate.student, shared, "late:41")
    write(shared, topic="Общая тема", homework="Общее задание")
    words = [*leakable(classmate, "рядом"), *leakable(elsewhere, "далеко"), "Работа-далеко"]
    words += ["Тайна-общей-работы", "41 мин", elsewhere.group.name, elsewhere.course.subject.name]
    assert Mark.objects.count() == 4 and Attendance.objects.count() == 3
    for user in (family.parent, child.student.user, CuratorshipFactory(group=child.group).employee.user):
        reader = signed_in(client, user)
        url = child.subject_url() if page == "subject" else child.url(page)
        response = reader.get(url)
        body = response.content.decode() + str(response.headers)
        assert "Своё-слово" in body or page == "period/"
        for word in words:
            assert word not in body, word
        assert f"/diary/{classmate.student.pk}/" not in body


def test_averages_are_of_this_student_only(client: Client, family: Family) -> None:
    child, classmate = family.child, make_pupil(family.child.group)
    lesson = make_lesson(child.course)
    work = give(child.student, lesson, "5")
    give(classmate.student, lesson, "2", work=work)
    reader = signed_in(client, family.parent)
    assert "3,50" not in reader.get(child.subject_url()).content.decode()
    assert reader.get(child.subject_url()).context["page"].explanation.count == 1
    (row,) = reader.get(child.url("period/")).context["page"].rows
    assert len(row.marks) == 1


def test_another_day_of_the_same_person_is_not_a_leak_of_rights(client: Client, family: Family, clock: Clock) -> None:
    (tie,) = family.ties
    tie.starts = date(2026, 12, 1)
    tie.save()
    assert statuses(client, family.parent, family.child) == {404}
