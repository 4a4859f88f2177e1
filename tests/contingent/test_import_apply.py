"""Loading a checked workbook as a whole, and undoing it."""

from collections.abc import Callable
from datetime import date, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from contingent.enums import ImportStatus
from contingent.errors import ImportRefused, NotAllowed
from contingent.models import ImportBatch, Membership, Representative, Student, StudyGroup
from contingent.services.people_import import apply_import, discard_import, purge_checks, undo_import
from tests.contingent.workbooks import (
    AUGUST,
    HEAD,
    administrator,
    check,
    student_row,
    students,
    trace,
    workbook,
)
from tests.factories import (
    EmployeeFactory,
    MembershipFactory,
    RepresentativeFactory,
    StudentFactory,
    StudyGroupFactory,
    UserFactory,
)

TABLES = (
    "accounts_user",
    "contingent_student",
    "contingent_studygroup",
    "contingent_membership",
    "contingent_representative",
)


def dump() -> dict[str, list[Any]]:
    """Return every row of the tables that a loading writes."""
    found = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT * FROM {table} ORDER BY id")  # noqa: S608
            found[table] = cursor.fetchall()
    return found


def settled(actor: User) -> Any:
    """Return a student of last year with a mother, in another group."""
    organization = actor.appointments.get().organization
    user = UserFactory(
        last_name="Ёлкин", first_name="Пётр", patronymic="Ильич", email="old@example.org", phone="",
        birth_date=date(2009, 3, 2),
    )  # fmt: skip
    student = StudentFactory(organization=organization, user=user, starts=date(2025, 9, 1))
    group = StudyGroupFactory(organization=organization, name="ИС-10")
    MembershipFactory(student=student, group=group, starts=date(2025, 9, 1))
    mother = UserFactory(
        last_name="Ёлкина", first_name="Анна", patronymic="Петровна", email="anna@example.org", phone=""
    )
    RepresentativeFactory(student=student, user=mother)
    return student


def loaded(actor: User, *rows: list[Any]) -> ImportBatch:
    batch = check(actor, students(*(rows or [student_row()])))
    assert apply_import(batch=batch, trace=trace(actor)) == ImportStatus.APPLIED
    batch.refresh_from_db()
    return batch


@pytest.mark.django_db
def test_people_groups_places_and_ties_are_made() -> None:
    actor = administrator()
    loaded(actor, student_row(), student_row("Ёлкин Павел Ильич", group="7а"))
    first, second = Student.objects.order_by("pk").select_related("user")
    assert (first.user.full_name, first.user.phone, first.user.birth_date) == (
        "Ёлкин Пётр Ильич",
        "+79021112233",
        date(2009, 3, 2),
    )
    assert first.user.username.startswith("elkin")
    assert not first.user.has_usable_password()
    assert list(StudyGroup.objects.order_by("name").values_list("name", "level")) == [("7А", 7), ("ИС-11", 1)]
    assert Membership.objects.get(student=second).group.name == "7А"
    assert Membership.objects.get(student=first).starts == date(2026, 9, 1)
    mother = User.objects.get(last_name="Ёлкина")
    assert set(mother.representations.values_list("student", flat=True)) == {first.pk, second.pk}


@pytest.mark.django_db
def test_a_transfer_closes_the_old_place_the_day_before_and_leaves_history() -> None:
    actor = administrator()
    student = settled(actor)
    loaded(actor)
    old, new = Membership.objects.filter(student=student).order_by("starts")
    assert (old.ends, new.starts, new.ends) == (date(2026, 8, 31), date(2026, 9, 1), None)
    told = Membership.history.filter(id__in=[old.pk, new.pk], history_date=AUGUST).order_by("history_id")
    assert [(row.history_type, row.ends, row.history_user_id, row.history_address) for row in told] == [
        ("~", date(2026, 8, 31), actor.pk, "10.0.0.1"),
        ("+", None, actor.pk, "10.0.0.1"),
    ]


@pytest.mark.django_db
def test_nothing_is_loaded_while_a_row_is_rejected() -> None:
    actor = administrator()
    batch = check(actor, students(student_row(), student_row("Орлов Олег", phone="нет")))
    before = dump()
    with pytest.raises(ImportRefused):
        apply_import(batch=batch, trace=trace(actor))
    assert dump() == before


@pytest.mark.django_db
def test_a_failure_in_the_middle_loads_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    actor = administrator()
    batch = check(actor, students(student_row()))
    before = dump()

    def fail(*_arguments: object, **_options: object) -> None:
        raise OSError

    monkeypatch.setattr(Representative.objects, "bulk_create", fail)
    with pytest.raises(OSError):
        apply_import(batch=batch, trace=trace(actor))
    assert dump() == before
    batch.refresh_from_db()
    assert batch.status == ImportStatus.CHECKED


@pytest.mark.django_db
def test_loading_twice_is_harmless_and_the_same_file_again_leaves_all_alone() -> None:
    actor = administrator()
    batch = loaded(actor)
    after = dump()
    assert apply_import(batch=batch, trace=trace(actor)) == ImportStatus.APPLIED
    assert dump() == after
    again = check(actor, students(student_row()))
    assert (again.counts["same"], again.counts["add"], again.counts["change"]) == (1, 0, 0)


@pytest.mark.django_db
def test_when_the_data_changed_since_the_check_it_is_shown_and_not_loaded() -> None:
    actor = administrator()
    batch = check(actor, students(student_row()))
    settled(actor)
    before = dump()
    assert apply_import(batch=batch, trace=trace(actor)) == ImportStatus.CHECKED
    assert dump() == before
    batch.refresh_from_db()
    assert batch.differences == [{"at": "Список!2", "who": "Ёлкин Пётр Ильич", "before": "add", "after": "change"}]
    assert apply_import(batch=batch, trace=trace(actor)) == ImportStatus.APPLIED


@pytest.mark.django_db
def test_undoing_restores_every_row_exactly() -> None:
    actor = administrator()
    settled(actor)
    before = dump()
    batch = loaded(
        actor, student_row(), student_row("Орлов Олег", born="01.01.2009", email="o@example.org", group="Новая 1")
    )
    assert dump() != before
    assert undo_import(batch=batch, trace=trace(actor)) == []
    assert dump() == before
    assert undo_import(batch=batch, trace=trace(actor)) == []
    with pytest.raises(ImportRefused):
        apply_import(batch=batch, trace=trace(actor))
    types = Membership.history.filter(history_user=actor).order_by("history_id").values_list("history_type", flat=True)
    assert sorted(types) == ["+", "+", "-", "-", "~", "~"]


def sign_in(batch: ImportBatch) -> None:
    User.objects.filter(pk=batch.done["users"][0]).update(last_login=AUGUST)


def give_password(batch: ImportBatch) -> None:
    User.objects.filter(pk=batch.done["users"][0]).update(password="md5$x$y")


def employ(batch: ImportBatch) -> None:
    EmployeeFactory(organization=batch.organization, user_id=batch.done["users"][0])


def join_another_group(batch: ImportBatch) -> None:
    group = StudyGroupFactory(organization=batch.organization, kind="activity")
    MembershipFactory(student_id=batch.done["students"][0], group=group)


def use_the_group(batch: ImportBatch) -> None:
    MembershipFactory(group_id=batch.done["groups"][0], student__organization=batch.organization)


def tie_another_parent(batch: ImportBatch) -> None:
    RepresentativeFactory(student_id=batch.done["students"][0])


def give_a_mark(batch: ImportBatch) -> None:
    from accounts.audit import CREATED, Trace, write_history
    from journal.models import Mark, ScaleGrade
    from tests.factories import LessonFactory, make_work

    lesson = LessonFactory(course__organization=batch.organization)
    work = make_work(lesson)
    grade = ScaleGrade.objects.get(scale=work.scale, code="5")
    mark = Mark(
        work=work,
        student_id=batch.done["students"][0],
        scale=work.scale,
        grade=grade,
        author=lesson.teacher.user,
        updated_at=AUGUST,
    )
    Mark.objects.bulk_create([mark])
    write_history(Trace(actor=lesson.teacher.user, now=AUGUST), [(mark, CREATED, None)])


@pytest.mark.django_db
@pytest.mark.parametrize(
    "depend",
    [sign_in, give_password, employ, join_another_group, use_the_group, tie_another_parent, give_a_mark],
)
def test_what_depends_on_a_loading_stands_in_the_way_of_undoing(depend: Callable[[ImportBatch], None]) -> None:
    actor = administrator()
    batch = loaded(actor)
    depend(batch)
    before = dump()
    found = undo_import(batch=batch, trace=trace(actor))
    assert found
    assert all(obstacle.what and obstacle.many for obstacle in found)
    assert dump() == before
    batch.refresh_from_db()
    assert batch.status == ImportStatus.APPLIED


@pytest.mark.django_db
def test_a_later_change_is_not_overwritten_by_undoing() -> None:
    actor = administrator()
    student = settled(actor)
    batch = loaded(actor)
    User.objects.filter(pk=student.user_id).update(email="mine@example.org")
    assert undo_import(batch=batch, trace=trace(actor))
    student.user.refresh_from_db()
    assert student.user.email == "mine@example.org"


@pytest.mark.django_db
def test_only_administrators_of_the_organisation_load_undo_and_discard() -> None:
    actor, stranger = administrator(), administrator()
    batch = check(actor, students(student_row()))
    for act in (apply_import, undo_import, discard_import):
        with pytest.raises(NotAllowed):
            act(batch=batch, trace=trace(stranger))
    assert not Student.objects.exists()


def held(batch: ImportBatch) -> str:
    """Everything that the row of a batch holds, as text."""
    return repr(ImportBatch.objects.filter(pk=batch.pk).values())


@pytest.mark.django_db
def test_the_rows_of_a_loading_go_after_a_month_and_it_can_no_longer_be_undone() -> None:
    actor = administrator()
    batch = loaded(actor, student_row())
    assert "Ёлкина" in held(batch)
    purge_checks(now=AUGUST + timedelta(days=29))
    assert "Ёлкина" in held(batch)
    purge_checks(now=AUGUST + timedelta(days=31))
    assert not [word for word in ("Ёлкин", "9025554433", "example.org") if word in held(batch)]
    with pytest.raises(ImportRefused, match="слишком давно"):
        undo_import(batch=batch, trace=trace(actor))
    client = Client()
    client.force_login(actor)
    page = client.get(f"/contingent/imports/{batch.pk}/").content.decode()
    assert "больше не хранятся" in page
    assert "Отменить загрузку" not in page
    assert Student.objects.count() == 1


@pytest.mark.django_db
def test_the_rows_go_at_once_with_the_undoing() -> None:
    actor = administrator()
    batch = loaded(actor, student_row())
    assert undo_import(batch=batch, trace=trace(actor)) == []
    assert not [word for word in ("Ёлкин", "9025554433", "example.org") if word in held(batch)]


@pytest.mark.django_db
def test_a_check_can_be_discarded_and_is_purged_after_a_month_a_loading_never() -> None:
    actor = administrator()
    kept = loaded(actor)
    check(actor, students(student_row(email="x@example.org")))
    assert purge_checks(now=AUGUST + timedelta(days=29)) == 0
    assert purge_checks(now=AUGUST + timedelta(days=31)) == 1
    discard_import(batch=check(actor, students(student_row())), trace=trace(actor))
    assert list(ImportBatch.objects.all()) == [kept]
    with pytest.raises(ImportRefused):
        discard_import(batch=kept, trace=trace(actor))


@pytest.mark.django_db
@pytest.mark.parametrize("many", [10, 300])
def test_queries_of_loading_and_undoing_do_not_grow_with_the_rows(
    many: int, django_assert_max_num_queries: Any
) -> None:
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
    batch = check(actor, students(*rows))
    with django_assert_max_num_queries(40):
        apply_import(batch=batch, trace=trace(actor))
    assert Student.objects.count() == many
    with django_assert_max_num_queries(160):
        assert undo_import(batch=batch, trace=trace(actor)) == []
    assert not Student.objects.exists()


NAMES = st.sampled_from(["Ёлкин Пётр Ильич", "Орлов Олег", "Ким Ева Юрьевна", "Ёлкин Павел Ильич", "Орлова П.", ""])
ROWS = st.lists(
    st.builds(
        student_row,
        name=NAMES,
        born=st.sampled_from(["02.03.2009", "01.01.2008", "", "31.02.2008"]),
        group=st.sampled_from(["ИС-10", "ис 11", "ИС-12", ""]),
        email=st.sampled_from(["elkin@example.org", "old@example.org", "x@example.org", "нет"]),
        mother=st.sampled_from(["Ёлкина Анна Петровна", "Ким Инна", ""]),
        mother_phone=st.sampled_from(["89025554433", "89020001122"]),
    ),
    min_size=1,
    max_size=6,
)


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS)
def test_what_the_check_shows_is_what_the_loading_does(rows: list[list[Any]], django_db_blocker: Any) -> None:
    from django.db import transaction

    with transaction.atomic():
        actor = administrator()
        settled(actor)
        before = dump()
        made = {"students": Student, "groups": StudyGroup, "places": Membership, "links": Representative, "users": User}
        had = {name: model.objects.count() for name, model in made.items()}
        batch = check(actor, students(*rows))
        counts = batch.counts
        assert counts["rows"] == counts["add"] + counts["change"] + counts["same"] + counts["rejected"]
        if counts["rejected"] or not counts["add"] + counts["change"]:
            with pytest.raises(ImportRefused):
                apply_import(batch=batch, trace=trace(actor))
            assert dump() == before
        else:
            apply_import(batch=batch, trace=trace(actor))
            now = {name: model.objects.count() - had[name] for name, model in made.items()}
            assert now == {
                "students": counts["add"],
                "groups": counts["groups"],
                "places": counts["places"],
                "links": counts["links"],
                "users": counts["add"] + counts["representatives"],
            }
            again = check(actor, students(*rows))
            assert again.counts["same"] == counts["rows"], again.plan
            batch.refresh_from_db()
            assert undo_import(batch=batch, trace=trace(actor)) == []
            assert dump() == before
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_two_administrators_loading_at_once_load_once() -> None:
    actor = administrator()
    other = administrator(actor.appointments.get().organization)
    batch = check(actor, students(*[student_row(f"Ёлкин Пётр{'а' * n}", email=f"e{n}@example.org") for n in range(20)]))
    start, results = Barrier(2), []

    def run(who: User) -> None:
        start.wait()
        try:
            results.append(apply_import(batch=batch, trace=trace(who)))
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(who,)) for who in (actor, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [ImportStatus.APPLIED] * 2
    assert Student.objects.count() == 20
    assert Membership.objects.count() == 20


@pytest.mark.django_db
def test_two_workbooks_of_the_same_people_do_not_double_them() -> None:
    actor = administrator()
    first = check(actor, workbook(("Список", [HEAD, student_row()])))
    second = check(actor, workbook(("Список", [HEAD, student_row()])))
    assert apply_import(batch=first, trace=trace(actor)) == ImportStatus.APPLIED
    assert apply_import(batch=second, trace=trace(actor)) == ImportStatus.CHECKED
    assert Student.objects.count() == 1
