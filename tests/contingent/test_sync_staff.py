"""What a synchronisation with the staff source makes of employees, and what ends with them (X2, R36)."""

from datetime import timedelta

import pytest

from accounts.audit import Trace
from accounts.enums import Role
from accounts.models import Appointment, User
from contingent.enums import ChangeKind, SyncState
from contingent.models import Curatorship, Employee, SyncChange
from contingent.services.sync import roll_back, run_obstacles
from curriculum.access import KINDS
from curriculum.models import TeachingLoad
from curriculum.services.delegations import give_delegation
from tests.contingent.feed_of import Feed, employee, gone, group, student
from tests.factories import (
    NOW,
    TODAY,
    AppointmentFactory,
    CourseFactory,
    CuratorshipFactory,
    StudentFactory,
    StudyGroupFactory,
    TeachingLoadFactory,
    UserFactory,
)

YESTERDAY = TODAY - timedelta(days=1)
TEAM = [employee(f"e{n}", last_name="Белов", first_name=name) for n, name in enumerate(("Пётр", "Яков", "Илья"))]


def hired(feed: Feed) -> Employee:
    """The first of the team with a curatorship, a load and an appointment."""
    feed.run(*TEAM)
    found = Employee.objects.get(outside_numbers__key="e0")
    CuratorshipFactory(employee=found, group__organization=feed.organization)
    TeachingLoadFactory(employee=found, course__organization=feed.organization)
    AppointmentFactory(organization=feed.organization, user=found.user, role=Role.TEACHER)
    return found


def test_staff_come_with_positions_and_change(staff_feed: Feed) -> None:
    run = staff_feed.run(*TEAM)
    assert (run.state, Employee.objects.count()) == (SyncState.APPLIED, 3)
    assert staff_feed.run(*TEAM).state == SyncState.UNCHANGED
    run = staff_feed.run(employee("e0", position="заместитель"), *TEAM[1:])
    assert Employee.objects.get(outside_numbers__key="e0").position == "заместитель"
    assert run.counts == {"changed": 1, "changed.employee": 1, "set_aside": 0, "doubtful": 0}


def test_two_employments_of_one_person_are_one_employee_until_both_end(staff_feed: Feed) -> None:
    second = employee("e9", person="w-e0", position="методист")
    staff_feed.run(*TEAM, second)
    found = Employee.objects.get(user__outside_identities__key="w-e0")
    assert found.position == "методист; преподаватель"
    staff_feed.run(gone("employee", "e9"), full=False)
    found.refresh_from_db()
    assert (found.ends, found.position) == (None, "методист; преподаватель")
    staff_feed.run(gone("employee", "e0"), full=False)
    found.refresh_from_db()
    assert found.ends == YESTERDAY


def test_leaving_ends_all_that_hangs_on_the_employment_and_rolls_back(staff_feed: Feed) -> None:
    found = hired(staff_feed)
    run = staff_feed.run(*TEAM[1:])
    assert run.error == ""
    found.refresh_from_db()
    assert found.ends == YESTERDAY
    assert Curatorship.objects.get().ends == YESTERDAY
    assert TeachingLoad.objects.get().ends == YESTERDAY
    assert Appointment.objects.get(role=Role.TEACHER).ends == YESTERDAY
    assert set(SyncChange.objects.filter(run=run, kind=ChangeKind.ENDED).values_list("model", flat=True)) == {
        "appointment", "curatorship", "teachingload",
    }  # fmt: skip
    assert roll_back(run=run, trace=staff_feed.trace) == []
    for model in (Employee, Curatorship, TeachingLoad, Appointment):
        assert not model.objects.exclude(ends=None).exists()  # type: ignore[attr-defined]


def test_back_under_the_same_number_is_the_same_employment(staff_feed: Feed) -> None:
    staff_feed.run(*TEAM)
    staff_feed.run(*TEAM[1:])
    run = staff_feed.run(*TEAM)
    assert run.counts["returned.employee"] == 1
    assert Employee.objects.filter(ends=None).count() == Employee.objects.count() == 3
    staff_feed.run(*TEAM[1:])
    staff_feed.run(*TEAM[1:], employee("e7", person="w-e0", starts=TODAY.isoformat()))
    rows = Employee.objects.filter(user__outside_identities__key="w-e0").order_by("starts")
    assert [(row.starts, row.ends) for row in rows][1:] == [(TODAY, None)]


def test_the_last_administrator_gone_asks(staff_feed: Feed) -> None:
    staff_feed.run(*TEAM)
    first = User.objects.get(outside_identities__key="w-e0")
    Appointment.objects.filter(user=staff_feed.admin).exists()
    AppointmentFactory(organization=staff_feed.organization, user=first, role=Role.DIRECTOR)
    run = staff_feed.run(*TEAM[1:])
    assert run.state == SyncState.ASKS
    assert run.asks == [{"what": "role", "name": "director", "had": 1, "gone": 1}]
    assert not Employee.objects.exclude(ends=None).exists()


def test_the_curator_told_is_named_once_and_the_hand_of_the_organisation_stays(
    staff_feed: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    staff_feed.run(*TEAM)
    feed = Feed(monkeypatch, staff_feed.organization, "contingent")
    feed.run(group(curator="w-e0"), student())
    assert Curatorship.objects.get().employee.user.first_name == "Пётр"
    other = Employee.objects.get(outside_numbers__key="e1")
    named = Curatorship.objects.get()
    named.employee = other
    named.save()
    assert feed.run(group(curator="w-e0"), student()).state == SyncState.UNCHANGED
    assert Curatorship.objects.get().employee == other
    run = feed.run(group(curator="w-e2"), student())
    assert run.counts["added.curatorship"] == 1
    assert list(Curatorship.objects.order_by("starts").values_list("ends", flat=True)) == [
        Curatorship.objects.order_by("starts")[0].ends, None,
    ]  # fmt: skip


def test_the_contingent_does_not_change_the_contacts_of_staff(
    staff_feed: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed = Feed(monkeypatch, staff_feed.organization, "contingent")
    feed.run(group(), student())
    user = User.objects.get(outside_identities__key="p-s1")
    Employee.objects.create(organization=staff_feed.organization, user=user, starts=TODAY)
    run = feed.run(group(), student(email="taken@example.org"))
    user.refresh_from_db()
    assert user.email == "s1@example.org"
    assert run.counts["conflict.user"] == 1


def test_nobody_is_found_by_another_systems_number(staff_feed: Feed) -> None:
    from accounts.models import OutsideIdentity

    stranger = UserFactory()
    OutsideIdentity.objects.create(system="contingent", key="w-e0", user=stranger)
    staff_feed.run(*TEAM)
    assert not Employee.objects.filter(user=stranger).exists()


def test_delegated_rights_end_with_the_employment_and_come_back_when_it_is_taken_back(staff_feed: Feed) -> None:
    staff_feed.run(*TEAM)
    found = Employee.objects.get(outside_numbers__key="e0")
    until = TODAY + timedelta(days=30)
    about = {"group": StudyGroupFactory, "student": StudentFactory, "page": CourseFactory}
    rows = [
        give_delegation(
            kind=KINDS[name], target=make(organization=staff_feed.organization).pk, right=KINDS[name].rights[0],
            user=found.user_id, starts=TODAY, ends=until,
            trace=Trace(AppointmentFactory(organization=staff_feed.organization, role=Role.DIRECTOR).user, NOW),
        )
        for name, make in about.items()
    ]  # fmt: skip
    run = staff_feed.run(*TEAM[1:])
    assert run.error == ""
    for row in rows:
        row.refresh_from_db()
        assert (row.ends, row.ended_at) == (YESTERDAY, NOW)
    assert run_obstacles(run=run, trace=staff_feed.trace) == []
    assert roll_back(run=run, trace=staff_feed.trace) == []
    for row in rows:
        row.refresh_from_db()
        assert (row.ends, row.ended_by, row.ended_at) == (until, None, None)
        assert [past.history_type for past in row.history.order_by("history_id")] == ["+", "~", "~"]
