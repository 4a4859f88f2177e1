"""Rights explained, the log searched, consents, everything held of a person, forgetting them (152-ФЗ, R5)."""

import json
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import Error, connection, models, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts.audit import CREATED, Trace, write_history
from accounts.enums import ConsentKind, DelegatedRight, Role
from accounts.models import AccessRecord, Consent, Credential, OpenedSession, OutsideIdentity, SignInRequest, User
from accounts.rights import readers_of, rights_of
from accounts.services.access_log import write_entries
from communication.models import Attachment, Entry, Question, Ticket
from contingent.access import diary_students, visible_students
from contingent.errors import NotAllowed, PersonalRefused
from contingent.models import (
    BulkAction,
    DoubtfulPair,
    Employee,
    ImportBatch,
    PersonChange,
    SetAside,
    Student,
    SyncChange,
    SyncRecord,
    SyncRun,
    SyncSource,
)
from contingent.queries.rights import explain_rights
from contingent.services.personal import forget_person, record_consent, withdraw_consent
from contingent.sheets.writing import plain_cell
from curriculum.access import STUDENT
from journal.access import visible_courses
from journal.models import Mark, ScaleGrade
from notifications.models import CaughtMail, InboxMessage, Letter
from tests.accounts.test_access_log import entry
from tests.factories import (
    NOW,
    TODAY,
    AppointmentFactory,
    EmployeeFactory,
    LessonFactory,
    MembershipFactory,
    RepresentativeFactory,
    StudentFactory,
    TeachingLoadFactory,
    UserFactory,
    delegate,
    make_work,
)
from tests.guard_world import ROLES, build_world

LEAKABLE: dict[str, Any] = {
    "last_name": "Щукарёв-Тайный",
    "first_name": "Елпидифор",
    "patronymic": "Аввакумович",
    "email": "elpidifor.tainy@example.org",
    "phone": "+79024447781",
    "username": "shchukarev-tainy",
    "birth_date": date(1937, 4, 11),
}
KEYS = ("КНТ-777-тайный", "ЕСИА-778-тайный")


@pytest.fixture(autouse=True)
def the_day_is_fixed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def administrator(organization: Any) -> User:
    return AppointmentFactory.create(organization=organization, role=Role.JOURNAL_ADMIN).user


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


# Rights explained


@pytest.mark.django_db
def test_what_the_page_says_is_what_the_rules_allow() -> None:
    """Who has pages, diaries or students has a fact for each, and who has a fact has them: role by role."""
    world = build_world()
    for role in ROLES[1:]:
        user = world.user(role)
        assert user is not None
        facts = rights_of(user, TODAY)
        sees = (
            visible_courses(user, TODAY).exists()
            or visible_students(user, TODAY).exists()
            or diary_students(user, TODAY).exists()
        )
        assert bool(facts) == sees, role
    student = Student.objects.get(pk=world.own.ids["student"])
    told = {fact.user_id for fact in readers_of(student.pk, TODAY)}
    everyone = User.objects.all()
    allowed = {user.pk for user in everyone if visible_students(user, TODAY).filter(pk=student.pk).exists()}
    pages = {user.pk for user in everyone if visible_courses(user, TODAY).filter(pk=world.own.ids["course"]).exists()}
    assert told == allowed | pages


@pytest.mark.django_db
def test_facts_of_a_foreign_organisation_are_not_told() -> None:
    here, there = AppointmentFactory.create(role=Role.DIRECTOR), AppointmentFactory.create(role=Role.DIRECTOR)
    both = UserFactory.create()
    for head in (here, there):
        AppointmentFactory.create(organization=head.organization, user=both, role=Role.DEPUTY)
        Employee.objects.create(organization=head.organization, user=both, starts=TODAY)
    lines = explain_rights(here.user, TODAY, both, TODAY)
    assert lines
    assert {str(line.where) for line in lines} == {here.organization.short_name}
    page = signed_in(here.user).get(reverse("contingent:rights_of", args=[both.pk])).content.decode()
    assert there.organization.short_name not in page


@pytest.mark.django_db
def test_rights_are_told_as_of_a_day() -> None:
    head = AppointmentFactory.create(role=Role.DIRECTOR)
    tie = RepresentativeFactory.create(
        student__organization=head.organization, ends=TODAY - timedelta(days=1), student__starts=date(2026, 9, 1)
    )
    address = reverse("contingent:rights_of", args=[tie.user_id])
    client = signed_in(head.user)
    assert "Прав нет" not in client.get(address, {"on": "2026-10-01"}).content.decode()
    assert tie.student.user.full_name in client.get(address, {"on": "2026-10-01"}).content.decode()
    assert tie.student.user.full_name not in client.get(address).content.decode()


# The log searched


@pytest.mark.django_db
def test_the_log_is_found_by_whose_data_through_groups_and_organisations() -> None:
    load = TeachingLoadFactory.create()
    place = load.course.organization
    member = MembershipFactory.create(group=load.course.study_group)
    boss, other = administrator(place), StudentFactory.create(organization=place)
    rows = [
        ("student", member.student_id), ("person", member.student.user_id), ("group", member.group_id),
        ("course", load.course.pk), ("organization", place.pk), ("student", other.pk),
    ]  # fmt: skip
    write_entries(
        [
            json.dumps([f"{n:032x}", NOW.isoformat(), boss.pk, place.pk, "opened", kind, pk, "journal:page", None])
            for n, (kind, pk) in enumerate(rows)
        ]
    )
    client = signed_in(boss)
    found = client.get(reverse("contingent:access_log"), {"whose": member.student.user_id}).context["found"]
    assert found.paginator.count == 5
    found = client.get(reverse("contingent:access_log"), {"whose": other.user_id}).context["found"]
    assert found.paginator.count == 2
    assert client.get(reverse("contingent:access_log"), {"who": boss.pk}).context["found"].paginator.count == 6
    assert client.get(reverse("contingent:access_log"), {"last": "2026-11-19"}).context["found"].paginator.count == 0
    assert client.get(reverse("contingent:access_log"), {"action": "exported"}).context["found"].paginator.count == 0
    stranger = administrator(TeachingLoadFactory.create().course.organization)
    assert signed_in(stranger).get(reverse("contingent:access_log")).context["found"].paginator.count == 0
    book = load_workbook(BytesIO(client.get(reverse("contingent:access_log_workbook")).content))
    assert book.worksheets[0].max_row == 7


@pytest.mark.django_db
def test_the_log_asks_no_more_for_more_lines(django_assert_max_num_queries: Any) -> None:
    place = TeachingLoadFactory.create().course.organization
    boss = administrator(place)
    client = signed_in(boss)
    client.get(reverse("contingent:access_log"))
    for many in (1, 3):
        for _each in range(many):
            pk = StudentFactory.create(organization=place).pk
            told = json.loads(entry(user=boss.pk, kind="student", subject=pk))
            write_entries([json.dumps([*told[:3], place.pk, *told[4:]])])
        with django_assert_max_num_queries(18):
            assert client.get(reverse("contingent:access_log")).status_code == 200


@pytest.mark.django_db
def test_a_parent_sees_who_opened_the_diary_of_the_child() -> None:
    tie = RepresentativeFactory.create()
    reader, foreign = UserFactory.create(last_name="Смотрелова"), StudentFactory.create()
    write_entries(
        [
            entry(user=reader.pk, kind="student", subject=tie.student_id),
            entry(user=UserFactory.create(last_name="Чужова").pk, kind="student", subject=foreign.pk),
        ]
    )
    page = signed_in(tie.user).get(reverse("contingent:own_data")).content.decode()
    assert "Смотрелова" in page
    assert "Чужова" not in page


# Consents


@pytest.mark.django_db
def test_a_consent_on_paper_is_recorded_and_withdrawn_with_both_days() -> None:
    tie = RepresentativeFactory.create()
    child, boss = tie.student.user, administrator(tie.student.organization)
    told = {"given_on": date(2026, 9, 1), "document": "дело 12", "text": "x", "kind": ConsentKind.PROCESSING}
    trace = Trace(boss, NOW)
    with pytest.raises(PersonalRefused):
        record_consent(person=child, given_by=UserFactory.create().pk, trace=trace, on=TODAY, **told)
    with pytest.raises(NotAllowed):
        record_consent(person=child, given_by=tie.user_id, trace=Trace(tie.user, NOW), on=TODAY, **told)
    made = record_consent(person=child, given_by=tie.user_id, trace=trace, on=TODAY, **told)
    with pytest.raises(PersonalRefused):
        withdraw_consent(person=child, consent=made.pk, withdrawn_on=date(2026, 8, 31), trace=trace, on=TODAY)
    withdraw_consent(person=child, consent=made.pk, withdrawn_on=TODAY, trace=trace, on=TODAY)
    made.refresh_from_db()
    assert (made.given_at.date(), made.withdrawn_at.date()) == (date(2026, 9, 1), TODAY)
    assert made.recorded_by == made.withdrawn_by == boss


# Everything held, and forgetting


def leave_traces(student: Student, actor: User) -> Any:
    """Write of the person wherever the system writes of people."""
    user, place = student.user, student.organization
    name = user.full_name
    load = TeachingLoadFactory.create(course__organization=place)
    member = MembershipFactory.create(
        student=student, group=load.course.study_group, starts=student.starts, ends=student.ends, order=f"О {name}"
    )
    role = AppointmentFactory.create(organization=place, user=user, order=f"О назначении: {name}",
                                     starts=date(1949, 9, 1), ends=date(1951, 6, 1))  # fmt: skip
    helper = EmployeeFactory.create(organization=place)
    handed = delegate(STUDENT, student, DelegatedRight.READ_STUDENT, helper, reason=f"болеет {name}"[:100])
    told = Trace(actor, NOW, reason=f"просьба: {name}"[:100])
    write_history(told, [(member, CREATED, None), (role, CREATED, None), (handed, CREATED, None)])
    work = make_work(LessonFactory.create(course=load.course, teacher=load.employee))
    grade = ScaleGrade.objects.get(scale=work.scale, code="5")
    for comment in (f"{name} старался", ""):
        mark = Mark.objects.filter(work=work, student=student).first() or Mark(
            work=work, student=student, scale=work.scale, grade=grade, author=actor, updated_at=NOW
        )
        mark.comment = comment
        with transaction.atomic():
            mark.save()
            write_history(Trace(actor, NOW), [(mark, CREATED, None)])
    for system, key in zip(("contingent", "gosuslugi"), KEYS, strict=True):
        OutsideIdentity.objects.create(system=system, key=key, user=user)
    SignInRequest.objects.create(
        organization=place, system="gosuslugi", key=KEYS[1], last_name=user.last_name, first_name=user.first_name,
        email=user.email, birth_date=user.birth_date, child_name=name, asked_at=NOW,
    )  # fmt: skip
    Consent.objects.create(person=user, given_by=user, kind="processing", text=f"Я, {name}", given_at=NOW)
    message = InboxMessage.objects.create(
        organization=place, recipient=actor, kind="x", thread="t", title=name, lines=[[name, ""]],
        facts={"who": name}, told_at=NOW,
    )  # fmt: skip
    Letter.objects.create(message=message, revision=1, title=name, text=name, created_at=NOW, available_at=NOW)
    CaughtMail.objects.create(organization=place, recipient=user, message_id="1", address=user.email, title=name)
    source = SyncSource.objects.create(organization=place, system="contingent", outside_organization="1")
    run = SyncRun.objects.create(source=source, organization=place, asked_at=NOW, state="applied")
    SyncRecord.objects.create(run=run, kind="student", key=KEYS[0], person=KEYS[0], last_name=user.last_name)
    SyncChange.objects.create(run=run, kind="changed", model="user", object_id=user.pk, person_id=user.pk, who=name,
                              before=user.phone, after=user.email)  # fmt: skip
    PersonChange.objects.create(person=user, field="email", before=user.phone, after=user.email, by=actor, at=NOW)
    SetAside.objects.create(source=source, kind="student", key=KEYS[0], who=name, raw={"e": user.email}, since=NOW)
    DoubtfulPair.objects.create(source=source, key=KEYS[0], user=user, told={"name": name}, found_at=NOW)
    ImportBatch.objects.create(
        organization=place, uploaded_by=actor, uploaded_at=NOW, file_name=f"{user.last_name}.xlsx", file_hash="0",
        starts=TODAY, rows=[{"raw": {"A": name, "B": user.phone}}],
    )  # fmt: skip
    BulkAction.objects.create(organization=place, kind="form", actor=actor, at=NOW, people=[{"name": name}])
    question = Question.objects.create(organization=place, asker=user, text=name, asked_at=NOW, changed_at=NOW)
    Entry.objects.create(question=question, kind="answer", author=actor, text=f"Здравствуйте, {name}", at=NOW)
    Attachment.objects.create(question=question, author=actor, name=f"{name}.png", kind="png", size=1, file="x", at=NOW)
    Ticket.objects.create(question=question, text=name, passed_by=actor, passed_at=NOW, next_try_at=NOW)
    Credential.objects.create(user=user, kind="slip", given_at=NOW, reason=f"просил {name}")
    OpenedSession.objects.create(user=user, session_key="s1", began_at=NOW, agent="Firefox")
    LogEntry.objects.create(user=actor, content_type=ContentType.objects.get_for_model(User), object_id=str(user.pk),
                            object_repr=name, action_flag=2)  # fmt: skip
    with connection.cursor() as cursor:  # what the database checks on commit
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    return mark


def dump() -> str:
    """Return the whole database as text."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT t::text FROM {table} t")  # noqa: S608 - the database's own names
            found += [row[0] for row in cursor.fetchall()]
    return "\n".join(found)


TOLD = {
    "accounts.Consent", "accounts.Credential", "accounts.OpenedSession", "accounts.OutsideIdentity",
    "accounts.SignInRequest", "accounts.User", "admin.LogEntry", "communication.Attachment", "communication.Entry",
    "communication.Question",
    "communication.Ticket", "contingent.BulkAction", "contingent.DoubtfulPair", "contingent.ImportBatch",
    "contingent.PersonChange",
    "accounts.Appointment", "accounts.HistoricalAppointment", "contingent.HistoricalMembership",
    "contingent.HistoricalStudentDelegation", "contingent.Membership", "contingent.StudentDelegation",
    "contingent.SetAside", "contingent.Student", "contingent.SyncChange", "contingent.SyncRecord",
    "journal.HistoricalMark", "journal.Mark", "notifications.CaughtMail", "notifications.InboxMessage",
    "notifications.Letter",
}  # fmt: skip
"""Tables with words about people: `leave_traces` writes into each, forgetting empties each."""
OF_WORK = {
    "accounts.AccessRecord", "accounts.KeepingChange", "accounts.Organization",
    "communication.DeskReading", "contingent.Employee", "contingent.GroupCheck", "contingent.GroupDelegation",
    "contingent.HistoricalCuratorship", "contingent.HistoricalGroupDelegation", "contingent.OutsideEmployment",
    "contingent.OutsideGroup", "contingent.StudyGroup", "contingent.SyncRun",
    "contingent.SyncSource", "notifications.MailChoice", "notifications.Obligation", "notifications.ObligationTerm",
    "notifications.OutboxMessage",
}  # fmt: skip
"""Tables with words of work: orders, reasons, names of organisations and groups, kinds of errors."""
ROOMS_OF_LESSONS = {"curriculum", "schedule", "journal"}


def test_every_table_with_words_is_thought_of() -> None:
    """A new table with words belongs to one of the two lists, with a trace and an eraser if it tells of people."""
    words = (models.CharField, models.TextField, models.JSONField)
    found = {
        model._meta.label
        for model in apps.get_models()
        if model._meta.app_label in {"accounts", "communication", "contingent", "journal", "notifications"}
        and any(isinstance(column, words) and not column.choices for column in model._meta.concrete_fields)
    }
    lessons = {label for label in found if label.partition(".")[0] in ROOMS_OF_LESSONS}
    assert found - TOLD - OF_WORK - lessons == set()


@pytest.mark.django_db
def test_everything_held_is_one_workbook_and_taking_it_out_is_accounted_for() -> None:
    student = StudentFactory.create(user=UserFactory.create(**LEAKABLE))
    boss = administrator(student.organization)
    leave_traces(student, boss)
    client = signed_in(boss)
    answer = client.get(reverse("contingent:personal_workbook", args=[student.user_id]))
    book = load_workbook(BytesIO(answer.content))
    text = "\n".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell)
    for value in (*LEAKABLE.values(), *KEYS):
        assert (f"{value:%d.%m.%Y}" if isinstance(value, date) else value) in text
    assert {"Отметки", "Согласия", "Группы", "История отметок", "Изменения имени и контактов"} <= set(book.sheetnames)
    told = [cell for row in book["Сообщили внешние системы"].iter_rows(values_only=True) for cell in row]
    assert LEAKABLE["last_name"] in told
    own = signed_in(student.user).get(reverse("contingent:own_workbook"))
    assert set(book.sheetnames) <= set(load_workbook(BytesIO(own.content)).sheetnames)
    assert plain_cell(book.active, "\x01=HYPERLINK()").data_type == "s"  # what looks like a formula stays text


@pytest.mark.django_db
def test_nothing_of_a_person_forgotten_is_left_anywhere_and_the_marks_stay() -> None:
    student = StudentFactory.create(
        user=UserFactory.create(**LEAKABLE), starts=date(1948, 9, 1), ends=date(1951, 6, 30), outside_id=KEYS[0]
    )
    twin = UserFactory.create(last_name="Щукарёва", first_name="Анна")
    boss = administrator(student.organization)
    mark = leave_traces(student, boss)
    before = dump()
    told = [value.isoformat() if isinstance(value, date) else value for value in LEAKABLE.values()]
    for value in (*told, *KEYS):
        assert value in before, "nothing that could be left behind"
    trace = Trace(boss, NOW, "127.0.0.1")
    with pytest.raises(PersonalRefused, match="не совпадает"):
        forget_person(person=student.user_id, typed="Щукарёв", trace=trace, on=TODAY)
    forget_person(person=student.user_id, typed="щукарёв-тайный  Елпидифор Аввакумович", trace=trace, on=TODAY)
    after = dump()
    for value in (*told, *KEYS):
        assert value not in after, value
    assert Mark.objects.get(pk=mark.pk).grade.code == "5"
    assert Mark.history.filter(id=mark.pk).count() >= 2
    assert AccessRecord.objects.get(action="removed").user_id == boss.pk
    twin.refresh_from_db()
    assert twin.last_name == "Щукарёва"
    gone = User.objects.get(pk=student.user_id)
    assert gone.anonymised_at == NOW
    assert not gone.is_active
    with pytest.raises(PersonalRefused, match="уже обезличены"):
        forget_person(person=gone.pk, typed=gone.full_name, trace=trace, on=TODAY)


@pytest.mark.django_db
@pytest.mark.parametrize(("ends", "words"), [(None, "ещё действует"), (date(1951, 11, 21), "срок")])
def test_nobody_is_forgotten_before_the_time(ends: date | None, words: str) -> None:
    student = StudentFactory.create(starts=date(1948, 9, 1), ends=ends)
    boss = administrator(student.organization)
    with pytest.raises(PersonalRefused, match=words):
        forget_person(person=student.user_id, typed=student.user.full_name, trace=Trace(boss, NOW), on=TODAY)
    client = signed_in(boss)
    page = client.get(reverse("contingent:person_anonymise", args=[student.user_id])).content.decode()
    assert words in page


@pytest.mark.django_db
def test_a_tie_elsewhere_keeps_the_name_too() -> None:
    student = StudentFactory.create(starts=date(1948, 9, 1), ends=date(1951, 6, 30))
    RepresentativeFactory.create(user=student.user)
    boss = administrator(student.organization)
    with pytest.raises(PersonalRefused, match="ещё действует"):
        forget_person(person=student.user_id, typed=student.user.full_name, trace=Trace(boss, NOW), on=TODAY)


@pytest.mark.django_db
def test_the_history_lets_nothing_else_be_emptied() -> None:
    student = StudentFactory.create(user=UserFactory.create(**LEAKABLE))
    leave_traces(student, administrator(student.organization))
    with pytest.raises(Error, match="append-only"), transaction.atomic():
        Mark.history.update(comment="")
    User.objects.filter(pk=student.user_id).update(anonymised_at=NOW)
    with pytest.raises(Error, match="append-only"), transaction.atomic():
        Mark.history.update(comment="", grade=None)
    with pytest.raises(Error, match="append-only"), transaction.atomic():
        Mark.history.update(comment="другое")
    Mark.history.update(comment="")
