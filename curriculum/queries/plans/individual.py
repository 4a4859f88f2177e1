"""Students' own plans: whose, of which kind, and what differs from the group's curriculum (R37, R44)."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Count, OuterRef, Subquery

from accounts.access import readable_organizations
from accounts.models import User
from common.dated import holds_on
from common.sql import sort_key
from contingent.enums import GroupKind
from contingent.models import Membership, Student
from curriculum.enums import HoursKind, PlanKind
from curriculum.models import ControlForm, Curriculum, CurriculumBinding, IndividualPlan, PlanDifference
from curriculum.plan_access import visible_curricula, visible_individual_plans
from curriculum.plan_sheet import Row, Term, number
from curriculum.queries.plans.sheet import read_sheet
from curriculum.words_plans import kind_short

FOUND = 20


@dataclass(frozen=True, slots=True)
class IndividualLine:
    """A student's own plan in the list."""

    id: int
    student: str
    group: str
    kind: str
    curriculum: str
    order: str
    starts: date
    ends: date | None
    is_on: bool
    differences: int


@dataclass(frozen=True, slots=True)
class StudentChoice:
    """A student who may be given a plan of their own, with the curriculum of their group."""

    id: int
    name: str
    group: str
    curriculum: int | None


@dataclass(slots=True)
class OwnCell:
    """Hours of a kind in a term: the group's, and the student's own when they differ."""

    name: str
    kind: HoursKind
    short: str
    group: str
    own: str
    is_wrong: bool = False


@dataclass(slots=True)
class OwnTerm:
    """A row in a term: hours by kind, and the control form."""

    term: int
    title: int
    cells: list[OwnCell] = field(default_factory=list)
    control: str = ""
    forms: list[tuple[int, str, bool]] = field(default_factory=list)
    control_name: str = ""


@dataclass(slots=True)
class OwnRow:
    """A row of the group's curriculum with what is the student's own."""

    id: int
    name: str
    is_holder: bool
    depth: int
    terms: list[OwnTerm]
    is_different: bool = False


def list_individual(user: User, on: date, state: str, text: str) -> list[IndividualLine]:
    """Return the plans of the day and to come, or those that ended."""
    home = Membership.objects.filter(holds_on(on), student=OuterRef("student"), group_kind=GroupKind.HOME)
    rows = visible_individual_plans(user, on).select_related("student__user", "curriculum")
    rows = rows.annotate(group_name=Subquery(home.values("group__name")[:1]), many=Count("differences"))
    words = sort_key(text).split()[:6]
    for word in words:
        rows = rows.filter(student__user__sort_key__contains=word)
    rows = rows.filter(ends__lt=on) if state == "ended" else rows.exclude(ends__lt=on)
    return [
        IndividualLine(
            row.pk, row.student.user.full_name, row.group_name or "", str(PlanKind(row.kind).label),
            str(row.curriculum), row.order, row.starts, row.ends, row.starts <= on, row.many,
        )
        for row in rows.order_by("student__user__sort_key", "starts")[:300]
    ]  # fmt: skip


def find_students(user: User, on: date, text: str, pk: int | None = None) -> list[StudentChoice]:
    """Return the first students of the day whose names hold every word; with `pk` that one alone."""
    rows = Student.objects.filter(holds_on(on), organization__in=readable_organizations(user, on))
    rows = rows.filter(pk=pk) if pk is not None else rows
    for word in sort_key(text).split()[:6]:
        rows = rows.filter(user__sort_key__contains=word)
    home = Membership.objects.filter(holds_on(on), student=OuterRef("pk"), group_kind=GroupKind.HOME)
    plan = CurriculumBinding.objects.filter(
        holds_on(on), group=OuterRef("home"), kind__in=("college", "school")
    )  # fmt: skip
    rows = rows.annotate(home=Subquery(home.values("group")[:1]), home_name=Subquery(home.values("group__name")[:1]))
    rows = rows.annotate(plan=Subquery(plan.values("curriculum")[:1])).select_related("user")
    return [
        StudentChoice(row.pk, row.user.full_name, row.home_name or "", row.plan)
        for row in rows.order_by("user__sort_key", "pk")[:FOUND]
    ]


def find_individual(user: User, on: date, pk: int) -> IndividualPlan | None:
    """Return a student's own plan the user sees."""
    rows = visible_individual_plans(user, on)
    return (
        rows.select_related("student__user", "student__organization", "curriculum__organization").filter(pk=pk).first()
    )


def home_group(plan: IndividualPlan, on: date) -> str:
    """Return the student's group of the day."""
    rows = Membership.objects.filter(holds_on(on), student=plan.student_id, group_kind=GroupKind.HOME)
    return rows.values_list("group__name", flat=True).first() or ""


def curriculum_of(user: User, on: date, pk: int) -> Curriculum | None:
    """Return the curriculum a new plan is to differ from."""
    return visible_curricula(user, on).filter(pk=pk).first()


def years_of(plan: IndividualPlan) -> list[int]:
    """Return the years of study of the plan's curriculum."""
    return sorted(set(plan.curriculum.terms.values_list("study_year", flat=True)))


def level_of(plan: IndividualPlan, on: date) -> int | None:
    """Return the student's year of study on the day."""
    rows = Membership.objects.filter(holds_on(on), student=plan.student_id, group_kind=GroupKind.HOME)
    return rows.values_list("group__level", flat=True).first()


def own_rows(plan: IndividualPlan, year: int) -> list[OwnRow]:
    """Return the rows of a year of study: the group's hours and forms, the student's own beside them."""
    sheet = read_sheet(plan.curriculum)
    terms = [term for term in sheet.terms if term.study_year == year]
    own = {
        (row.item_id, row.term_id, row.kind): row
        for row in PlanDifference.objects.filter(plan=plan).select_related("form")
    }
    forms = list(
        ControlForm.objects.filter(organization=plan.curriculum.organization_id).order_by("position", "name")
    )  # fmt: skip
    kinds = sheet.kinds()
    found = []
    for row in sheet.rows:
        made = OwnRow(row.id, row.called, row.is_holder, row.depth, [])
        if not row.is_holder:
            made.terms = [_own_term(row, term, kinds, own, forms) for term in terms]
            made.is_different = any((row.id, term.id, kind) in own for term in terms for kind in (*kinds, ""))
            if not any(row.in_term(term.id) for term in terms) and not made.is_different and not row_is_spare(row):
                continue
        found.append(made)
    return [row for at, row in enumerate(found) if not row.is_holder or _leads(found, at)]


def row_is_spare(row: Row) -> bool:
    """Whether nobody has hours in the row: a subject of a student's own."""
    return not row.hours


def _leads(rows: list[OwnRow], at: int) -> bool:
    """Whether a row that holds others has any of them shown."""
    for other in rows[at + 1 :]:
        if other.depth <= rows[at].depth:
            return False
        if not other.is_holder:
            return True
    return False


def _own_term(
    row: Row, term: Term, kinds: list[HoursKind], own: dict[tuple[int, int, str], PlanDifference],
    forms: list[ControlForm],
) -> OwnTerm:  # fmt: skip
    made = OwnTerm(term.id, term.number)
    for kind in kinds:
        hours = row.hours.get((term.id, kind), Decimal(0))
        told = own.get((row.id, term.id, kind))
        if hours or told or row_is_spare(row):
            different = "" if told is None or told.hours is None else number(told.hours)
            name = f"h-{row.id}-{term.id}-{kind}"
            made.cells.append(OwnCell(name, kind, kind_short(kind, False), number(hours), different))
    made.control = ", ".join(control.short for control in row.controls if control.term == term.id)
    chosen = own.get((row.id, term.id, ""))
    if made.cells:
        made.control_name = f"f-{row.id}-{term.id}"
        made.forms = [(form.pk, form.name, chosen is not None and chosen.form_id == form.pk) for form in forms]
    return made
