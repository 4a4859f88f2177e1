"""Search as one types: what it finds, and what it must not."""

from typing import Any

import pytest
from django.test import Client

from accounts.enums import Role
from accounts.models import User
from contingent.models import Student
from journal.queries.search import Answers, search_all
from tests.factories import (
    TODAY,
    AppointmentFactory,
    CourseFactory,
    CuratorshipFactory,
    MembershipFactory,
    RepresentativeFactory,
    StudyGroupFactory,
    SubjectFactory,
    TeachingLoadFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def find(user: User, text: str) -> Answers:
    return search_all(user, TODAY, text)


def titles(found: Any) -> list[str]:
    return [line.title for line in found]


@pytest.fixture
def teacher() -> User:
    """Teaches «Прикладная математика» to ИС-21, where Пётр Ёлкин studies."""
    group = StudyGroupFactory(name="ИС-21")
    course = CourseFactory(
        organization=group.organization,
        study_group=group,
        subject=SubjectFactory(organization=group.organization, code="ЕН.01", name="Прикладная математика"),
    )
    pupil(group)
    return TeachingLoadFactory(course=course).employee.user


def pupil(group: Any, last_name: str = "Ёлкин", first_name: str = "Пётр") -> Student:
    member = MembershipFactory(group=group, student__user__last_name=last_name, student__user__first_name=first_name)
    return member.student


@pytest.mark.parametrize("text", ["ис-21", "матем", "матем ИС", "ИС прикл", "ен.01", "  МАТЕМАТИКА  "])
def test_a_page_is_found_by_its_words_in_any_order(teacher: User, text: str) -> None:
    assert titles(find(teacher, text).courses) == ["ИС-21 · Прикладная математика"]


@pytest.mark.parametrize("text", ["елк", "Ёлк", "петр елкин", "пётр ёлкин"])
def test_a_student_of_ones_page_is_found_with_their_row(teacher: User, text: str) -> None:
    student = Student.objects.get(user__last_name="Ёлкин")
    (line,) = find(teacher, text).students
    assert line.title == "Ёлкин Пётр Петровна"
    assert line.url.endswith(f"/#s{student.pk}")


@pytest.mark.parametrize("text", ["", " ", "и", "%%", "__", "'; --"])
def test_too_little_or_odd_text_finds_nothing(teacher: User, text: str) -> None:
    found = find(teacher, text)
    assert not found.sections


def test_a_teacher_finds_nothing_of_their_neighbours(teacher: User) -> None:
    """Another group of the same college with a namesake, and another college, both full of answers."""
    own = Student.objects.get(user__last_name="Ёлкин").organization
    for organization in (own, None):
        group = StudyGroupFactory(name="ИС-21 бис", **({"organization": organization} if organization else {}))
        subject = SubjectFactory(organization=group.organization, name="Прикладная математика")
        TeachingLoadFactory(course=CourseFactory(organization=group.organization, study_group=group, subject=subject))
        pupil(group, first_name="Павел")
    assert titles(find(teacher, "ёлкин").students) == ["Ёлкин Пётр Петровна"]
    assert titles(find(teacher, "прикладная").courses) == ["ИС-21 · Прикладная математика"]
    assert find(teacher, "бис").sections == []


def test_one_who_left_the_group_is_not_found_by_its_teacher(teacher: User) -> None:
    Student.objects.get(user__last_name="Ёлкин").memberships.update(ends="2026-10-01")
    assert find(teacher, "ёлкин").students == ()


def test_a_curator_finds_their_group_and_its_diaries(teacher: User) -> None:
    student = Student.objects.get(user__last_name="Ёлкин")
    curator = CuratorshipFactory(group=student.memberships.get().group).employee.user
    found = find(curator, "ис-21")
    assert titles(found.groups) == ["ИС-21"]
    assert [line.url for line in find(curator, "ёлкин").students] == [f"/diary/{student.pk}/"]


def test_a_director_finds_their_own_organisation_alone(teacher: User) -> None:
    organization = Student.objects.get(user__last_name="Ёлкин").organization
    director = AppointmentFactory(organization=organization, role=Role.DIRECTOR).user
    stranger = AppointmentFactory(role=Role.DIRECTOR).user
    assert {part[0] for part in find(director, "ис-21").sections} == {"groups", "courses"}
    assert titles(find(director, "ёлкин").students) == ["Ёлкин Пётр Петровна"]
    assert find(stranger, "ис-21").sections == []
    assert find(stranger, "ёлкин").sections == []


def test_a_family_finds_its_own_child_alone(teacher: User) -> None:
    student = Student.objects.get(user__last_name="Ёлкин")
    parent = RepresentativeFactory(student=student).user
    pupil(student.memberships.get().group, first_name="Павел")
    assert [line.url for line in find(parent, "ёлкин").students] == [f"/diary/{student.pk}/"]
    assert find(parent, "ис-21").sections == []
    assert find(student.user, "ёлкин павел").sections == []


def test_queries_do_not_grow(teacher: User, django_assert_max_num_queries: Any) -> None:
    group = Student.objects.get(user__last_name="Ёлкин").memberships.get().group
    for name in ("Анна", "Борис", "Вера"):
        pupil(group, first_name=name)
    with django_assert_max_num_queries(5):
        assert len(find(teacher, "ёлкин").students) == 4


def test_the_fragment_is_a_part_and_the_page_works_without_scripts(client: Client, teacher: User) -> None:
    client.force_login(teacher)
    page = client.get("/search/", {"q": "ёлк"})
    part = client.get("/search/", {"q": "ёлк"}, headers={"HX-Request": "true", "HX-Target": "finder-answers"})
    assert "<html" in page.content.decode()
    assert "<html" not in part.content.decode()
    for answer in (page, part):
        assert "Ёлкин Пётр" in answer.content.decode()


def test_what_was_typed_is_shown_as_text(client: Client) -> None:
    client.force_login(UserFactory())
    page = client.get("/search/", {"q": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert" not in page
