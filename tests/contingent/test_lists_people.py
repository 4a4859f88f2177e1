"""The lists of students, representatives and staff: what answers, who reads them, what goes to Excel."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts.enums import Role
from accounts.models import Organization, User
from contingent.queries.lists.asked import Asked
from contingent.queries.lists.words import words_of
from tests.contingent.workbooks import administrator, check
from tests.factories import (
    NOW,
    AppointmentFactory,
    CuratorshipFactory,
    EmployeeFactory,
    MembershipFactory,
    OrganizationFactory,
    RepresentativeFactory,
    StudyGroupFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
LISTS = ("students", "representatives", "staff")


@pytest.fixture(autouse=True)
def the_day_is_fixed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def named(client: Client, name: str, **asked: Any) -> list[str]:
    """Return the names in the list, in its order."""
    answer = client.get(reverse(f"contingent:{name}"), asked)
    assert answer.status_code == 200
    return [line.name for line in answer.context["found"].object_list]


def make_student(organization: Organization, name: str, **values: Any) -> Any:
    last, first, *rest = name.split()
    user = UserFactory(last_name=last, first_name=first, patronymic=" ".join(rest), **values)
    return MembershipFactory(group__organization=organization, student__user=user).student


@pytest.fixture
def admin() -> User:
    return administrator()


@pytest.fixture
def organization(admin: User) -> Organization:
    return admin.appointments.get().organization


@pytest.mark.parametrize(
    "typed",
    [
        "ёлкин",
        "елкин",
        "ильич ёлк",
        "tkrby",
        "902 111",
        "8 902 111-22",
        "8(902)111",
        "+7 902 111 22 33",
        "ELKIN@exa",
        "удлшт",
        "59-0001",
        "елкин 111",
    ],
)
def test_a_student_is_found_by_any_piece_however_it_is_typed(
    admin: User, organization: Organization, typed: str
) -> None:
    student = make_student(organization, "Ёлкин Пётр Ильич", phone="+79021112233", email="elkin@example.org")
    student.outside_id = "59-0001-17"
    student.save()
    make_student(organization, "Иванова Анна Петровна", phone="+79995554433", email="iv@example.org")
    assert named(signed_in(admin), "students", q=typed) == ["Ёлкин Пётр Ильич"]


def test_signs_of_a_pattern_mean_themselves(admin: User, organization: Organization) -> None:
    make_student(organization, "Петров Иван")
    for typed in ("%", "_", "\\", "8 902%"):
        assert named(signed_in(admin), "students", q=typed) == []


def test_pieces_of_a_phone_are_one_word() -> None:
    assert words_of("Иванов 8 (902) 111-22-33 Анна") == ["иванов", "8(902)111-22-33", "анна"]


def test_filters_and_columns(admin: User, organization: Organization) -> None:
    first = make_student(organization, "Ёжиков Ян", phone="+79021112233", birth_date=date(2009, 1, 1))
    second = make_student(organization, "Жуков Олег", phone="", birth_date=date(2008, 1, 1))
    gone = make_student(organization, "Умнов Яков", phone="+79021112200")
    type(gone).objects.filter(pk=gone.pk).update(ends=date(2026, 10, 1))
    RepresentativeFactory(student=first)
    client = signed_in(admin)
    assert named(client, "students") == ["Ёжиков Ян", "Жуков Олег"]
    assert named(client, "students", sort="-name") == ["Жуков Олег", "Ёжиков Ян"]
    assert named(client, "students", sort="born") == ["Жуков Олег", "Ёжиков Ян"]
    assert named(client, "students", sort="nonsense", page="last", group="x") == ["Ёжиков Ян", "Жуков Олег"]
    assert named(client, "students", lacks="contacts") == ["Жуков Олег"]
    assert named(client, "students", lacks="representative") == ["Жуков Олег"]
    assert named(client, "students", state="left") == ["Умнов Яков"]
    assert len(named(client, "students", state="all")) == 3
    assert named(client, "students", group=second.memberships.get().group_id) == ["Жуков Олег"]
    assert "ослабьте отбор" in client.get(reverse("contingent:students"), {"q": "нет такого"}).content.decode()


def test_staff_by_role_and_position(admin: User, organization: Organization) -> None:
    teacher = EmployeeFactory(organization=organization, position="Преподаватель", user__last_name="Якин")
    EmployeeFactory(organization=organization, position="Методист", user__last_name="Бунин")
    AppointmentFactory(organization=organization, user=teacher.user, role=Role.TEACHER)
    AppointmentFactory(user=teacher.user, role=Role.DEPUTY)
    client = signed_in(admin)
    assert named(client, "staff") == ["Бунин Анна Петровна", "Якин Анна Петровна"]
    assert named(client, "staff", role="teacher") == ["Якин Анна Петровна"]
    assert named(client, "staff", role="deputy") == []
    assert named(client, "staff", role="none") == ["Бунин Анна Петровна"]
    assert named(client, "staff", position="Методист") == ["Бунин Анна Петровна"]
    page = client.get(reverse("contingent:staff")).content.decode()
    assert "Преподаватель" in page
    assert "Заместитель директора</td>" not in page


def test_each_reads_their_own_lists_only() -> None:
    organization, other = OrganizationFactory(), OrganizationFactory()
    mine = make_student(organization, "Свой Ян")
    beside = make_student(organization, "Соседний Ян")
    foreign = make_student(other, "Чужой Ян")
    for student in (mine, beside, foreign):
        RepresentativeFactory(student=student, user__last_name=f"Мать{student.user.last_name}")
        EmployeeFactory(organization=student.organization, user__last_name=f"Коллега{student.user.last_name}")
    curator = CuratorshipFactory(group=mine.memberships.get().group).employee.user
    director = AppointmentFactory(organization=organization, role=Role.DIRECTOR).user
    deputy = AppointmentFactory(organization=organization, role=Role.DEPUTY).user
    for reader, chooses in ((director, False), (deputy, True)):  # deputies transfer (R10, R45)
        client = signed_in(reader)
        assert named(client, "students") == ["Свой Ян", "Соседний Ян"]
        assert len(named(client, "representatives")) == 2
        assert "КоллегаЧужой Анна Петровна" not in named(client, "staff", state="all")
        assert ('form="chosen"' in client.get(reverse("contingent:students")).content.decode()) == chooses
    client = signed_in(curator)
    assert named(client, "students", state="all") == ["Свой Ян"]
    assert named(client, "representatives", state="all") == ["МатьСвой Анна Петровна"]
    assert client.get(reverse("contingent:staff")).status_code == 404
    for stranger in (mine.user, mine.representatives.get().user, EmployeeFactory(organization=organization).user):
        for name in LISTS:
            assert signed_in(stranger).get(reverse(f"contingent:{name}")).status_code == 404
            assert signed_in(stranger).get(reverse(f"contingent:{name}_workbook")).status_code == 404


def test_the_table_alone_is_the_part_of_the_page(admin: User, organization: Organization) -> None:
    RepresentativeFactory(student=make_student(organization, "Ёлкин Пётр"))
    EmployeeFactory(organization=organization)
    for name in LISTS:
        address = reverse(f"contingent:{name}")
        part = signed_in(admin).get(address, {"q": "а"}, headers={"HX-Request": "true"}).content.decode()
        assert part.strip()
        assert part.strip() in signed_in(admin).get(address, {"q": "а"}).content.decode()


def test_excel_holds_what_is_found_and_runs_no_formula(admin: User, organization: Organization) -> None:
    student = make_student(organization, "Ёлкин Пётр Ильич", phone="+79021112233", email="a@example.org")
    make_student(organization, "Иванов Иван")
    RepresentativeFactory(student=student, user__last_name="=1+1")
    client = signed_in(admin)

    def rows(name: str, **asked: Any) -> list[Any]:
        answer = client.get(reverse(f"contingent:{name}_workbook"), asked)
        sheet = load_workbook(BytesIO(answer.content)).worksheets[0]
        assert {cell.data_type for line in sheet.iter_rows() for cell in line} <= {"s", "n"}
        return list(sheet.values)

    found = rows("students", q="елкин")
    assert len(found) == 2
    assert found[1][1] == "Ёлкин Пётр Ильич"
    assert rows("representatives")[1][0] == "=1+1 Анна Петровна"
    assert len(rows("staff")) == 1
    answer = client.get(reverse("contingent:students_workbook"), {"q": "елкин"})
    (row,) = check(admin, BytesIO(answer.content)).rows
    assert row["form"] == "in_person"


def test_paging_keeps_the_question(admin: User, organization: Organization) -> None:
    group = StudyGroupFactory(organization=organization)
    for number in range(52):
        MembershipFactory(group=group, student__user__last_name=f"Ян{number:02}")
    answer = signed_in(admin).get(reverse("contingent:students"), {"q": "ян", "page": "2"})
    assert len(answer.context["found"].object_list) == 2
    assert "?q=%D1%8F%D0%BD&amp;page=1" in answer.content.decode()
    paper = signed_in(admin).get(reverse("contingent:students"), {"print": "1"})
    assert len(paper.context["found"].object_list) == 52


@pytest.mark.parametrize("name", LISTS)
def test_a_list_asks_the_same_number_of_times_for_three_rows(
    admin: User, organization: Organization, name: str
) -> None:
    client, asked = signed_in(admin), []
    for many in (1, 2):
        for _number in range(many):
            RepresentativeFactory(student=make_student(organization, "Ян Ян"))
            EmployeeFactory(organization=organization)
        with CaptureQueriesContext(connection) as counted:
            client.get(reverse(f"contingent:{name}"), {"q": "а"})
        asked.append(len(counted))
    assert asked[0] == asked[1]
    assert asked[0] <= 17


def test_an_address_holds_only_what_is_asked() -> None:
    asked = Asked.of({"q": "ян", "group": "7", "sort": "-name", "page": "3", "junk": "1"})
    assert asked.address() == "q=%D1%8F%D0%BD&group=7&sort=-name"
    assert asked.turned("name") == "q=%D1%8F%D0%BD&group=7"
    assert asked.turned("group") == "q=%D1%8F%D0%BD&group=7&sort=group"
