"""Steps of the preparation that are about people: staff, contingent, groups, the curators' check."""

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from common.dated import holds_on
from contingent.enums import CheckState, GroupKind
from contingent.models import Curatorship, Employee, Membership, Student
from contingent.queries.groups.checks import with_check_state
from curriculum.models import Course, CourseItem, IndividualPlan
from curriculum.preparation_steps import (
    BY_PLANS,
    BY_REFERENCES,
    COLLEGE,
    REFERENCES,
    Found,
    Lacking,
    LackingRow,
    Step,
    YearAsked,
    absent,
    address,
    found,
    homes,
    listed,
    page,
    register,
)

NO_CONTACTS = Q(user__email="") | Q(user__phone="")


def look_at_staff(asked: YearAsked) -> Found:
    rows = Employee.objects.filter(holds_on(asked.on), organization=asked.organization)
    counts = rows.aggregate(all=Count("pk"), silent=Count("pk", filter=NO_CONTACTS))
    page = "contingent:staff"
    return found(
        counts["all"],
        absent("none", gettext("nobody on the staff"), not counts["all"], address(page)),
        Lacking("contacts", gettext("employees without an e-mail or phone"), counts["silent"],
                address(page, lacks="contacts")),
    )  # fmt: skip


def look_at_contingent(asked: YearAsked) -> Found:
    """Every student is in a home group and has contacts; individual plans have their orders (R22, R37)."""
    home = Membership.objects.filter(holds_on(asked.on), student=OuterRef("pk"), group_kind=GroupKind.HOME)
    students = Student.objects.filter(holds_on(asked.on), organization=asked.organization)
    counts = students.annotate(housed=Exists(home)).aggregate(
        all=Count("pk"), homeless=Count("pk", filter=Q(housed=False)), silent=Count("pk", filter=NO_CONTACTS)
    )
    plans = IndividualPlan.objects.filter(
        holds_on(asked.on), student__organization=asked.organization, order=""
    ).values_list("student__user", "student__user__last_name", "student__user__first_name")
    rows = [LackingRow(f"{last} {first}", address("contingent:person", user)) for user, last, first in plans]
    page = "contingent:students"
    return found(
        counts["all"],
        absent("none", gettext("no students"), not counts["all"], address(page)),
        Lacking("group", gettext("students without a group"), counts["homeless"], address(page, lacks="group")),
        Lacking("contacts", gettext("students without an e-mail or phone"), counts["silent"],
                address(page, lacks="contacts")),
        listed("order", gettext("individual plans without an order"), rows),
    )  # fmt: skip


def look_at_groups(asked: YearAsked) -> Found:
    """Home groups have students, a curator and the courses of their curricula (R11, R45)."""
    inside = Membership.objects.filter(holds_on(asked.on), group=OuterRef("pk"))
    curator = Curatorship.objects.filter(holds_on(asked.on), group=OuterRef("pk"))
    courses = Course.objects.filter(academic_year=asked.year, study_group=OuterRef("pk"))
    parts = CourseItem.objects.filter(course__academic_year=asked.year, home_group=OuterRef("pk"))
    rows: list[Any] = list(
        homes(asked)
        .annotate(inside=Exists(inside), curator=Exists(curator), taught=Exists(courses) | Exists(parts))
        .values_list("pk", "name", "inside", "curator", "taught")
    )
    year = {"org": asked.organization.pk, "year": asked.year.pk}
    bare = [
        LackingRow(name, address("curriculum:courses_group", pk, **year))
        for pk, name, *_more, taught in rows
        if not taught
    ]
    page = "contingent:groups"
    return found(
        len(rows),
        absent("none", gettext("no groups"), not rows, address(page)),
        Lacking("students", gettext("groups with nobody in them"), sum(not row[2] for row in rows),
                address(page, kind="home", lacks="nobody")),
        Lacking("curator", gettext("groups without a curator"), sum(not row[3] for row in rows),
                address(page, kind="home", lacks="curator")),
        listed("courses", gettext("groups without courses"), bare),
    )  # fmt: skip


def look_at_checks(asked: YearAsked) -> Found:
    """Every home group was checked by its curator and is as it was checked (R49)."""
    states = list(with_check_state(homes(asked), asked.on).order_by().values_list("check_state", flat=True))
    page = "contingent:groups"
    return found(
        len(states),
        Lacking("open", gettext("groups not checked by their curators"), states.count(CheckState.OPEN),
                address(page, kind="home", lacks=CheckState.OPEN.value)),
        Lacking("changed", gettext("groups changed after the check"), states.count(CheckState.CHANGED),
                address(page, kind="home", lacks=CheckState.CHANGED.value)),
    )  # fmt: skip


register(
    Step("staff", 40, _("Staff"), _("Everyone who teaches, with contacts."), "R36",
         REFERENCES, BY_REFERENCES, Role.JOURNAL_ADMIN, look_at_staff, page("contingent:staff")),
    Step("contingent", 50, _("Contingent"), _("Students in their groups, individual and adapted plans."), "R37",
         REFERENCES, BY_REFERENCES, Role.JOURNAL_ADMIN, look_at_contingent, page("contingent:students")),
    Step("groups", 120, _("Study groups"), _("Formed, with curators and the courses of their curricula."), "R45",
         REFERENCES, BY_PLANS, Role.DEPUTY, look_at_groups, page("contingent:groups")),
    Step("group_checks", 140, _("Composition checked by curators"), _("Each curator checks their group."), "R49",
         {COLLEGE: "3.2.3"}, {COLLEGE: (8, 30)}, Role.DEPUTY, look_at_checks,
         page("contingent:groups", kind="home", lacks=CheckState.OPEN.value)),
)  # fmt: skip
