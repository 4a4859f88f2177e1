"""Study groups: made and closed, composed on a board, checked by their curators (R45, R49, R86)."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.audit import Trace
from accounts.enums import OrganizationKind, Role
from accounts.models import Organization, User
from common.sql import sort_key
from contingent.enums import CheckState, GroupKind
from contingent.group_access import listed_groups, members_seen
from contingent.models import BulkAction, GroupCheck, Membership, StudyGroup
from contingent.obligations import GROUP_CHECKED, owing, standing
from contingent.queries.groups.checks import view_check
from contingent.queries.groups.listing import find_groups, sum_of_checks
from contingent.queries.lists.asked import Asked
from contingent.services.groups.checking import check_group
from notifications.by_day import overdue
from notifications.deadlines import Term
from notifications.models import Obligation
from notifications.registry import registry
from notifications.services.obligations import check_obligations
from tests.contingent.workbooks import AUGUST, administrator
from tests.factories import (
    NOW,
    TODAY,
    YEAR_START,
    AppointmentFactory,
    CuratorshipFactory,
    EmployeeFactory,
    MembershipFactory,
    StudyGroupFactory,
)

pytestmark = pytest.mark.django_db
find_unchecked = overdue(owing)


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
def home(organization: Organization) -> StudyGroup:
    group = StudyGroupFactory(organization=organization, name="ИС-21")
    for name in ("Абрамов", "Борисов", "Власов", "Громов"):
        MembershipFactory(group=group, student__user__last_name=name)
    return group


def subgroups(home: StudyGroup, many: int = 2, division: str = "Английский") -> list[StudyGroup]:
    """Make so many subgroups of one division."""
    made = [
        StudyGroupFactory(
            organization=home.organization,
            name=f"{home.name} {division} {n}",
            kind=GroupKind.SUBGROUP,
            division=division,
        )
        for n in range(1, many + 1)
    ]
    for group in made:
        group.sources.add(home)
    return made


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def board(client: Client, group: StudyGroup, day: str = "") -> dict[str, Any]:
    answer = client.get(reverse("contingent:group_board", args=[group.pk]), {"day": day})
    assert answer.status_code == 200
    told: dict[str, Any] = answer.context["config"]["board"]
    return told


def save(client: Client, group: StudyGroup, told: dict[str, Any], moves: dict[str, int | None], **other: Any) -> Any:
    """Send moves by surnames, as the page does: each with the place that it showed."""
    seats = {student["name"].split()[0]: student for student in told["students"]}
    body = {
        "day": told["day"],
        "moves": [{"student": seats[name]["id"], "seen": seats[name]["token"], "to": to} for name, to in moves.items()],
    } | other
    url = reverse("contingent:group_compose", args=[group.pk])
    return client.post(url, json.dumps(body), content_type="application/json")


def inside(group: StudyGroup, day: date = TODAY) -> list[str]:
    rows = Membership.objects.on(day).filter(group=group).order_by("student__user__sort_key")
    return list(rows.values_list("student__user__last_name", flat=True))


def test_a_board_is_saved_at_once_with_its_history_and_taken_back(admin: User, home: StudyGroup) -> None:
    first, second = subgroups(home)
    client = signed_in(admin)
    told = board(client, first)
    assert [group["id"] for group in told["groups"]] == [first.pk, second.pk]
    moves = {"Абрамов": first.pk, "Борисов": first.pk, "Власов": second.pk}
    answer = save(client, first, told, moves, order="№ 5")
    assert answer.status_code == 200
    assert (inside(first), inside(second)) == (["Абрамов", "Борисов"], ["Власов"])
    row = Membership.history.get(group_id=second.pk)
    assert (row.history_user, row.history_type) == (admin, "+")
    assert "№ 5" in row.history_change_reason
    answer = save(client, second, answer.json()["board"], {"Абрамов": second.pk, "Борисов": None})
    assert (inside(first), inside(second)) == ([], ["Абрамов", "Власов"])
    assert inside(home) == ["Абрамов", "Борисов", "Власов", "Громов"]
    client.post(answer.json()["latest"]["undo"])
    assert (inside(first), inside(second)) == (["Абрамов", "Борисов"], ["Власов"])
    assert BulkAction.objects.filter(undone_at=None).count() == 1


def test_what_somebody_else_has_moved_is_shown_and_not_overwritten(admin: User, home: StudyGroup) -> None:
    first, second = subgroups(home)
    deputy = AppointmentFactory(organization=home.organization, role=Role.DEPUTY).user
    mine = board(signed_in(admin), first)
    save(signed_in(deputy), first, board(signed_in(deputy), first), {"Абрамов": second.pk})
    answer = save(signed_in(admin), first, mine, {"Абрамов": first.pk, "Борисов": first.pk})
    assert answer.status_code == 409
    (conflict,) = answer.json()["conflicts"]
    assert second.name in conflict["text"]
    assert deputy.short_name in conflict["text"]
    assert (inside(first), inside(second)) == ([], ["Абрамов"])
    assert save(signed_in(admin), first, answer.json()["board"], {"Абрамов": first.pk}).status_code == 200
    assert inside(first) == ["Абрамов"]


def test_a_student_is_in_subgroups_of_different_divisions(admin: User, home: StudyGroup) -> None:
    english, informatics = subgroups(home)[0], subgroups(home, 1, "Информатика")[0]
    client = signed_in(admin)
    for group in (english, informatics):
        assert save(client, group, board(client, group), {"Абрамов": group.pk}).status_code == 200
    assert inside(english) == inside(informatics) == ["Абрамов"]


def test_a_closed_group_stays_what_a_part_is_drawn_from_and_is_offered_to_no_other(
    admin: User, home: StudyGroup
) -> None:
    (part,) = subgroups(home, 1)
    StudyGroup.objects.filter(pk=home.pk).update(closed_on=TODAY - timedelta(days=1))
    client, url = signed_in(admin), reverse("contingent:group_edit", args=[part.pk])
    assert "ИС-21 (не используется)" in client.get(url).content.decode()
    told = {"name": part.name, "level": part.level, "division": part.division, "specialty": "", "sources": [home.pk]}
    seen = {f"seen_{name}": value for name, value in told.items()}
    assert client.post(url, told | seen | {"name": "Английский, первая"}).status_code == 302
    part.refresh_from_db()
    assert (part.name, list(part.sources.all())) == ("Английский, первая", [home])
    assert not client.get(reverse("contingent:group_new")).context["form"].fields["sources"].choices


def test_a_change_from_a_day_keeps_the_days_before(admin: User, home: StudyGroup) -> None:
    first, second = subgroups(home)
    client = signed_in(admin)
    save(client, first, board(client, first, "2026-09-01"), {"Абрамов": first.pk})
    save(client, first, board(client, first, "2026-12-01"), {"Абрамов": second.pk})
    assert (inside(first, date(2026, 11, 30)), inside(second, date(2026, 11, 30))) == (["Абрамов"], [])
    assert (inside(first, date(2026, 12, 1)), inside(second, date(2026, 12, 1))) == ([], ["Абрамов"])
    told = board(client, first)
    assert next(s for s in told["students"] if s["name"].startswith("Абрамов"))["later"] == [second.pk]
    save(client, first, told, {"Абрамов": None})
    assert inside(second, date(2026, 12, 1)) == []


def test_only_those_of_its_sources_come_into_a_stream(admin: User, home: StudyGroup) -> None:
    other = MembershipFactory(group__organization=home.organization, student__user__last_name="Дроздов").group
    outsider = MembershipFactory(group__organization=home.organization, student__user__last_name="Чужаков")
    stream = StudyGroupFactory(organization=home.organization, name="Поток", kind=GroupKind.STREAM)
    stream.sources.set([home, other])
    client = signed_in(admin)
    told = board(client, stream)
    assert len(told["students"]) == 5
    body = {"day": told["day"], "moves": [{"student": outsider.student_id, "seen": "", "to": stream.pk}]}
    url = reverse("contingent:group_compose", args=[stream.pk])
    assert client.post(url, json.dumps(body), content_type="application/json").status_code == 400
    assert save(client, stream, told, {"Дроздов": stream.pk, "Абрамов": stream.pk}).status_code == 200
    curator = CuratorshipFactory(group=home).employee.user
    page = signed_in(curator).get(reverse("contingent:group", args=[stream.pk]))
    assert "Абрамов" in page.content.decode()
    assert "Дроздов" not in page.content.decode()
    assert page.context["group"].hidden == 1


@pytest.mark.parametrize(
    "body", ["", "[]", '{"day":"x","moves":[]}', '{"day":"2026-11-20","moves":[{"student":true}]}']
)
def test_what_is_not_a_board_is_refused(admin: User, home: StudyGroup, body: str) -> None:
    url = reverse("contingent:group_compose", args=[subgroups(home)[0].pk])
    assert signed_in(admin).post(url, body, content_type="application/json").status_code == 400


def test_groups_are_made_several_at_once_and_closed_when_empty(admin: User, home: StudyGroup) -> None:
    client = signed_in(admin)
    url = reverse("contingent:group_new")
    told = {"organization": home.organization_id, "kind": "home", "names": "ТО-11\n ТО-12 \n\nТО-11", "level": 1}
    assert client.post(url, told).status_code == 302
    assert set(StudyGroup.objects.filter(name__startswith="ТО-").values_list("name", flat=True)) == {"ТО-11", "ТО-12"}
    assert "ТО-12" in client.post(url, told | {"names": "ТО-13\nТО-12"}).content.decode()
    assert not StudyGroup.objects.filter(name="ТО-13").exists()
    assert client.post(url, told | {"kind": "subgroup", "names": "ТО-11/1"}).status_code == 400
    close = reverse("contingent:group_close", args=[home.pk])
    answer = client.post(close, {"day": "2026-11-20"})
    assert answer.status_code == 400
    assert "Абрамов" in answer.content.decode()
    drawn = subgroups(home)[0]
    save(client, drawn, board(client, drawn), {"Абрамов": drawn.pk})
    client.post(reverse("contingent:group_close", args=[drawn.pk]), {"day": "2026-11-20"})
    drawn.refresh_from_db()
    assert drawn.closed_on == TODAY
    assert (inside(drawn), inside(drawn, TODAY + timedelta(days=1))) == (["Абрамов"], [])


def test_a_curator_is_replaced_from_a_day(admin: User, home: StudyGroup) -> None:
    before = CuratorshipFactory(group=home)
    after = EmployeeFactory(organization=home.organization)
    foreign = EmployeeFactory()
    url = reverse("contingent:group_curator", args=[home.pk])
    client = signed_in(admin)
    assert client.post(url, {"employee": foreign.pk, "day": "2026-12-01"}).status_code == 400
    assert client.post(url, {"employee": after.pk, "day": "2026-12-01"}).status_code == 302
    before.refresh_from_db()
    assert before.ends == date(2026, 11, 30)
    assert home.curatorships.on(date(2026, 12, 1)).get().employee == after
    client.post(url, {"employee": "", "day": "2026-12-01"})
    assert not home.curatorships.on(date(2026, 12, 1)).exists()


def test_the_curator_checks_what_was_shown_and_it_stands_while_it_is_so(home: StudyGroup) -> None:
    curator = CuratorshipFactory(group=home).employee.user
    client, url = signed_in(curator), reverse("contingent:group_check", args=[home.pk])
    page = client.get(url)
    assert client.post(url, {"seen": "1"}).status_code == 409
    assert not GroupCheck.objects.exists()
    client.post(url, {"seen": page.context["seen"], "remark": "Все на месте"})
    assert view_check(home, TODAY).state == CheckState.DONE
    newcomer = MembershipFactory(group=home, starts=TODAY, student__user__last_name="Яшин")
    gone = Membership.objects.filter(group=home).order_by("pk").first()
    assert gone
    Membership.objects.filter(pk=gone.pk).update(ends=TODAY - timedelta(days=1))
    told = view_check(home, TODAY)
    assert told.state == CheckState.CHANGED
    assert told.came == (newcomer.student.user.full_name,)
    assert told.gone == (gone.student.user.full_name,)
    assert "Изменился после проверки" in client.get(url).content.decode()
    found = find_groups(curator, TODAY, Asked(lacks="altered"))
    assert [group.pk for group in found] == [home.pk]
    client.post(reverse("contingent:group_uncheck", args=[home.pk]))
    assert view_check(home, TODAY).state == CheckState.OPEN
    assert GroupCheck.objects.get().withdrawn_by == curator


def test_the_director_sees_who_has_not_checked(home: StudyGroup) -> None:
    director = AppointmentFactory(organization=home.organization, role=Role.DIRECTOR).user
    MembershipFactory(group__organization=home.organization)
    StudyGroupFactory(organization=home.organization, closed_on=YEAR_START)
    curator = CuratorshipFactory(group=home).employee.user
    seen = list(Membership.objects.filter(group=home).values_list("student", flat=True))
    check_group(group=home, seen=seen, remark="", trace=Trace(curator, NOW))
    told = sum_of_checks(director, TODAY)
    assert (told.whole, told.done, told.open) == (2, 1, 1)


def test_curators_are_reminded_after_the_day_until_they_check(home: StudyGroup) -> None:
    organization = home.organization
    curatorship = CuratorshipFactory(group=home, starts=date(2026, 8, 1), employee__starts=date(2026, 8, 1))
    StudyGroupFactory(organization=organization)
    curator = curatorship.employee.user
    term = Term(registry.obligations[GROUP_CHECKED].days)
    assert find_unchecked(organization, AUGUST, term) == []
    seen = sorted(Membership.objects.filter(group=home).values_list("student", flat=True))
    check_group(group=home, seen=seen, remark="", trace=Trace(curator, AUGUST))
    assert find_unchecked(organization, NOW, term) == []
    MembershipFactory(group=home, starts=YEAR_START)
    (debt,) = find_unchecked(organization, NOW, term)
    assert (debt.user, debt.due_at.date()) == (curator.pk, date(2026, 9, 1))
    assert standing([(debt.subject, curator.pk)]).owed == {(debt.subject, curator.pk)}
    assert check_obligations(organization=organization, now=NOW) == 1
    seen = sorted(Membership.objects.filter(group=home).values_list("student", flat=True))
    check_group(group=home, seen=seen, remark="", trace=Trace(curator, NOW))
    check_obligations(organization=organization, now=NOW)
    assert Obligation.objects.get(kind=GROUP_CHECKED).outcome == "done"
    MembershipFactory(group=home, starts=TODAY)
    assert find_unchecked(organization, NOW, term) == []
    Organization.objects.filter(pk=organization.pk).update(kind=OrganizationKind.SCHOOL)
    GroupCheck.objects.all().delete()
    organization.refresh_from_db()
    assert find_unchecked(organization, NOW, term) == []


def test_in_summer_the_composition_of_the_first_of_september_is_meant(home: StudyGroup, monkeypatch: Any) -> None:
    monkeypatch.setattr(timezone, "now", lambda: AUGUST)
    curatorship = CuratorshipFactory(group=home, starts=date(2026, 8, 1), employee__starts=date(2026, 8, 1))
    page = signed_in(curatorship.employee.user).get(reverse("contingent:group_check", args=[home.pk]))
    assert page.context["seen"].count(",") == 3
    assert "1 сентября" in page.content.decode()


def test_each_sees_their_own_groups_only(admin: User, home: StudyGroup) -> None:
    organization = home.organization
    beside = MembershipFactory(group__organization=organization).group
    foreign = MembershipFactory().group
    drawn = subgroups(home)[0]
    of_beside = subgroups(beside, 1, "Информатика")[0]
    activity = StudyGroupFactory(organization=organization, kind=GroupKind.ACTIVITY)
    curator = CuratorshipFactory(group=home).employee.user
    officer = AppointmentFactory(organization=organization, role=Role.ADDITIONAL_EDUCATION).user
    teacher = AppointmentFactory(organization=organization, role=Role.TEACHER).user
    whole = {home, beside, drawn, of_beside, activity} | set(StudyGroup.objects.filter(sources=home))
    assert set(listed_groups(curator, TODAY)) == {home} | set(StudyGroup.objects.filter(sources=home))
    assert set(listed_groups(officer, TODAY)) == {activity}
    assert set(listed_groups(teacher, TODAY)) == set()
    assert set(listed_groups(admin, TODAY)) == whole
    assert foreign not in whole
    assert members_seen(officer, home, TODAY).count() == 0
    assert members_seen(officer, activity, TODAY).count() == 5
    assert signed_in(teacher).get(reverse("contingent:groups")).status_code == 404
    client = signed_in(officer)
    assert save(client, activity, board(client, activity), {"Абрамов": activity.pk}).status_code == 200
    page = client.get(reverse("contingent:group", args=[activity.pk])).content.decode()
    member = Membership.objects.get(group=activity).student.user
    assert member.full_name in page
    assert member.email not in page
    told = {"organization": organization.pk, "kind": "home", "names": "X-1", "level": 1}
    assert client.post(reverse("contingent:group_new"), told).status_code == 400


def test_the_number_of_queries_does_not_grow(admin: User, home: StudyGroup) -> None:
    def counted(name: str, *args: int) -> int:
        client = signed_in(admin)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(reverse(f"contingent:{name}", args=args)).status_code == 200
        return len(queries)

    drawn = subgroups(home)[0]
    pages = [("groups",), ("group", home.pk), ("group_check", home.pk), ("group_board", drawn.pk)]
    Membership.objects.filter(group=home).exclude(pk=Membership.objects.filter(group=home).first().pk)._raw_delete(
        "default"
    )  # type: ignore[union-attr]
    first = [counted(*page) for page in pages]  # type: ignore[arg-type]
    for _n in range(3):
        MembershipFactory(group=home)
        CuratorshipFactory(group=MembershipFactory(group__organization=home.organization).group)
        subgroups(home, 1, f"Деление {_n}")
    assert [counted(*page) for page in pages] == first  # type: ignore[arg-type]
    assert max(first) < 40


@pytest.mark.django_db
def test_classes_stand_in_the_order_of_numbers_and_are_found_as_one_types() -> None:
    first = StudyGroupFactory(name="11А")
    for name in ("5А", "ИС-21", "ИС-3"):
        StudyGroupFactory(name=name, organization=first.organization)
    groups = StudyGroup.objects.filter(organization=first.organization)
    assert list(groups.order_by("sort_key").values_list("name", flat=True)) == ["5А", "11А", "ИС-3", "ИС-21"]
    assert [group.name for group in groups.filter(search_key__contains=sort_key("ис-2"))] == ["ИС-21"]
