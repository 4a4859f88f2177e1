"""The pages of loading and of students: who may open them, and what they hand out."""

import logging
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts.enums import Role
from accounts.models import User
from contingent.models import ImportBatch, Student
from contingent.services.people_import import apply_import
from contingent.services.people_import.exports import remarks_workbook
from contingent.services.people_import.sample import blank_workbook, sample_workbook
from contingent.tasks import purge_import_checks
from tests.contingent.workbooks import (
    HEAD,
    administrator,
    check,
    outcomes,
    remarks,
    student_row,
    students,
    trace,
    workbook,
)
from tests.factories import (
    AppointmentFactory,
    CuratorshipFactory,
    MembershipFactory,
    OrganizationFactory,
    RepresentativeFactory,
    StudyGroupFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
ADDRESSES = ("import_batch", "import_rejected", "import_remarks")
ACTIONS = ("import_apply", "import_undo", "import_discard")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def upload(client: Client, file: BytesIO, **values: Any) -> Any:
    organization = ImportBatch._meta.get_field("organization").related_model.objects.latest("pk").pk
    data = {
        "organization": organization,
        "starts": date.today().isoformat(),  # noqa: DTZ011 — any day near the present
        "file": SimpleUploadedFile("список.xlsx", file.getvalue()),
    }
    return client.post(reverse("contingent:imports"), data | values)


def test_from_the_file_to_the_students_and_back() -> None:
    client = signed_in(administrator())
    page = upload(client, students(student_row()))
    assert page.status_code == 302
    batch = ImportBatch.objects.get()
    shown = client.get(page.url).content.decode()
    assert "Ёлкин Пётр Ильич" in shown
    assert "Загрузить всё" in shown
    applied = client.post(reverse("contingent:import_apply", args=[batch.pk]), follow=True)
    assert "Файл загружен" in applied.content.decode()
    assert Student.objects.count() == 1
    undone = client.post(reverse("contingent:import_undo", args=[batch.pk]), follow=True)
    assert "Загрузка отменена" in undone.content.decode()
    assert not Student.objects.exists()


def test_a_rejected_cell_is_shown_with_its_address_and_reason_and_loading_is_not_offered() -> None:
    client = signed_in(administrator())
    shown = client.get(upload(client, students(student_row(phone="нет"))).url).content.decode()
    assert "Список!D2" in shown
    assert "не номер телефона" in shown
    assert "Загрузить всё" not in shown


def test_what_stands_in_the_way_of_undoing_is_told() -> None:
    actor = administrator()
    batch = check(actor, students(student_row()))
    apply_import(batch=batch, trace=trace(actor))
    batch.refresh_from_db()
    RepresentativeFactory(student_id=batch.done["students"][0])
    answer = signed_in(actor).post(reverse("contingent:import_undo", args=[batch.pk]))
    assert answer.status_code == 409
    assert "нельзя отменить" in answer.content.decode()


@pytest.mark.parametrize("content", [b"a;b;c", b"PK\x03\x04x"])
def test_an_unreadable_file_is_explained_beside_its_field(content: bytes) -> None:
    answer = upload(signed_in(administrator()), BytesIO(content))
    assert answer.status_code == 400
    assert "Excel" in answer.content.decode()
    assert not ImportBatch.objects.exists()


def test_neighbours_and_others_find_nothing() -> None:
    actor = administrator()
    organization = actor.appointments.get().organization
    batch = check(actor, students(student_row()))
    strangers = [administrator(), UserFactory()]
    strangers += [
        AppointmentFactory(organization=organization, role=role).user
        for role in (Role.DIRECTOR, Role.DEPUTY, Role.TEACHER)
    ]
    for stranger in strangers:
        client = signed_in(stranger)
        for name in ADDRESSES:
            assert client.get(reverse(f"contingent:{name}", args=[batch.pk])).status_code == 404
        for name in ACTIONS:
            assert client.post(reverse(f"contingent:{name}", args=[batch.pk])).status_code == 404
        listed = client.get(reverse("contingent:imports"))
        assert "Ёлкин" not in listed.content.decode()
        assert "список.xlsx" not in listed.content.decode()
    for stranger in strangers[1:]:
        for name in ("imports", "import_template", "import_sample"):
            assert signed_in(stranger).get(reverse(f"contingent:{name}")).status_code == 404
    assert ImportBatch.objects.get().status == "checked"


def test_another_organisation_cannot_be_loaded_into() -> None:
    actor = administrator()
    answer = upload(signed_in(actor), students(student_row()), organization=OrganizationFactory().pk)
    assert answer.status_code == 400
    assert not ImportBatch.objects.exists()


def test_reading_addresses_refuse_to_write_and_actions_to_be_read() -> None:
    actor = administrator()
    batch = check(actor, students(student_row()))
    client = signed_in(actor)
    for name in ACTIONS:
        assert client.get(reverse(f"contingent:{name}", args=[batch.pk])).status_code == 405
    assert not Student.objects.exists()


def test_the_mended_copy_with_remarks_can_be_loaded() -> None:
    actor = administrator()
    rows = [student_row(), student_row("Орлов Олег", email="o@mail,ru", born="01.01.2009")]
    batch = check(actor, workbook(("7А", [HEAD[:2] + HEAD[3:], *[row[:2] + row[3:] for row in rows]])))
    assert outcomes(batch) == ["add", "rejected"]
    client = signed_in(actor)
    copy = load_workbook(BytesIO(client.get(reverse("contingent:import_remarks", args=[batch.pk])).content))
    sheet = copy["7А"]
    assert "запятая" in str(sheet.cell(3, 9).value)
    again = BytesIO()
    copy.save(again)
    assert outcomes(check(actor, again)) == ["add", "rejected"]
    sheet.cell(3, 4).value = "o@mail.ru"
    mended = BytesIO()
    copy.save(mended)
    fixed = check(actor, mended)
    assert outcomes(fixed) == ["add", "add"]
    assert fixed.plan["groups"] == ["7А"]
    only = load_workbook(BytesIO(client.get(reverse("contingent:import_rejected", args=[batch.pk])).content))
    assert only["7А"].max_row == 2


def test_a_formula_typed_as_a_name_stays_text_in_the_copy() -> None:
    actor = administrator()
    row = student_row('=HYPERLINK("http://x","y")')
    batch = check(actor, students(student_row(), student_row("@SUM(1+1)", email="-1@x"), row))
    for cells in load_workbook(BytesIO(remarks_workbook(batch, rejected_only=False)))["Список"].iter_rows():
        assert all(cell.data_type in {"s", "n"} for cell in cells)


def test_control_characters_do_not_break_the_copy() -> None:
    batch = check(administrator(), workbook(("Список", [HEAD, student_row(phone="нет")])))
    batch.sheets[0]["name"] = batch.rows[0]["sheet"] = "7\x02А\x00/Б" + "я" * 40
    batch.rows[0]["raw"] = {letter: f"\x00\x0b{text}" for letter, text in batch.rows[0]["raw"].items()}
    book = load_workbook(BytesIO(remarks_workbook(batch, rejected_only=False)))
    assert book.sheetnames == ["7А Б" + "я" * 27]
    assert "Ёлкин Пётр Ильич" in [cell.value for cell in next(book.worksheets[0].iter_rows(min_row=2))]


def test_our_own_workbooks_are_understood() -> None:
    actor = administrator()
    client = signed_in(actor)
    sample = client.get(reverse("contingent:import_sample"))
    assert sample["Content-Disposition"] == 'attachment; filename="sample.xlsx"'
    batch = check(actor, BytesIO(sample.content))
    assert batch.counts["rejected"] == 0
    assert batch.counts["add"] == 60
    assert batch.sheets[0]["ignored"] == []
    assert blank_workbook() != sample_workbook()
    assert "в файле есть заголовки" in upload(client, BytesIO(blank_workbook())).content.decode().lower()


def test_columns_that_mean_the_same_are_told_at_the_top_when_the_second_is_filled() -> None:
    actor = administrator()
    head = [*HEAD[:5], "Мобильный телефон", "Контактный телефон"]
    row = [*student_row()[:5], "89029998877", None]
    batch = check(actor, workbook(("Список", [head, row]), ("Ещё", [head, [*row[:5], None, None]])))
    assert batch.rows[0]["student"]["phone"].endswith("1112233")
    html = signed_in(actor).get(reverse("contingent:import_batch", args=[batch.pk])).content.decode()
    told = "Столбцы «Телефон» (D) и «Мобильный телефон» (F) значат одно и то же: читается D. Листы: Список."
    assert html.count("значат одно и то же") == 1
    assert html.index(told) < html.index("import-sums")


def test_the_log_holds_nobody(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    client = signed_in(administrator())
    page = upload(client, students(student_row(phone="нет")))
    client.get(page.url)
    upload(client, BytesIO(b"a;b"))
    assert "Ёлкин" not in page.url
    told = [record.getMessage() for record in caplog.records if not record.name.startswith("django.db")]
    assert told
    assert not any("Ёлкин" in line or "elkin" in line for line in told)


def test_the_purge_runs_as_a_task() -> None:
    actor = administrator()
    check(actor, students(student_row()), now=timezone.now() - timedelta(days=31))
    fresh = check(actor, students(student_row()), now=timezone.now())
    purge_import_checks.delay()
    assert list(ImportBatch.objects.all()) == [fresh]


@pytest.mark.parametrize("many", [1, 60])
def test_the_page_of_a_loading_asks_a_bounded_number_of_times(many: int, django_assert_max_num_queries: Any) -> None:
    actor = administrator()
    batch = check(
        actor, students(*[student_row(f"Ёлкин Пётр{'а' * n}", email=f"e{n}@example.org") for n in range(many)])
    )
    client = signed_in(actor)
    with django_assert_max_num_queries(8):
        client.get(reverse("contingent:import_batch", args=[batch.pk]), {"page": "2"})
    with django_assert_max_num_queries(10):
        client.get(reverse("contingent:imports"))


def test_the_list_of_students_is_for_those_who_keep_or_read_it() -> None:
    organization = OrganizationFactory()
    group = StudyGroupFactory(organization=organization)
    mine = MembershipFactory(group=group, starts=date(2020, 9, 1), student__starts=date(2020, 9, 1)).student
    other = MembershipFactory(
        group__organization=organization, starts=date(2020, 9, 1), student__starts=date(2020, 9, 1)
    ).student
    foreign = MembershipFactory(starts=date(2020, 9, 1), student__starts=date(2020, 9, 1)).student
    address = reverse("contingent:students")

    def names(user: User, **asked: Any) -> list[bool]:
        text = signed_in(user).get(address, asked).content.decode()
        return [student.user.last_name in text for student in (mine, other, foreign)]

    director = AppointmentFactory(organization=organization, role=Role.DIRECTOR).user
    curator = CuratorshipFactory(group=group, starts=date(2020, 9, 1)).employee.user
    assert names(director) == [True, True, False]
    assert names(director, q=f"{mine.user.last_name} анна") == [True, False, False]
    assert names(director, group=group.pk) == [True, False, False]
    assert names(curator) == [True, False, False]
    for stranger in (UserFactory(), mine.user, RepresentativeFactory(student=mine).user):
        for name in ("students", "students_workbook"):
            assert signed_in(stranger).get(reverse(f"contingent:{name}")).status_code == 404


def test_the_students_table_alone_is_the_part_of_the_page() -> None:
    director = AppointmentFactory(role=Role.DIRECTOR)
    MembershipFactory(
        group__organization=director.organization, starts=date(2020, 9, 1), student__starts=date(2020, 9, 1)
    )
    client, address = signed_in(director.user), reverse("contingent:students")
    part = client.get(address, {"q": "анна"}, headers={"HX-Request": "true"}).content.decode()
    assert part.strip() in client.get(address, {"q": "анна"}).content.decode()


def test_the_list_in_excel_can_be_read_back() -> None:
    director = AppointmentFactory(role=Role.DIRECTOR)
    student = MembershipFactory(
        group__organization=director.organization, starts=date(2020, 9, 1), student__starts=date(2020, 9, 1)
    ).student
    answer = signed_in(director.user).get(reverse("contingent:students_workbook"))
    rows = list(load_workbook(BytesIO(answer.content)).worksheets[0].values)
    assert rows[1][1] == student.user.full_name
    assert remarks(check(administrator(), BytesIO(answer.content))) != []


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_of_students_asks_a_bounded_number_of_times(many: int, django_assert_max_num_queries: Any) -> None:
    director = AppointmentFactory(role=Role.DIRECTOR)
    for _number in range(many):
        MembershipFactory(
            group__organization=director.organization, starts=date(2020, 9, 1), student__starts=date(2020, 9, 1)
        )
    client = signed_in(director.user)
    with django_assert_max_num_queries(17):
        client.get(reverse("contingent:students"))
