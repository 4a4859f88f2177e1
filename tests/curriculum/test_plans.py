"""Curricula: edits kept whole or refused whole, checks, versions, groups, students' own plans, Excel both ways."""

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from accounts.audit import Trace
from accounts.enums import Role
from accounts.holdings import Forgotten
from accounts.models import User
from contingent.sheets.workbook import read_workbook
from curriculum.enums import ControlKind, CurriculumKind, HoursKind, ItemKind, Level, PlanKind, TeachingForm
from curriculum.errors import PlanChanged, PlanRefused
from curriculum.layouts import read_layout
from curriculum.models import (
    ControlForm,
    CourseItem,
    Curriculum,
    CurriculumBinding,
    CurriculumHours,
    CurriculumItem,
    IndividualPlan,
    PlanDifference,
    PreparationAction,
    Subject,
)
from curriculum.paper import words as paper_words
from curriculum.paper.excel import as_workbook
from curriculum.paper.pdf import as_pdf
from curriculum.paper.table import forms_of, paper_of
from curriculum.personal import erase_orders, plan_rows
from curriculum.plan_access import stamp
from curriculum.plan_checks import find_problems
from curriculum.plan_rows import semesters, understand
from curriculum.plan_sheet import Row, Rules, Sheet, Term
from curriculum.queries.plans.page import editor_config
from curriculum.queries.plans.sheet import read_sheet
from curriculum.samples_plans import sample
from curriculum.services.plans.bindings import bind_groups, unbind_group
from curriculum.services.plans.edits import EditsRefused, save_edits
from curriculum.services.plans.individual import OwnTold, give_individual, set_differences
from curriculum.services.plans.loading import load_plan, undo_import
from curriculum.services.plans.making import NewPlan, copy_curriculum, create_curriculum
from curriculum.services.plans.states import approve, archive, delete_draft, take_approval_back
from tests.factories import (
    NOW,
    TODAY,
    AppointmentFactory,
    CourseFactory,
    CuratorshipFactory,
    MembershipFactory,
    StudyGroupFactory,
    SubjectFactory,
)

pytestmark = pytest.mark.django_db
COLLEGE = NewPlan(
    CurriculumKind.COLLEGE, Level.VOCATIONAL, TeachingForm.FULL_TIME, "15.01.05", "Сварщик", "", 2026, terms=2
)


@pytest.fixture
def trace() -> Trace:
    """Whoever writes the curricula of an organisation that has its control forms."""
    appointment = AppointmentFactory(role=Role.DEPUTY)
    for place, (kind, name, short) in enumerate(
        (
            (ControlKind.CREDIT, "Зачёт", "З"), (ControlKind.GRADED_CREDIT, "Дифференцированный зачёт", "ДЗ"),
            (ControlKind.EXAM, "Экзамен", "Э"), (ControlKind.COMPLEX_EXAM, "Комплексный экзамен", "Эк"),
            (ControlKind.MODULE_EXAM, "Экзамен по модулю", "Эм"), (ControlKind.COURSE_WORK, "Курсовая работа", "КР"),
        )
    ):  # fmt: skip
        ControlForm.objects.create(
            organization=appointment.organization, kind=kind, name=name, short_name=short, position=place
        )
    return Trace(appointment.user, NOW)


@pytest.fixture
def plan(trace: Trace) -> Curriculum:
    """An empty draft of two semesters."""
    organization = trace.actor.appointments.get().organization  # type: ignore[attr-defined]
    return create_curriculum(organization=organization, told=COLLEGE, trace=trace)


def form(plan: Curriculum, short: str) -> int:
    return ControlForm.objects.get(organization=plan.organization, short_name=short).pk


def fill(plan: Curriculum, trace: Trace) -> dict[str, int]:
    """Put a module with its parts into the plan; return its rows by key."""
    first, second = plan.terms.order_by("number").values_list("pk", flat=True)
    exam = form(plan, "Эк")
    return save(
        plan, trace,
        added=[
            {"key": "n1", "kind": "cycle", "code": "П", "name": "Профессиональный цикл"},
            {"key": "n2", "kind": "module", "code": "ПМ.01", "name": "Сварка"},
            {"key": "n3", "kind": "module_course", "code": "МДК.01.01", "name": "Технология сварки"},
            {"key": "n4", "kind": "module_course", "code": "МДК.01.02", "name": "Контроль соединений"},
            {"key": "n5", "kind": "study_practice", "code": "УП.01", "name": "Учебная практика", "optional": True},
            {"key": "n6", "kind": "module_exam", "code": "ПМ.01.ЭК", "name": "Экзамен по модулю"},
        ],
        tree=[["n1", None], ["n2", "n1"], ["n3", "n2"], ["n4", "n2"], ["n5", "n2"], ["n6", "n2"]],
        hours=[
            ["n3", first, "theory", "300,5"], ["n4", second, "practice", "400"], ["n3", second, "theory", "100"],
            ["n5", first, "practice", "72"], ["n6", second, "attestation", "6"],
        ],
        controls=[
            ["n3", second, [[exam, 1]]], ["n4", second, [[exam, 1]]], ["n5", first, [[form(plan, "ДЗ"), None]]],
            ["n6", second, [[form(plan, "Эм"), None]]],
        ],
    )  # fmt: skip


def save(plan: Curriculum, trace: Trace, **edits: Any) -> dict[str, int]:
    plan.refresh_from_db()
    later = Trace(trace.actor, max(trace.now, plan.changed_at) + timedelta(seconds=1))
    return save_edits(plan=plan, seen=stamp(plan), edits=edits, trace=later)


def codes(plan: Curriculum) -> set[str]:
    return {problem.code for problem in find_problems(read_sheet(plan))}


def ready(plan: Curriculum, trace: Trace) -> Curriculum:
    plan.refresh_from_db()
    approve(plan=plan, order="№ 1", approved_on=TODAY, seen=stamp(plan), trace=trace)
    plan.refresh_from_db()
    return plan


def test_a_batch_is_kept_whole_or_refused_whole(plan: Curriculum, trace: Trace) -> None:
    made = fill(plan, trace)
    sheet = read_sheet(plan)
    assert [(row.code, row.depth) for row in sheet.rows] == [
        ("П", 0), ("ПМ.01", 1), ("МДК.01.01", 2), ("МДК.01.02", 2), ("УП.01", 2), ("ПМ.01.ЭК", 2),
    ]  # fmt: skip
    assert sheet.total() == Decimal("878.5")
    assert sheet.of_row(sheet.rows[0]) == sheet.total()
    term = sheet.terms[0].id
    with pytest.raises(EditsRefused) as refused:
        save(plan, trace, hours=[[made["n4"], term, "theory", "12"], [made["n3"], term, "theory", "много"]])
    assert [(one.row, one.term, one.kind) for one in refused.value.refusals] == [(made["n3"], term, "theory")]
    assert not CurriculumHours.objects.filter(item=made["n4"], term=term).exists()
    # Codes change places in one batch; a code twice is refused beside its row.
    save(plan, trace, changed=[[made["n3"], {"code": "МДК.01.02"}], [made["n4"], {"code": "МДК.01.01"}]])
    with pytest.raises(EditsRefused, match="МДК"):
        save(plan, trace, changed=[[made["n3"], {"code": "МДК.01.01"}]])
    save(plan, trace, deleted=[made["n2"]])
    assert list(plan.items.values_list("code", flat=True)) == ["П"]


def test_a_closed_subject_stays_where_it_is_and_is_not_chosen_anew(plan: Curriculum, trace: Trace) -> None:
    row = fill(plan, trace)["n3"]
    gone = SubjectFactory(organization=plan.organization, name="Черчение", short_name="Черчение", closed_on=TODAY)
    with pytest.raises(EditsRefused):
        save(plan, trace, changed=[[row, {"subject": gone.pk}]])
    assert editor_config(plan)["subjects"] == []
    plan.items.filter(pk=row).update(subject=gone)
    save(plan, trace, changed=[[row, {"subject": gone.pk}]])
    (told,) = editor_config(plan)["subjects"]
    assert (told["name"], told["closed"]) == ("Черчение (не используется)", True)


def test_an_older_editor_is_told_who_saved(plan: Curriculum, trace: Trace) -> None:
    seen = stamp(plan)
    fill(plan, trace)
    with pytest.raises(PlanChanged, match=trace.actor.short_name):
        save_edits(plan=plan, seen=seen, edits={}, trace=trace)


def test_everything_that_does_not_add_up_is_found(plan: Curriculum, trace: Trace) -> None:
    made = fill(plan, trace)
    assert codes(plan) == {"subject"}
    first, second = plan.terms.order_by("number").values_list("pk", flat=True)
    Curriculum.objects.filter(pk=plan.pk).update(total_hours=900, year_exams=1)
    plan.refresh_from_db()
    save(
        plan, trace,
        hours=[[made["n3"], first, "theory", "700"], [made["n5"], first, "practice", ""]],
        controls=[[made["n4"], second, []]], terms=[[second, {"weeks": "0", "week_hours": None}]],
        deleted=[made["n6"]],
    )  # fmt: skip
    assert codes(plan) == {"subject", "total", "week", "weeks", "hours", "control", "control_hours", "complex",
                           "module_exam"}  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.integers(0, 2), st.sampled_from(list(HoursKind)), st.integers(1, 400)),
        max_size=30,
    )
)
def test_totals_add_up_whatever_is_typed(cells: list[tuple[int, int, HoursKind, int]]) -> None:
    rules = Rules(CurriculumKind.COLLEGE, 36, 8, 10, None)
    terms = [Term(n, n + 1, 1, Decimal(17), None, 36) for n in range(3)]
    holder = Row(10, ItemKind.CYCLE, "П", "Цикл", None, None, False)
    rows = [Row(n, ItemKind.DISCIPLINE, f"ОП.{n}", "", 10, None, False, depth=1) for n in range(4)]
    for row, term, kind, hours in cells:
        rows[row].hours[term, kind] = Decimal(hours)
    sheet = Sheet(rules, terms, [holder, *rows])
    assert sheet.total() == sum(sheet.of_term(term) for term in terms) == sheet.of_row(holder)
    assert sheet.total() == sum(sheet.of_row(row) for row in rows)
    over = {problem.term for problem in find_problems(sheet) if problem.code == "week"}
    assert over == {term.id for term in terms if sheet.of_term(term) > 17 * 36}


def test_versions_approval_and_archive(plan: Curriculum, trace: Trace) -> None:
    fill(plan, trace)
    ready(plan, trace)
    with pytest.raises(PlanRefused):
        save(plan, trace, deleted=[])
    copy = copy_curriculum(source=plan, intake_year=2026, trace=trace)
    assert (copy.version, copy.state) == (2, "draft")
    old, new = read_sheet(plan), read_sheet(copy)
    assert [(r.code, r.depth, list(r.hours.values()), len(r.controls)) for r in old.rows] == [
        (r.code, r.depth, list(r.hours.values()), len(r.controls)) for r in new.rows
    ]
    with pytest.raises(PlanRefused):
        delete_draft(plan=plan, trace=trace)
    delete_draft(plan=copy, trace=trace)
    take_approval_back(plan=plan, trace=trace)
    plan.refresh_from_db()
    assert (plan.state, plan.approved_on) == ("draft", None)


def test_a_group_follows_one_plan_on_a_day_and_its_pages_go_along(plan: Curriculum, trace: Trace) -> None:
    made = fill(plan, trace)
    course = CourseFactory(organization=plan.organization)
    CurriculumItem.objects.filter(pk=made["n3"]).update(subject=course.subject)
    ready(plan, trace)
    group = course.study_group
    bind_groups(plan=plan, groups=[group.pk], starts=date(2026, 9, 1), trace=trace)
    page = CourseItem.objects.create(course=course, item_id=made["n3"], home_group=group, study_year=1)
    with pytest.raises(PlanRefused):
        archive(plan=plan, trace=trace)
    newer = ready(copy_curriculum(source=plan, intake_year=2026, trace=trace), trace)
    bound = bind_groups(plan=newer, groups=[group.pk], starts=date(2026, 12, 1), trace=trace)
    assert (bound.groups, bound.pages, bound.left) == (1, 1, 0)
    page.refresh_from_db()
    assert page.item.curriculum == newer
    rows = CurriculumBinding.objects.filter(group=group).order_by("starts")
    assert [(row.curriculum, row.starts, row.ends) for row in rows] == [
        (plan, date(2026, 9, 1), date(2026, 11, 30)), (newer, date(2026, 12, 1), None),
    ]  # fmt: skip
    assert CurriculumBinding.history.filter(group=group).count() == 3  # type: ignore[attr-defined]
    with pytest.raises(PlanRefused, match=group.name):
        bind_groups(plan=plan, groups=[group.pk], starts=date(2026, 10, 1), trace=trace)
    unbind_group(binding=rows[1], trace=trace)
    assert CurriculumBinding.objects.get(pk=rows[1].pk).ends == date(2026, 11, 30)


def test_a_students_plan_keeps_only_what_differs(plan: Curriculum, trace: Trace) -> None:
    made = fill(plan, trace)
    ready(plan, trace)
    student = MembershipFactory(group=StudyGroupFactory(organization=plan.organization)).student
    told = OwnTold(PlanKind.INDIVIDUAL, "№ 3", TODAY, None)
    own = give_individual(student=student.pk, curriculum=plan, told=told, trace=trace)
    term = plan.terms.order_by("number")[0].pk
    typed = {
        f"h-{made['n3']}-{term}-theory": "300,5", f"h-{made['n5']}-{term}-practice": "0",
        f"f-{made['n5']}-{term}": str(form(plan, "З")), "h-0-0-theory": "5",
    }  # fmt: skip
    assert set_differences(plan=own, year=1, told=typed, trace=trace) == 2
    kept = PlanDifference.objects.filter(plan=own).order_by("kind").values_list("item", "kind", "hours", "form")
    assert list(kept) == [(made["n5"], "", None, form(plan, "З")), (made["n5"], "practice", Decimal(0), None)]
    with pytest.raises(PlanRefused):
        give_individual(student=student.pk, curriculum=plan, told=told, trace=trace)
    curator = CuratorshipFactory(group=student.memberships.get().group).employee.user
    link = reverse("curriculum:individual_plan", args=[own.pk])
    for reader, is_told in ((trace.actor, True), (curator, False)):
        client = Client()
        client.force_login(reader)
        card = client.get(reverse("contingent:person", args=[student.user_id]))
        assert card.status_code == 200
        assert (link in card.content.decode()) is is_told


def test_the_words_of_an_order_are_forgotten_with_the_person(plan: Curriculum, trace: Trace) -> None:
    ready(plan, trace)
    student = MembershipFactory(group=StudyGroupFactory(organization=plan.organization)).student
    told = OwnTold(PlanKind.ADAPTED, f"О переводе {student.user.full_name}", TODAY, None)
    own = give_individual(student=student.pk, curriculum=plan, told=told, trace=trace)
    assert [row[-1] for row in plan_rows(student.user, [plan.organization_id])] == [told.order]
    User.objects.filter(pk=student.user_id).update(anonymised_at=NOW)
    erase_orders(Forgotten(student.user, (), ()), trace)
    assert not IndividualPlan.history.filter(id=own.pk).exclude(order="").exists()  # type: ignore[attr-defined]
    assert IndividualPlan.objects.get(pk=own.pk).order == ""


def read_back(plan: Curriculum, file: bytes, layout: str = "college") -> Any:
    forms = forms_of(plan.organization_id)
    found = read_layout(read_workbook(BytesIO(file)), layout, forms)
    assert found is not None
    kind = CurriculumKind(plan.kind) if layout == "college" else CurriculumKind.SCHOOL
    names = {short.lower(): item for item, short in paper_words.ROWS.items()}
    return found, understand(found, found.columns, kind, forms, names)


def test_what_goes_out_to_excel_comes_back_the_same(plan: Curriculum, trace: Trace) -> None:
    fill(plan, trace)
    layout, rows = read_back(plan, as_workbook(paper_of(plan)))
    assert not [row.reasons for row in rows if row.reasons]
    weeks = {column.term: Decimal(column.weeks) for column in layout.columns if column.weeks}
    later = Trace(trace.actor, NOW + timedelta(hours=1))
    loaded = load_plan(
        organization=plan.organization, told=COLLEGE, rows=rows, weeks=weeks, file="план.xlsx", trace=later
    )
    before, after = read_sheet(plan), read_sheet(loaded)

    def content(sheet: Sheet) -> list[Any]:
        numbers = {term.id: term.number for term in sheet.terms}
        return [
            (
                row.kind, row.code, row.name, row.depth, row.is_optional,
                {(numbers[term], kind): hours for (term, kind), hours in row.hours.items()},
                sorted((numbers[one.term], one.short, one.together) for one in row.controls),
            )
            for row in sheet.rows
        ]  # fmt: skip

    assert content(before) == content(after)
    assert [term.weeks for term in before.terms] == [term.weeks for term in after.terms]
    # Each row got its subject, made with the loading; undoing takes the plan and the subjects back.
    assert "subject" not in codes(loaded)
    action = PreparationAction.objects.get()
    assert Subject.objects.filter(pk__in=action.made["subjects"]).count() == 3
    undo_import(action=action, trace=later)
    assert not Curriculum.objects.filter(pk=loaded.pk).exists()
    assert not Subject.objects.filter(pk__in=action.made["subjects"]).exists()


def test_the_samples_are_understood_and_what_is_wrong_has_its_address(plan: Curriculum) -> None:
    layout, rows = read_back(plan, sample("college"))
    by_code = {row.code: row for row in rows}
    assert not [row.reasons for row in rows if row.reasons]
    assert [row.kind for row in rows][:2] == [ItemKind.CYCLE, ItemKind.DISCIPLINE]
    assert by_code["ПМ.01"].kind == ItemKind.MODULE
    assert by_code["МДК.01.01"].hours == {
        (1, "theory"): 40,
        (1, "practice"): 28,
        (2, "theory"): 50,
        (2, "practice"): 30,
    }
    assert by_code["МДК.01.01"].controls == [(2, form(plan, "Э"), 1), (2, form(plan, "КР"), None)]
    assert by_code["ПМ.01.ЭК"].controls == [(2, form(plan, "Эм"), None)]
    assert {column.term: column.weeks for column in layout.columns if column.weeks} == {1: "17", 2: "24"}
    book = load_workbook(BytesIO(sample("college")))
    page: Any = book.active
    page["I8"] = "много"
    page["C9"] = "7"
    page["A10"] = "ОУД.01"
    spoiled = BytesIO()
    book.save(spoiled)
    _layout, rows = read_back(plan, spoiled.getvalue())
    wrong = [(row.at, any("I8" in reason or "C9" in reason for reason in row.reasons)) for row in rows if row.reasons]
    assert wrong == [("План!8", True), ("План!9", True), ("План!10", False)]


def test_a_schools_table_is_understood(plan: Curriculum) -> None:
    _layout, rows = read_back(plan, sample("school"), "school")
    assert not [row.reasons for row in rows if row.reasons]
    assert [row.name for row in rows if row.kind == ItemKind.PART] == [
        "Обязательная часть", "Часть, формируемая участниками образовательных отношений",
    ]  # fmt: skip
    algebra = next(row for row in rows if row.name == "Алгебра")
    assert algebra.hours == {(7, "theory"): 3, (8, "theory"): 3, (9, "theory"): 3}
    assert algebra.depth == 2


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("4", [(4, None)]), ("24", [(2, None), (4, None)]), ("2,4", [(2, None), (4, None)]),
        ("1-3", [(1, None), (2, None), (3, None)]), ("6к1", [(6, 1)]), ("10", [(1, None), (0, None)]),
    ],
)  # fmt: skip
def test_semesters_of_control_forms(text: str, found: list[tuple[int, int | None]]) -> None:
    assert semesters(text, 8) == found


def test_the_pdf_is_made(plan: Curriculum, trace: Trace) -> None:
    fill(plan, trace)
    CurriculumItem.objects.filter(curriculum=plan, code="МДК.01.01").update(name='#panic("x") *жирный* $')
    assert as_pdf(paper_of(plan)).startswith(b"%PDF")


def test_the_list_asks_a_bounded_number_of_times(
    client: Client, plan: Curriculum, trace: Trace, django_assert_max_num_queries: Any
) -> None:
    fill(plan, trace)
    client.force_login(trace.actor)
    client.get("/plans/")
    for _turn in range(3):
        copy_curriculum(source=plan, intake_year=2027 + _turn, trace=trace)
    with django_assert_max_num_queries(22):
        assert client.get("/plans/").content.decode().count("Сварщик") == 4


def test_a_workbook_is_read_mapped_and_loaded_through_the_pages(client: Client, plan: Curriculum, trace: Trace) -> None:
    client.force_login(trace.actor)
    file = BytesIO(sample("college"))
    file.name = "план.xlsx"
    shown = client.post("/plans/import/", {"organization": plan.organization_id, "layout": "college", "file": file})
    assert shown.status_code == 200
    told = {"told": shown.context["told"], "load": "1"}
    for column in shown.context["read"].layout.columns:
        told |= {f"role-{column.place}": column.role, f"term-{column.place}": column.term or ""}
    told |= {name: value for name, value in shown.context["form"].initial.items() if value is not None}
    answer = client.post("/plans/import/", told)
    made = Curriculum.objects.get(intake_year=2027)
    assert answer["Location"] == f"/plans/{made.pk}/"
    assert (made.code, made.terms.count(), made.items.count()) == ("09.02.07", 2, 13)
    client.post(f"/plans/import/{PreparationAction.objects.get().pk}/undo/")
    assert not Curriculum.objects.filter(pk=made.pk).exists()
