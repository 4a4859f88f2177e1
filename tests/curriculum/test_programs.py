"""Work programmes: written over what was seen, sent, returned, approved, followed by courses (R50–R52, R68)."""

from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from accounts.audit import Trace
from accounts.enums import Role
from accounts.models import User
from curriculum.enums import DocumentState, HoursKind, PlannedWorkKind
from curriculum.errors import NotAllowed, ProgramRefused
from curriculum.models import ContentElement, Course, ProgramRemark, TopicMaterial, WorkProgram
from curriculum.program_access import visible_programs
from curriculum.programs import Document, SectionRow, TopicRow, WorkRow, parse_document
from curriculum.queries.programs.document import load_document, version_of, wired
from curriculum.queries.programs.versions import compare
from curriculum.services.programs import approving, codifier, making, materials
from curriculum.services.programs.saving import ProgramChanged, save_program
from notifications.models import InboxMessage
from notifications.services.outbox import deliver_waiting
from schedule.models import LessonTopic
from tests.factories import (
    NOW,
    TODAY,
    AppointmentFactory,
    CourseFactory,
    EmployeeFactory,
    LessonFactory,
    StudyGroupFactory,
    SubjectFactory,
    TeachingLoadFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def load() -> Any:
    return TeachingLoadFactory()


def by(user: User) -> Trace:
    return Trace(user, NOW)


@pytest.fixture
def author(load: Any) -> Trace:
    return by(load.employee.user)


@pytest.fixture
def deputy(load: Any) -> Trace:
    return by(AppointmentFactory(organization=load.course.organization, role=Role.DEPUTY).user)


def topic(name: str, hours: str = "2", **more: Any) -> TopicRow:
    return TopicRow(uuid4(), name, HoursKind.THEORY, Decimal(hours), **more)


def written(program: WorkProgram, trace: Trace, *rows: Any) -> WorkProgram:
    document = Document("Программа", "Цели", 2, False, tuple(rows))
    program.refresh_from_db()
    return save_program(program=program.pk, document=document, seen=version_of(program), trace=trace)


def approved(load: Any, author: Trace, deputy: Trace, *rows: Any) -> WorkProgram:
    program = making.make_program(course=load.course, source=None, trace=author)
    written(program, author, *rows)
    approving.submit_program(program=program, trace=author)
    return approving.approve_program(program=program, trace=deputy)


def test_a_programme_is_written_whole_and_read_back_as_it_was(load: Any, author: Trace) -> None:
    element = ContentElement.objects.create(
        organization=load.course.organization, subject=load.course.subject, code="1.1", name="Числа"
    )
    strange = ContentElement.objects.create(
        organization=load.course.organization, subject=SubjectFactory(organization=load.course.organization),
        code="9", name="Чужой",
    )  # fmt: skip
    program = making.make_program(course=load.course, source=None, trace=author)
    work = WorkRow(PlannedWorkKind.CONTROL, "Контрольная № 1", (element.pk,))
    rows = (
        SectionRow(uuid4(), "Раздел 1"),
        topic("Числа", "1.5", homework="§ 1", elements=tuple(sorted((element.pk, strange.pk)))),
        topic("Контрольная", "1", works=(replace(work, elements=(element.pk, strange.pk)),)),
        SectionRow(uuid4(), "Раздел 2"),
        topic("Степени"),
    )
    saved = written(program, author, *rows)
    held = load_document(saved)
    assert held.rows == (
        rows[0], replace(rows[1], elements=(element.pk,)), replace(rows[2], works=(work,)), *rows[3:],
    )  # fmt: skip
    assert parse_document(wired(held)) == held
    assert [row.section.name for row in saved.topics.order_by("position")] == ["Раздел 1", "Раздел 1", "Раздел 2"]

    written(saved, author, rows[4], rows[3], rows[2])
    assert [row.name for row in load_document(saved).rows] == ["Степени", "Раздел 2", "Контрольная"]


def test_a_save_of_something_older_is_refused_and_sending_twice_is_harmless(load: Any, author: Trace) -> None:
    program = making.make_program(course=load.course, source=None, trace=author)
    began = version_of(program)
    mine, theirs = topic("Моя"), topic("Чужая")
    first = Document("А", "", 1, False, (theirs,))
    saved = save_program(program=program.pk, document=first, seen=began, trace=author)
    again = save_program(program=program.pk, document=first, seen=began, trace=author)
    assert version_of(again) == version_of(saved) != began
    with pytest.raises(ProgramChanged):
        save_program(program=program.pk, document=Document("А", "", 1, False, (mine,)), seen=began, trace=author)
    assert [row.name for row in load_document(saved).rows] == ["Чужая"]

    client = Client()
    client.force_login(author.actor)
    body = wired(Document("А", "", 1, False, (mine,))) | {"seen": began}
    answer = client.post(reverse("curriculum:program_save", args=[program.pk]), body, "application/json")
    told = answer.json()
    assert (answer.status_code, told["status"], told["author"]) == (409, "conflict", author.actor.short_name)
    assert [row["name"] for row in told["doc"]["rows"]] == ["Чужая"]


def test_a_programme_goes_to_approval_and_back_and_courses_follow_it(load: Any, author: Trace, deputy: Trace) -> None:
    lesson = LessonFactory(course=load.course, teacher=load.employee, date=TODAY, hours=2)
    program = making.make_program(course=load.course, source=None, trace=author)
    with pytest.raises(ProgramRefused, match="Тем"):
        approving.submit_program(program=program, trace=author)
    one = topic("Введение")
    written(program, author, one)
    approving.submit_program(program=program, trace=author)
    with pytest.raises(NotAllowed):
        written(program, author, topic("Поздно"))
    with pytest.raises(NotAllowed):
        approving.approve_program(program=program, trace=author)
    with pytest.raises(ProgramRefused):
        approving.return_program(program=program, trace=deputy)
    remark = approving.remark(program=program, topic=program.topics.get(), text="Уточните", trace=deputy)
    approving.return_program(program=program, trace=deputy)
    with pytest.raises(ProgramRefused):
        approving.submit_program(program=program, trace=author)
    approving.settle_remark(remark=remark, settled=True, trace=author)
    approving.submit_program(program=program, trace=author)
    assert not LessonTopic.objects.filter(lesson=lesson).exists()
    approving.approve_program(program=program, trace=deputy)
    assert LessonTopic.objects.get(lesson=lesson).topic.name == "Введение"

    deliver_waiting(now=NOW)
    told = list(InboxMessage.objects.order_by("pk").values_list("recipient", "title"))
    assert told == [
        (author.actor.pk, "Ваша рабочая программа утверждена"),
    ]


def test_deputies_are_told_of_what_waits(load: Any, author: Trace, deputy: Trace) -> None:
    program = making.make_program(course=load.course, source=None, trace=author)
    written(program, author, topic("Введение"))
    approving.submit_program(program=program, trace=author)
    deliver_waiting(now=NOW)
    assert list(InboxMessage.objects.values_list("recipient", flat=True)) == [deputy.actor.pk]


def test_a_new_version_takes_the_place_of_the_old_when_it_is_approved(load: Any, author: Trace, deputy: Trace) -> None:
    stays, goes = topic("Остаётся"), topic("Уходит")
    first = approved(load, author, deputy, stays, goes)
    with pytest.raises(ProgramRefused):
        making.make_version(program=first, reason=" ", trace=author)
    second = making.make_version(program=first, reason="карантин", trace=author)
    with pytest.raises(ProgramRefused):
        making.make_version(program=first, reason="ещё раз", trace=author)
    fresh = topic("Новая", "1")
    written(second, author, fresh, replace(stays, hours=Decimal(4), homework="§ 2"))
    assert Course.objects.get(pk=load.course.pk).program_id == first.pk

    told = compare(load_document(first), load_document(second))
    assert [(change.what, change.name) for change in told.changes] == [
        ("added", "Новая"), ("changed", "Остаётся"), ("removed", "Уходит"),
    ]  # fmt: skip
    assert told.changes[1].words == ("часы: 2 → 4", "домашнее задание: «—» → «§ 2»")
    assert (told.hours[0].given, told.hours[0].planned) == (5, 4)

    approving.submit_program(program=second, trace=author)
    client = Client()
    client.force_login(deputy.actor)
    page = client.get(reverse("curriculum:program_compare", args=[second.pk])).content.decode()
    assert "Новая" in page
    assert "Уходит" in page
    answer = client.post(reverse("curriculum:program_state", args=[second.pk]), {"action": "approve"}, follow=True)
    assert "Утверждено" in answer.content.decode()
    first.refresh_from_db()
    assert first.state == DocumentState.ARCHIVED
    assert Course.objects.get(pk=load.course.pk).program_id == second.pk


def test_a_parallel_group_follows_and_another_copies(load: Any, author: Trace, deputy: Trace) -> None:
    first = approved(load, author, deputy, topic("Введение"))
    place = load.course.organization
    other = TeachingLoadFactory(
        course=CourseFactory(
            organization=place, subject=load.course.subject, study_group=StudyGroupFactory(organization=place)
        )
    )
    colleague = by(other.employee.user)
    making.follow_program(course=other.course, program=first, trace=colleague)
    assert Course.objects.get(pk=other.course.pk).program_id == first.pk
    with pytest.raises(NotAllowed):
        making.follow_program(course=load.course, program=first, trace=colleague)

    making.leave_program(course=other.course, trace=colleague)
    client = Client()
    client.force_login(colleague.actor)
    address = reverse("curriculum:program_make", args=[other.course.pk])
    page = client.get(f"{address}?preview={first.pk}").content.decode()
    assert page.count("Введение") == 1
    for q, found in ((first.author.user.last_name[:4].upper(), True), ("нет такой", False)):
        assert (f"preview={first.pk}" in client.get(address, {"q": q}).content.decode()) is found
    copied = making.make_program(course=other.course, source=first, trace=colleague)
    assert [row.name for row in load_document(copied).rows] == ["Введение"]
    assert copied.topics.get().key != first.topics.get().key
    assert copied.author == other.employee


def test_a_draft_of_a_colleague_is_not_seen_until_it_is_shared(load: Any, author: Trace) -> None:
    program = making.make_program(course=load.course, source=None, trace=author)
    colleague = EmployeeFactory(organization=load.course.organization).user
    stranger = TeachingLoadFactory().employee.user
    assert not visible_programs(colleague, TODAY).filter(pk=program.pk).exists()
    WorkProgram.objects.filter(pk=program.pk).update(is_shared=True)
    assert visible_programs(colleague, TODAY).filter(pk=program.pk).exists()
    assert not visible_programs(stranger, TODAY).filter(pk=program.pk).exists()


def test_materials_are_kept_privately_and_shared_by_versions(load: Any, author: Trace, deputy: Trace) -> None:
    program = making.make_program(course=load.course, source=None, trace=author)
    written(program, author, topic("Введение"))
    row = program.topics.get()
    with pytest.raises(ProgramRefused):
        materials.add_link(topic=row, title="", url="javascript:alert(1)", trace=author)
    file = SimpleUploadedFile("../../плакат.exe", b"%PDF-1.7\n%%EOF")
    made = materials.add_file(topic=row, title="", name=str(file.name), file=file, trace=author)
    assert (made.title, made.file_name) == ("плакат", "плакат.pdf")
    approving.submit_program(program=program, trace=author)
    approving.approve_program(program=program, trace=deputy)
    version = making.make_version(program=program, reason="новый плакат", trace=author)
    copied = TopicMaterial.objects.get(topic__program=version)
    assert copied.file.name == made.file.name
    materials.delete_material(material=copied, trace=author)
    assert made.file.storage.exists(made.file.name)

    client = Client()
    client.force_login(EmployeeFactory(organization=load.course.organization).user)
    answer = client.get(reverse("curriculum:program_material", args=[made.pk]))
    assert answer["Content-Disposition"].startswith("attachment")
    client.force_login(TeachingLoadFactory().employee.user)
    assert client.get(reverse("curriculum:program_material", args=[made.pk])).status_code == 404


def test_a_codifier_is_taken_in_again_and_again(load: Any, author: Trace) -> None:
    subject = load.course.subject
    table = [["Код", "Элемент"], ["1.1", "Числа"], ["1.2.", "Дроби"], ["К1", "Решать", "умение"]]
    rows, left_out = codifier.read_elements(subject, table)
    assert [(row.code, row.kind, row.state) for row in rows] == [
        ("1.1", "content", "new"), ("1.2", "content", "new"), ("К1", "skill", "new"),
    ]  # fmt: skip
    assert left_out == ["Код · Элемент"]
    assert codifier.take_elements(subject=subject, rows=rows, trace=author) == 3
    rows, _left = codifier.read_elements(subject, [["1.1", "Числа и дроби"], ["1.2", "Дроби"]])
    assert [row.state for row in rows] == ["changed", "same"]
    assert codifier.take_elements(subject=subject, rows=rows, trace=author) == 1
    with pytest.raises(NotAllowed):
        codifier.take_elements(subject=subject, rows=rows, trace=by(TeachingLoadFactory().employee.user))


def test_the_list_and_the_page_ask_a_bounded_number_of_queries(
    load: Any, author: Trace, django_assert_max_num_queries: Any
) -> None:
    client = Client()
    client.force_login(author.actor)
    counts = []
    for _turn in range(2):
        program = making.make_program(course=load.course, source=None, trace=author)
        written(program, author, *(topic(f"Тема {n}") for n in range(3)))
        load = TeachingLoadFactory(course__organization=load.course.organization, employee=load.employee)
        for address in (reverse("curriculum:programs"), reverse("curriculum:program", args=[program.pk])):
            with django_assert_max_num_queries(45) as asked:
                assert client.get(address).status_code == 200
            counts.append(len(asked))
    assert counts[:2] == counts[2:]
    assert ProgramRemark.objects.count() == 0


def test_a_workbook_given_out_is_read_back(load: Any, author: Trace) -> None:
    program = making.make_program(course=load.course, source=None, trace=author)
    place, subject = load.course.organization, load.course.subject
    element = ContentElement.objects.create(organization=place, subject=subject, code="1.1", name="Числа")
    first = topic("=1+1", "1.5", homework="§ 1", elements=(element.pk,))
    rows = (SectionRow(uuid4(), "Раздел 1. Числа"), first, topic("Дроби"))
    written(program, author, *rows)
    client = Client()
    client.force_login(author.actor)
    content = client.get(reverse("curriculum:program_workbook", args=[program.pk])).content
    sheet: Any = load_workbook(BytesIO(content)).active
    assert sheet["B3"].value == "=1+1"
    told = client.post(
        reverse("curriculum:program_read", args=[program.pk]), {"file": SimpleUploadedFile("план.xlsx", content)}
    ).json()
    assert [(row["t"], row["name"], row.get("hours"), row.get("elements")) for row in told["rows"]] == [
        ("section", "Раздел 1. Числа", None, None), ("topic", "=1+1", 1.5, [element.pk]), ("topic", "Дроби", 2, []),
    ]  # fmt: skip


def test_whoever_has_no_load_is_told_so_and_finds_what_they_wrote(load: Any, author: Trace) -> None:
    program = making.make_program(course=load.course, source=None, trace=author)
    making.leave_program(course=load.course, trace=author)
    type(load).objects.all().delete()
    client = Client()
    client.force_login(author.actor)
    page = client.get(reverse("curriculum:programs"))
    assert "нагрузки" in page.content.decode()
    assert reverse("curriculum:program", args=[program.pk]) in page.content.decode()
