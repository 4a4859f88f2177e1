"""Changing several people at once: the preview, doing exactly that, and taking it back."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.audit import Trace, save_audited
from accounts.enums import Role
from accounts.models import Appointment, Organization, User
from contingent.enums import GroupKind
from contingent.models import BulkAction, Employee, Membership, Representative, Student
from curriculum.models import TeachingLoad
from journal.models import Attendance
from tests.contingent.workbooks import administrator
from tests.factories import (
    NOW,
    TODAY,
    AppointmentFactory,
    CuratorshipFactory,
    EmployeeFactory,
    LessonFactory,
    MembershipFactory,
    OrganizationFactory,
    RepresentativeFactory,
    StudyGroupFactory,
    TeachingLoadFactory,
)

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 23)
ORDER = {"number": "12-к", "ordered": "2026-11-20"}


@pytest.fixture(autouse=True)
def the_day_is_fixed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def admin() -> User:
    return administrator()


@pytest.fixture
def organization(admin: User) -> Organization:
    return admin.appointments.get().organization


@pytest.fixture
def client(admin: User) -> Client:
    client = Client()
    client.force_login(admin)
    return client


def settle() -> None:
    """Let the database check now what it checks at the end of a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def preview(client: Client, kind: str, ids: Any, **asked: Any) -> Any:
    data = {"kind": kind, "id": ids, "prepared": "1"} | ORDER | {"day": DAY.isoformat()} | asked
    return client.post(reverse("contingent:bulk"), data)


def carry_out(client: Client, kind: str, ids: Any, seen: str | None = None, **asked: Any) -> Any:
    """Apply what the preview shows now; return the answer."""
    if seen is None:
        seen = preview(client, kind, ids, **asked).context["plan"].digest
    data = {"kind": kind, "id": ids, "seen": seen} | ORDER | {"day": DAY.isoformat()} | asked
    answer = client.post(reverse("contingent:bulk_apply"), data)
    settle()
    return answer


def undo(client: Client) -> Any:
    answer = client.post(reverse("contingent:bulk_undo", args=[BulkAction.objects.latest("pk").pk]))
    settle()
    return answer


def test_students_move_by_an_order_and_back(client: Client, organization: Organization) -> None:
    group, target = (StudyGroupFactory(organization=organization, name=name) for name in ("ИС-11", "ИС-12"))
    half = StudyGroupFactory(organization=organization, name="ИС-11/1", kind=GroupKind.SUBGROUP)
    half.sources.add(group)
    club = StudyGroupFactory(organization=organization, name="Шахматы", kind=GroupKind.ACTIVITY)
    place = MembershipFactory(group=group)
    student = place.student
    for other in (half, club):
        MembershipFactory(group=other, student=student)
    there = MembershipFactory(group=target)
    ids = [student.pk, there.student.pk]
    before = list(Membership.objects.order_by("pk").values_list("pk", "group", "starts", "ends"))

    plan = preview(client, "transfer", ids, group=target.pk).context["plan"]
    assert [line.words for line in plan.lines] == [("ИС-11 → ИС-12", "выходит из ИС-11/1")]
    assert [refusal.reason for refusal in plan.refusals] == ["уже в этой группе"]
    assert list(Membership.objects.order_by("pk").values_list("pk", "group", "starts", "ends")) == before

    assert carry_out(client, "transfer", ids, group=target.pk).status_code == 302
    held = Membership.objects.filter(student=student).order_by("pk").values_list("group__name", "ends")
    last = date(2026, 11, 22)
    assert list(held) == [("ИС-11", last), ("ИС-11/1", last), ("Шахматы", None), ("ИС-12", None)]
    made = Membership.objects.latest("pk")
    assert (made.starts, made.order) == (DAY, "№ 12-к от 20.11.2026")
    assert [row.history_type for row in made.history.all()] == ["+"]
    assert place.history.latest("history_id").history_change_reason == "Перевести в другую группу № 12-к от 20.11.2026"

    assert undo(client).status_code == 302
    assert list(Membership.objects.order_by("pk").values_list("pk", "group", "starts", "ends")) == before
    assert undo(client).status_code == 302


def test_what_changed_since_the_preview_is_shown_and_not_done(client: Client, organization: Organization) -> None:
    target = StudyGroupFactory(organization=organization)
    places = [MembershipFactory(group__organization=organization) for _number in range(2)]
    ids = [place.student_id for place in places]
    seen = preview(client, "transfer", ids, group=target.pk).context["plan"].digest
    Membership.objects.filter(pk=places[0].pk).update(ends=date(2026, 11, 21))
    answer = carry_out(client, "transfer", ids, seen, group=target.pk)
    assert answer.status_code == 409
    assert "изменились" in answer.content.decode()
    assert not Membership.objects.filter(group=target).exists()
    assert not BulkAction.objects.exists()


def test_a_later_change_stands_in_the_way_of_undoing(client: Client, organization: Organization) -> None:
    target, third = StudyGroupFactory(organization=organization), StudyGroupFactory(organization=organization)
    place = MembershipFactory(group__organization=organization)
    carry_out(client, "transfer", [place.student_id], group=target.pk)
    first = BulkAction.objects.latest("pk")
    carry_out(client, "transfer", [place.student_id], group=third.pk, day="2026-12-01")
    answer = client.post(reverse("contingent:bulk_undo", args=[first.pk]))
    assert answer.status_code == 409
    assert Membership.objects.filter(student=place.student, ends=None).get().group == third


def test_marks_in_the_new_group_stand_in_the_way_of_undoing(client: Client, organization: Organization) -> None:
    lesson = LessonFactory(course__organization=organization, date=DAY)
    place = MembershipFactory(group__organization=organization)
    carry_out(client, "transfer", [place.student_id], group=lesson.course.study_group_id)
    action = BulkAction.objects.latest("pk")
    author = lesson.teacher.user
    absence = Attendance(lesson=lesson, student=place.student, kind="absent", author=author, updated_at=NOW)
    save_audited(Trace(author, NOW), [(absence, None)], key=("lesson", "student"), fields=("kind",))
    answer = client.post(reverse("contingent:bulk_undo", args=[action.pk]))
    assert answer.status_code == 409
    told = [(obstacle.what, obstacle.many) for obstacle in answer.context["obstacles"]]
    assert told == [("отметки и отсутствия в новой группе", 1)]


def test_leaving_ends_every_place(client: Client, organization: Organization) -> None:
    place = MembershipFactory(group__organization=organization)
    club = MembershipFactory(
        student=place.student,
        group__organization=organization,
        group__kind=GroupKind.ACTIVITY,
        starts=date(2026, 12, 1),
    )
    gone = MembershipFactory(group__organization=organization).student
    Student.objects.filter(pk=gone.pk).update(ends=date(2026, 10, 1))
    answer = carry_out(client, "leave", [place.student_id, gone.pk])
    assert answer.status_code == 302
    place.refresh_from_db()
    club.refresh_from_db()
    assert Student.objects.get(pk=place.student_id).ends == DAY
    assert (place.ends, club.ends) == (DAY, date(2026, 11, 30))
    assert Student.objects.get(pk=gone.pk).ends == date(2026, 10, 1)
    undo(client)
    assert Student.objects.get(pk=place.student_id).ends is None
    assert not Membership.objects.filter(student=place.student).exclude(ends=None).exists()


def test_all_that_is_found_changes_its_form(client: Client, organization: Organization) -> None:
    group = StudyGroupFactory(organization=organization)
    inside = [MembershipFactory(group=group).student_id for _number in range(3)]
    outside = MembershipFactory(group__organization=organization).student_id
    answer = client.post(reverse("contingent:bulk"), {"kind": "form", "all": "1", "asked": f"group={group.pk}"})
    assert set(answer.context["rows"]) == set(inside)
    carry_out(client, "form", ",".join(map(str, inside)), form="family")
    assert set(Student.objects.filter(form="family").values_list("pk", flat=True)) == set(inside)
    assert Student.objects.get(pk=outside).form == "in_person"
    undo(client)
    assert not Student.objects.filter(form="family").exists()


def test_a_tie_ends_and_who_is_left_alone_is_told(client: Client, organization: Organization) -> None:
    student = MembershipFactory(group__organization=organization).student
    tie = RepresentativeFactory(student=student)
    plan = preview(client, "end_tie", [tie.pk], day=TODAY.isoformat()).context["plan"]
    assert plan.warnings == [f"{student.user.full_name}: не останется ни одного представителя."]
    carry_out(client, "end_tie", [tie.pk], day=TODAY.isoformat())
    assert not Representative.objects.on(TODAY).exists()
    undo(client)
    assert Representative.objects.on(TODAY).get() == tie


def test_the_end_of_an_employment_takes_everything_with_it_and_gives_it_back(
    client: Client, organization: Organization
) -> None:
    employee = EmployeeFactory(organization=organization)
    AppointmentFactory(organization=organization, user=employee.user, role=Role.TEACHER)
    curatorship = CuratorshipFactory(group__organization=organization, employee=employee)
    load = TeachingLoadFactory(course__organization=organization, employee=employee)
    AppointmentFactory(organization=organization, role=Role.DIRECTOR)
    assert carry_out(client, "end_employment", [employee.pk]).status_code == 302
    curatorship.refresh_from_db()
    assert Employee.objects.get(pk=employee.pk).ends == curatorship.ends == DAY
    assert Appointment.objects.get(user=employee.user).ends == DAY
    assert TeachingLoad.objects.get(pk=load.pk).ends == DAY
    assert undo(client).status_code == 302
    curatorship.refresh_from_db()
    assert Employee.objects.get(pk=employee.pk).ends is curatorship.ends is None
    assert Appointment.objects.get(user=employee.user).ends is None
    assert TeachingLoad.objects.get(pk=load.pk).ends is None


def test_the_last_director_and_oneself_stay(client: Client, admin: User, organization: Organization) -> None:
    director = EmployeeFactory(organization=organization)
    AppointmentFactory(organization=organization, user=director.user, role=Role.DIRECTOR)
    own = EmployeeFactory(organization=organization, user=admin)
    for employee in (director, own):
        assert carry_out(client, "end_employment", [employee.pk]).status_code == 400
    assert not Employee.objects.exclude(ends=None).exists()
    assert not BulkAction.objects.exists()


def test_an_order_is_demanded_when_it_is_done(client: Client, organization: Organization) -> None:
    place, target = MembershipFactory(group__organization=organization), StudyGroupFactory(organization=organization)
    answer = carry_out(client, "transfer", [place.student_id], group=target.pk, number=" ")
    assert answer.status_code == 400
    assert "номер приказа" in answer.content.decode()
    assert not BulkAction.objects.exists()


def test_a_neighbours_rows_and_groups_are_not_there(client: Client, organization: Organization) -> None:
    other = OrganizationFactory()
    foreign = MembershipFactory(group__organization=other)
    mine = MembershipFactory(group__organization=organization)
    tie = RepresentativeFactory(student=foreign.student)
    employee = EmployeeFactory(organization=other)
    asked = {"transfer": foreign.student_id, "leave": foreign.student_id, "end_tie": tie.pk}
    for kind, pk in (asked | {"end_employment": employee.pk}).items():
        ids = [pk] if kind.startswith("end") else [mine.student_id, pk]
        assert preview(client, kind, ids, group=mine.group_id).status_code == 404
        assert client.post(reverse("contingent:bulk_apply"), {"kind": kind, "id": ids}).status_code == 404
    answer = preview(client, "transfer", [mine.student_id], group=foreign.group_id)
    assert answer.context["plan"] is None
    everyone = client.post(reverse("contingent:bulk"), {"kind": "leave", "all": "1", "asked": "state=all"})
    assert set(everyone.context["rows"]) == {mine.student_id}


def test_a_director_reads_and_does_not_change(organization: Organization) -> None:
    place = MembershipFactory(group__organization=organization)
    for role in (Role.DIRECTOR, Role.DEPUTY):
        client = Client()
        client.force_login(AppointmentFactory(organization=organization, role=role).user)
        assert preview(client, "leave", [place.student_id]).status_code == 404
        data = {"kind": "leave", "id": [place.student_id], "seen": "x"}
        assert client.post(reverse("contingent:bulk_apply"), data).status_code == 404


@pytest.mark.parametrize(("kind", "most"), [("transfer", 16), ("leave", 15), ("form", 13)])
def test_a_preview_asks_as_often_for_three_as_for_one(
    client: Client, organization: Organization, kind: str, most: int
) -> None:
    target = StudyGroupFactory(organization=organization)
    ids = [MembershipFactory(group__organization=organization).student_id for _number in range(3)]
    asked = []
    for chosen in (ids[:1], ids):
        with CaptureQueriesContext(connection) as counted:
            answer = preview(client, kind, chosen, group=target.pk, form="self")
        assert len(answer.context["plan"].lines) == len(chosen)
        asked.append(len(counted))
    assert asked[0] == asked[1] <= most
