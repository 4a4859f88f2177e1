"""What the check of a workbook finds, and that it writes nothing but itself."""

import time
import zipfile
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook

from contingent.enums import GroupKind
from contingent.errors import NotAllowed, UnreadableWorkbook
from contingent.models import ImportBatch, Student
from contingent.sheets import workbook as reading
from tests.contingent.workbooks import (
    HEAD,
    administrator,
    check,
    outcomes,
    remarks,
    saved,
    student_row,
    students,
    workbook,
)
from tests.factories import (
    EmployeeFactory,
    MembershipFactory,
    OrganizationFactory,
    RepresentativeFactory,
    StudentFactory,
    StudyGroupFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def test_a_clean_workbook_would_add_everybody() -> None:
    batch = check(administrator(), students(student_row(), student_row("Алёхина Яна", email="ya@example.org")))
    assert outcomes(batch) == ["add", "add"]
    assert batch.counts["representatives"] == 1
    assert batch.plan["groups"] == ["ИС-11"]
    assert not Student.objects.exists()


def test_titles_headings_in_two_rows_totals_and_a_sheet_for_each_class() -> None:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, person in (("7А", "Иванов Иван"), ("7 Б", "Петров Пётр")):
        sheet = book.create_sheet(name)
        sheet.append(["МБОУ «Школа № 1»"])
        sheet.merge_cells("A1:I1")
        sheet.append([])
        sheet.append(["№", "Ф.И.О.", "Дата рожд.", "Тел.", "Эл. почта", "СНИЛС", "Мать"])
        sheet.append(["", "", "", "", "", "", "ФИО", "телефон", "e-mail"])
        for letter in "ABCDEF":
            sheet.merge_cells(f"{letter}3:{letter}4")
        sheet.merge_cells("G3:I3")
        sheet.append(list(range(1, 10)))
        mother = ["Сидорова Анна", "89021110000", "s@example.org"]
        sheet.append([1, person, date(2013, 5, 6), 89021234567.0, "i@example.org", "112-233", *mother])
        sheet.append([])
        sheet.append(["", "Итого: 1"])
        sheet.append(["Классный руководитель", "", "Орлова"])
    batch = check(administrator(), saved(book))
    assert outcomes(batch) == ["add", "add"]
    assert batch.plan["groups"] == ["7А", "7Б"]
    assert [row["birth_date"] for row in batch.rows] == ["2013-05-06"] * 2
    assert batch.counts["representatives"] == 1
    assert "СНИЛС" in batch.sheets[0]["ignored"]
    assert "112-233" not in str(batch.rows)


def test_class_headings_between_the_rows_give_the_class() -> None:
    rows = [["7А класс"], student_row("Иванов Иван"), ["7Б класс"], student_row("Петров Пётр", born="01.01.2010")]
    head = [cell for cell in HEAD if cell != "Группа"]
    batch = check(administrator(), workbook(("Все", [head, *[r if len(r) == 1 else r[:2] + r[3:] for r in rows]])))
    assert [row["group"] for row in batch.rows] == ["7А", "7Б"]


def test_representatives_on_a_sheet_of_their_own() -> None:
    pupils = [["Фамилия", "Имя", "Класс", "Телефон", "Почта"], ["Иванов", "Иван", "7А", "89021234567", "i@example.org"]]
    parents = [
        ["Обучающийся", "Класс", "Фамилия", "Имя", "Отчество", "Степень родства", "Телефон", "Эл. почта"],
        ["Иванов Иван", "7а", "Иванова", "Анна", "Ильинична", "мать", "89021110000", "a@example.org"],
        ["Иванов Иван", "7а", "Иванов", "Олег", "Ильич", "опекун", "89021110001", "o@example.org"],
        ["Иванов Глеб", "7а", "Иванов", "Олег", "Ильич", "отец", "89021110001", "o@example.org"],
    ]
    batch = check(administrator(), workbook(("Обучающиеся", pupils), ("Родители", parents)))
    assert [p["kind"] for p in batch.rows[0]["representatives"]] == ["parent", "guardian"]
    assert remarks(batch) == [("no_such_student", "Родители!A4")]


def test_a_second_row_of_the_same_student_adds_the_other_parent() -> None:
    second = ["", "", "", "", "", "Ёлкин Илья Олегович", "89027770000", "ilya@example.org"]
    batch = check(administrator(), students(student_row(), second))
    assert outcomes(batch) == ["add"]
    assert batch.counts["representatives"] == 2


@pytest.mark.parametrize(
    ("other", "code", "cell"),
    [
        ({"name": "Ёлкин П.И."}, "name_initials", "A2"),
        ({"name": "Ёлкин"}, "name_one_word", "A2"),
        ({"name": None}, "missing_last_name", "A2"),
        ({"born": "31.02.2009"}, "date_unclear", "B2"),
        ({"group": None}, "missing_group", "C2"),
        ({"phone": None}, "missing_phone", "D2"),
        ({"phone": "12345"}, "phone_unclear", "D2"),
        ({"email": ""}, "missing_email", "E2"),
        ({"email": "elkin@mail,ru"}, "email_comma", "E2"),
        ({"mother": None}, "missing_representative_name", "F2"),
        ({"mother_phone": None}, "missing_phone", "G2"),
        ({"mother_email": "-"}, "missing_email", "H2"),
        ({"group": "#N/A"}, "formula_error", "C2"),
    ],
)
def test_a_rejected_cell_is_named_with_its_address(other: dict[str, str | None], code: str, cell: str) -> None:
    batch = check(administrator(), students(student_row(**other)))
    assert outcomes(batch) == ["rejected"]
    assert (code, f"Список!{cell}") in remarks(batch)


def test_small_children_may_have_no_contacts_when_the_administrator_says_so() -> None:
    file = students(student_row(phone=None, email=None))
    assert outcomes(check(administrator(), file, contacts_optional=True)) == ["add"]


def test_missing_required_columns_are_named() -> None:
    rows = [["Фамилия", "Имя", "Мать ФИО"], ["Иванов", "Иван", "Иванова Анна"]]
    batch = check(administrator(), workbook(("Список", rows)))
    batch.refresh_from_db()
    assert batch.sheets[0]["missing"] == [
        ["student", "email"],
        ["student", "phone"],
        ["student", "group"],
        ["mother", "email"],
        ["mother", "phone"],
    ]


def known(actor_org: object, **values: object) -> Any:
    user = UserFactory(
        last_name="Ёлкин", first_name="Пётр", patronymic="Ильич", email="old@example.org", phone="",
        birth_date=values.pop("birth_date", None),
    )  # fmt: skip
    return StudentFactory(**{"organization": actor_org, "user": user, "starts": date(2026, 8, 1)} | values)


def test_a_known_student_is_matched_by_name_and_birth_and_only_changed_fields_are_shown() -> None:
    actor = administrator()
    known(actor.appointments.get().organization, birth_date=date(2009, 3, 2))
    batch = check(actor, students(student_row("елкин петр ильич")))
    assert outcomes(batch) == ["change"]
    assert batch.plan["items"][0]["changes"] == [
        ["email", "old@example.org", "elkin@example.org"],
        ["phone", "", "+79021112233"],
    ]


def test_a_namesake_is_never_taken_by_the_name_alone() -> None:
    actor = administrator()
    known(actor.appointments.get().organization)
    batch = check(actor, students(student_row()))
    assert remarks(batch) == [("namesake", "Список!A2")]


def test_another_birthday_is_another_person() -> None:
    actor = administrator()
    known(actor.appointments.get().organization, birth_date=date(2008, 1, 1))
    assert outcomes(check(actor, students(student_row()))) == ["add"]


def test_a_name_with_the_own_address_is_sure_enough() -> None:
    actor = administrator()
    known(actor.appointments.get().organization)
    batch = check(actor, students(student_row(email="OLD@example.org")))
    assert outcomes(batch) == ["change"]


def test_the_personal_number_wins_over_a_changed_surname() -> None:
    actor = administrator()
    student = known(actor.appointments.get().organization, outside_id="К-1", birth_date=date(2009, 3, 2))
    file = workbook(("Список", [["Личный номер", *HEAD], ["К-1", *student_row("Сосновский Пётр Ильич")]]))
    batch = check(actor, file)
    assert batch.plan["items"][0]["student"] == student.pk
    assert ["last_name", "Ёлкин", "Сосновский"] in batch.plan["items"][0]["changes"]


def test_a_number_of_somebody_else_is_refused() -> None:
    actor = administrator()
    known(actor.appointments.get().organization, outside_id="К-1", birth_date=date(2009, 3, 2))
    file = workbook(("Список", [["Личный номер", *HEAD], ["К-1", *student_row("Орлова Мария", born="01.01.2009")]]))
    assert remarks(check(actor, file)) == [("number_taken", "Список!A2")]


def test_namesakes_within_the_file_need_a_birthday_or_a_number() -> None:
    twice = check(administrator(), students(student_row(), student_row()))
    assert [code for code, _cell in remarks(twice)] == ["twice_in_file"] * 2
    unclear = check(administrator(), students(student_row(), student_row(born=None)))
    assert [code for code, _cell in remarks(unclear)] == ["namesake_in_file"] * 2
    clear = check(administrator(), students(student_row(), student_row(born="03.03.2008", email="b@example.org")))
    assert outcomes(clear) == ["add", "add"]


def test_twins_may_share_a_phone_and_parents() -> None:
    batch = check(administrator(), students(student_row(), student_row("Ёлкин Павел Ильич")))
    assert outcomes(batch) == ["add", "add"]
    assert batch.counts["representatives"] == 1
    assert batch.counts["links"] == 2


def test_two_rows_that_disagree_on_one_mother_are_told() -> None:
    other = student_row("Ёлкин Павел Ильич", mother_email="other@example.org")
    batch = check(administrator(), students(student_row(), other))
    assert remarks(batch) == [("representative_differs", "Список!H3")]


def test_a_parent_with_a_new_number_is_the_same_parent_of_the_same_child() -> None:
    actor = administrator()
    student = known(actor.appointments.get().organization, birth_date=date(2009, 3, 2))
    mother = UserFactory(
        last_name="Ёлкина", first_name="Анна", patronymic="Петровна", email="anna@example.org", phone="+79020000000"
    )
    RepresentativeFactory(student=student, user=mother)
    tie = check(actor, students(student_row(mother_email="new@example.org"))).plan["items"][0]["representatives"][0]
    assert tie["user"] == mother.pk
    assert not tie["link"]
    assert [change[0] for change in tie["changes"]] == ["email", "phone"]


def test_contacts_of_staff_are_never_changed_from_a_workbook() -> None:
    actor = administrator()
    organization = actor.appointments.get().organization
    teacher = UserFactory(
        last_name="Ёлкина", first_name="Анна", patronymic="Петровна", email="anna@example.org", phone=""
    )
    EmployeeFactory(organization=organization, user=teacher)
    batch = check(actor, students(student_row()))
    tie = batch.plan["items"][0]["representatives"][0]
    assert (tie["user"], tie["link"], tie["changes"]) == (teacher.pk, True, [])
    assert ("contacts_kept", "Список!2") in remarks(batch)


def test_people_of_another_organisation_are_neither_matched_nor_changed() -> None:
    student = known(OrganizationFactory(), birth_date=date(2009, 3, 2))
    mother = UserFactory(last_name="Ёлкина", first_name="Анна", patronymic="Петровна", email="anna@example.org")
    RepresentativeFactory(student=student, user=mother)
    batch = check(administrator(), students(student_row()))
    assert outcomes(batch) == ["add"]
    assert batch.plan["items"][0]["representatives"][0]["user"] is None


def test_a_group_typed_another_way_is_the_same_group_and_a_subgroup_is_refused() -> None:
    actor = administrator()
    organization = actor.appointments.get().organization
    group = StudyGroupFactory(organization=organization, name="ИС-11")
    StudyGroupFactory(organization=organization, name="АНГЛ-1", kind=GroupKind.SUBGROUP)
    batch = check(actor, students(student_row(group="ис 11"), student_row("Орлов Олег", group="англ-1")))
    assert batch.plan["items"][0]["group"] == group.pk
    assert remarks(batch) == [("group_not_home", "Список!C3")]


def test_a_transfer_on_the_day_the_old_place_began_is_refused() -> None:
    actor = administrator()
    student = known(actor.appointments.get().organization, birth_date=date(2009, 3, 2))
    group = StudyGroupFactory(organization=student.organization)
    MembershipFactory(student=student, group=group, starts=date(2026, 9, 1))
    assert remarks(check(actor, students(student_row()))) == [("moved_same_day", "Список!C2")]


def test_somebody_who_left_is_not_taken_back_by_a_workbook() -> None:
    actor = administrator()
    known(actor.appointments.get().organization, birth_date=date(2009, 3, 2), ends=date(2026, 8, 10))
    assert remarks(check(actor, students(student_row()))) == [("student_left", "Список!A2")]


def test_under_18_without_a_representative_is_questioned_and_not_refused() -> None:
    row = student_row(mother=None, mother_phone=None, mother_email=None)
    batch = check(administrator(), students(row))
    assert outcomes(batch) == ["add"]
    assert remarks(batch) == [("no_representative", "Список!2")]


def test_only_the_journal_administrator_of_the_organisation_may_check() -> None:
    with pytest.raises(NotAllowed):
        check(administrator(), students(student_row()), organization=OrganizationFactory())
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize(
    "content", [b"", b"a;b;c\n", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600]
)
def test_other_files_are_refused_with_advice(content: bytes) -> None:
    with pytest.raises(UnreadableWorkbook) as refusal:
        check(administrator(), BytesIO(content))
    assert "Excel" in refusal.value.message


def test_a_password_is_noticed() -> None:
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600 + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(UnreadableWorkbook, match="парол"):
        check(administrator(), BytesIO(content))


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (reading.BIGGEST_UNPACKED + 1))
    monkeypatch.setattr(reading, "load_workbook", None)
    with pytest.raises(UnreadableWorkbook):
        check(administrator(), file)
    assert file.tell() < 10**6


def test_a_number_beyond_all_numbers_is_no_date() -> None:
    book = BytesIO()
    with zipfile.ZipFile(students(student_row(born=12345678))) as clean, zipfile.ZipFile(book, "w") as made:
        for part in clean.infolist():
            made.writestr(part, clean.read(part).replace(b"<v>12345678</v>", b"<v>1E999</v>"))
    batch = check(administrator(), book)
    assert [code for code, _cell in remarks(batch)] == ["date_unclear"]


def test_merged_ranges_are_looked_for_in_time_that_grows_with_the_file() -> None:
    started = time.monotonic()
    assert not reading.MERGED.findall(b"<mergeCell " * 20_000 + b">" + b"<mergeCell " + b" " * 200_000)
    assert time.monotonic() - started < 1


def test_too_many_rows_and_a_large_file_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_ROWS", 2)
    with pytest.raises(UnreadableWorkbook):
        check(administrator(), students(student_row(), student_row("Орлов Олег")))
    monkeypatch.setattr(reading, "BIGGEST_FILE", 100)
    with pytest.raises(UnreadableWorkbook):
        check(administrator(), students(student_row()))


def test_a_workbook_without_headings_says_so() -> None:
    with pytest.raises(UnreadableWorkbook):
        check(administrator(), workbook(("Лист1", [["Иванов", "Иван"], ["Петров", "Пётр"]])))


def test_hidden_sheets_are_passed_over() -> None:
    book = Workbook()
    book.worksheets[0].append(HEAD)
    book.worksheets[0].append(student_row())
    hidden = book.create_sheet("Прошлый год")
    hidden.append(HEAD)
    hidden.append(student_row("Орлов Олег"))
    hidden.sheet_state = "hidden"
    assert outcomes(check(administrator(), saved(book))) == ["add"]


@pytest.mark.parametrize("many", [10, 300])
def test_queries_do_not_grow_with_the_rows(many: int, django_assert_max_num_queries: object) -> None:
    actor = administrator()
    rows = [
        student_row(
            f"Ёлкин{'а' * (n % 7)} Пётр{'а' * (n // 7)} Ильич",
            email=f"e{n}@example.org",
            mother_phone=str(89025550000 + n),
            mother_email=f"m{n}@example.org",
        )
        for n in range(many)
    ]
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        batch = check(actor, students(*rows), organization=actor.appointments.get().organization)
    assert batch.counts["add"] == many
