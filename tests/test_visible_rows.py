"""Every rule of who may see which rows, with rows that could leak: role × rule, in two organisations (E).

A rule is a function of an `access` module that takes a user and returns a queryset. Each has a line
below that says exactly which rows come out for whom; whoever is not named gets none. A new rule
without a line fails.
"""

import importlib
import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection, transaction

from accounts.access import organizations_as
from accounts.audit import CREATED, Trace, write_history
from accounts.enums import DelegatedRight, Role
from accounts.models import AccessRecord, User
from contingent.access import changing_organizations, delegated
from contingent.enums import BulkKind, GroupKind
from contingent.group_access import members_seen, visible_compositions
from contingent.models import Employee, GroupDelegation, Membership, Representative, SetAside, Student, StudyGroup
from curriculum.access import GROUP, KINDS, PAGE, STUDENT, delegable, delegated_courses, visible_delegations
from curriculum.models import Course, CourseDelegation, TeachingLoad
from journal.access import READS_PAGE
from journal.models import Mark, ScaleGrade, Work
from notifications.models import CaughtMail
from tests.factories import (
    NOW,
    TODAY,
    AppointmentFactory,
    CourseFactory,
    EmployeeFactory,
    LessonFactory,
    StudyGroupFactory,
    delegate,
    make_work,
)
from tests.guard_world import ROLES as GUARDED
from tests.guard_world import College, World, build_world

ALL, PEOPLE = "all", "people"
ROLES = (*GUARDED[1:], "helper", "officer", "reader", "substitute", "nobody")
ADMINISTRATION = {"admin": ALL, "director": ALL}
TAUGHT = {"teacher": "course", "other_teacher": "other_course", **dict.fromkeys(("curator", "helper"), "course")}
PAGES = TAUGHT | {"reader": "course", "substitute": "course"} | ADMINISTRATION
OF_LOAD = {"teacher": "course", "other_teacher": "other_course"}
FAMILY = {
    "student": "student",
    "representative": "student",
    "other_student": "other_student",
    "other_representative": "other_student",
}


@dataclass(frozen=True)
class Rule:
    """Which rows come out for whom.

    `path` leads from a row to its organisation; `seen` says by role the names of rows, several
    with spaces between, or all of the own organisation. Where `call` is given the rule takes more
    than a user and a day: it gets the ids of the first college.
    """

    path: str
    seen: dict[str, str] = field(default_factory=dict)
    call: Callable[..., Any] | None = None


OWN = "organization"
RULES: dict[str, Rule] = {
    "accounts.access.administered_organizations": Rule("pk", {"admin": ALL}),
    "accounts.access.organizations_as": Rule(
        "pk", {"director": ALL}, lambda user, on, ids: organizations_as(user, on, Role.DIRECTOR)
    ),
    "accounts.access.readable_organizations": Rule("pk", ADMINISTRATION),
    "accounts.access.visible_access_records": Rule("organization_id", ADMINISTRATION),
    "accounts.access.visible_appointments": Rule(OWN, ADMINISTRATION),
    "accounts.access.visible_sign_in_requests": Rule(OWN, {"admin": ALL}),
    "communication.access.helped_organizations": Rule("pk", {"admin": ALL}),
    "communication.access.helped_questions": Rule(OWN, {"admin": ALL}),
    "communication.access.own_organizations": Rule("pk", dict.fromkeys(set(ROLES) - {"nobody"}, ALL)),
    "communication.access.own_questions": Rule(OWN, {"teacher": "question"}, lambda user, on, ids: one(user)),
    "communication.access.visible_attachments": Rule("question__organization", {"teacher": "file", "admin": "file"}),
    "communication.access.visible_questions": Rule(OWN, {"teacher": "question", "admin": ALL}),
    "contingent.access.carded_people": Rule(
        PEOPLE,
        {"curator": "family", "helper": "family other_family", "admin": PEOPLE, "director": PEOPLE},
    ),
    "contingent.access.carded_representatives": Rule(
        "student__organization", ADMINISTRATION | {"curator": "ties", "helper": "ties other_ties"}
    ),
    "contingent.access.carded_students": Rule(
        OWN, ADMINISTRATION | {"curator": "student", "helper": "student other_student"}
    ),
    "contingent.access.changing_organizations": Rule(
        "pk", {"admin": ALL}, lambda user, on, ids: changing_organizations(user, on, BulkKind.TRANSFER)
    ),
    "contingent.access.curated_groups": Rule(OWN, {"curator": "home"}),
    "contingent.access.delegated": Rule(
        "content_object__organization",
        {"helper": "group_delegation"},
        lambda user, on, ids: delegated(GroupDelegation, user, on, DelegatedRight.READ_GROUP),
    ),
    "contingent.access.diary_students": Rule(OWN, FAMILY),
    "contingent.access.employments": Rule(
        OWN,
        {
            role: f"employee_{role}"
            for role in ("teacher", "other_teacher", "curator", "helper", "officer", "reader", "substitute")
        },
    ),
    "contingent.access.followed_groups": Rule(OWN, {"curator": "home", "helper": "home"}),
    "contingent.access.listed_employees": Rule(OWN, ADMINISTRATION),
    "contingent.access.listed_representatives": Rule(
        "student__organization", ADMINISTRATION | {"curator": "ties", "helper": "ties"}
    ),
    "contingent.access.listed_students": Rule(OWN, ADMINISTRATION | {"curator": "student", "helper": "student"}),
    "contingent.access.represented_students": Rule(
        OWN, {"representative": "student", "other_representative": "other_student"}
    ),
    "contingent.access.visible_bulk_actions": Rule(OWN, {"admin": ALL}),
    "contingent.access.visible_groups": Rule(OWN, ADMINISTRATION | {"curator": "home", "helper": "home"}),
    "contingent.access.visible_imports": Rule(OWN, {"admin": ALL}),
    "contingent.access.visible_students": Rule(
        OWN, ADMINISTRATION | FAMILY | {"curator": "student", "helper": "student other_student"}
    ),
    "contingent.group_access.activity_organizations": Rule("pk", {"officer": ALL}),
    "contingent.group_access.formed_groups": Rule(OWN, {"admin": ALL, "officer": "activity"}),
    "contingent.group_access.forming_organizations": Rule("pk", {"admin": ALL}),
    "contingent.group_access.listed_groups": Rule(
        OWN, ADMINISTRATION | {"curator": "home drawn", "helper": "home drawn", "officer": "activity"}
    ),
    "contingent.group_access.members_seen": Rule(
        OWN,
        ADMINISTRATION | {"curator": "student", "helper": "student", "foreign_director": ""},
        lambda user, on, ids: members_seen(user, StudyGroup.objects.get(pk=ids["home"]), on),
    ),
    "contingent.group_access.read_students": Rule(OWN, ADMINISTRATION | {"curator": "student", "helper": "student"}),
    "contingent.group_access.visible_compositions": Rule(
        OWN,
        {"admin": "composed", "foreign_director": ""},
        lambda user, on, ids: visible_compositions(user, StudyGroup.objects.get(pk=ids["drawn"]), on),
    ),
    "contingent.personal_access.answered_organizations": Rule("pk", ADMINISTRATION),
    "contingent.personal_access.answered_people": Rule(PEOPLE, dict.fromkeys(ADMINISTRATION, PEOPLE)),
    "contingent.personal_access.explained_people": Rule(PEOPLE, dict.fromkeys(ADMINISTRATION, PEOPLE)),
    "contingent.personal_access.explained_students": Rule(OWN, ADMINISTRATION),
    "contingent.sync_access.visible_pairs": Rule("source__organization", ADMINISTRATION),
    "contingent.sync_access.visible_runs": Rule(OWN, ADMINISTRATION),
    "contingent.sync_access.visible_set_aside": Rule("source__organization", ADMINISTRATION | {"curator": "aside"}),
    "contingent.sync_access.visible_sources": Rule(OWN, ADMINISTRATION),
    "curriculum.access.delegable": Rule(OWN, ADMINISTRATION, lambda user, on, ids: delegable(user, on, KINDS[PAGE])),
    "curriculum.access.delegated_courses": Rule(
        "content_object__organization",
        {"reader": "delegation"},
        lambda user, on, ids: delegated_courses(user, on, *READS_PAGE),
    ),
    "curriculum.access.visible_delegations": Rule(
        "content_object__organization", ADMINISTRATION, lambda user, on, ids: visible_delegations(user, on, KINDS[PAGE])
    ),
    "curriculum.load_access.formed_courses": Rule(OWN, ADMINISTRATION),
    "curriculum.load_access.visible_calendars": Rule("academic_year__organization", ADMINISTRATION),
    "curriculum.load_access.visible_course_actions": Rule(OWN, dict.fromkeys(ADMINISTRATION, "formed")),
    "curriculum.plan_access.groups_to_bind": Rule(OWN, ADMINISTRATION),
    "curriculum.plan_access.visible_bindings": Rule("curriculum__organization", ADMINISTRATION),
    "curriculum.plan_access.visible_curricula": Rule(OWN, ADMINISTRATION),
    "curriculum.plan_access.visible_individual_plans": Rule("student__organization", ADMINISTRATION),
    "curriculum.plan_access.visible_plan_imports": Rule(OWN, dict.fromkeys(ADMINISTRATION, "plan_import")),
    "curriculum.program_access.authored_programs": Rule(OWN, {"teacher": "program public_program"}),
    "curriculum.program_access.deciding_organizations": Rule("pk", {"director": ALL}),
    "curriculum.program_access.planned_courses": Rule(OWN, ADMINISTRATION | OF_LOAD),
    "curriculum.program_access.programmed_courses": Rule(OWN, OF_LOAD),
    "curriculum.program_access.programmed_loads": Rule(
        "course__organization", {"teacher": "load", "other_teacher": "other_load"}
    ),
    "curriculum.program_access.visible_codifiers": Rule(
        OWN, ADMINISTRATION | {"teacher": "subject", "other_teacher": "other_subject"}
    ),
    "curriculum.program_access.visible_elements": Rule(OWN, ADMINISTRATION | {"teacher": "element"}),
    "curriculum.program_access.visible_programs": Rule(
        OWN,
        ADMINISTRATION
        | dict.fromkeys(("other_teacher", "curator", "helper", "officer", "reader", "substitute"), "public_program")
        | {"teacher": "program public_program"},
    ),
    "curriculum.publish_access.publishing_organizations": Rule("pk", ADMINISTRATION),
    "curriculum.readiness_access.answered_steps": Rule(OWN, {"other_teacher": "step_term"}),
    "curriculum.readiness_access.preparing_organizations": Rule("pk", ADMINISTRATION),
    "curriculum.readiness_access.visible_prepared_years": Rule(OWN, ADMINISTRATION | {"other_teacher": "public_year"}),
    "curriculum.readiness_access.visible_rollovers": Rule(OWN, dict.fromkeys(ADMINISTRATION, "rolled")),
    "curriculum.reference_access.kept_organizations": Rule("pk", ADMINISTRATION),
    "curriculum.reference_access.visible_reference_actions": Rule(OWN, dict.fromkeys(ADMINISTRATION, "loading")),
    "journal.access.drawn_courses": Rule(OWN, dict.fromkeys(("curator", "helper"), "drawn_course")),
    "journal.access.given_lessons": Rule("course__organization", {"teacher": "lesson", "substitute": "substitution"}),
    "journal.access.near_lessons": Rule("course__organization", {"teacher": "lesson", "substitute": "substitution"}),
    "journal.access.own_loads": Rule("course__organization", {"teacher": "load", "other_teacher": "other_load"}),
    "journal.access.taught_courses": Rule(OWN, {"teacher": "course", "other_teacher": "other_course"}),
    "journal.access.visible_courses": Rule(OWN, PAGES | dict.fromkeys(("curator", "helper"), "course drawn_course")),
    "journal.access.visible_works": Rule(
        "course__organization",
        {role: "work" for role, page in PAGES.items() if page == "course"}
        | dict.fromkeys(("curator", "helper"), "work drawn_work")
        | ADMINISTRATION,
    ),
    "journal.access.whole_courses": Rule(OWN, PAGES),
    "journal.row_access.followed_memberships": Rule(
        "group__organization", dict.fromkeys(("curator", "helper"), "membership")
    ),
    "journal.row_access.visible_marks": Rule(
        "work__course__organization",
        {role: "mark" for role, page in PAGES.items() if page == "course"} | ADMINISTRATION,
    ),
    "notifications.access.organizations_to_set": Rule("pk", {"admin": ALL}),
    "notifications.access.organizations_with_terms": Rule("pk", ADMINISTRATION),
    "notifications.access.visible_caught_mail": Rule(OWN, ADMINISTRATION | {"teacher": "mail"}),
    "notifications.access.visible_messages": Rule(OWN, {"teacher": "message"}, lambda user, on, ids: inbox(user)),
}
ELSEWHERE = {
    "journal.access.own_page": "returns why a page is one's own, not rows: tests/journal/test_access.py",
    "journal.row_access.own_rows": "returns values, not rows: tests/journal/test_row_access.py",
}


def one(user: User) -> Any:
    return rule("communication.access.own_questions")(user)


def inbox(user: User) -> Any:
    return rule("notifications.access.visible_messages")(user)


def rule(name: str) -> Callable[..., Any]:
    """Return the function that the line is about."""
    module, _dot, function = name.rpartition(".")
    found: Callable[..., Any] = getattr(importlib.import_module(module), function)
    return found


def rules() -> Iterator[str]:
    """Yield every rule there is."""
    for path in sorted(Path(settings.BASE_DIR).glob("*/*access.py")):
        module = importlib.import_module(f"{path.parent.name}.{path.stem}")
        for name, function in vars(module).items():
            if not inspect.isfunction(function) or function.__module__ != module.__name__:
                continue
            told = inspect.signature(function)
            if "user" in told.parameters and "QuerySet" in str(told.return_annotation):
                yield f"{module.__name__}.{name}"


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Two colleges with rows of every kind in both; nothing of them stays."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = build_world()
        for college in (made.own, made.foreign):
            furnish(college)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        yield made
        transaction.set_rollback(True)


def furnish(college: College) -> None:
    """Add the rows that the guard's world has no need of, and name all that the lines speak of."""
    ids, people = college.ids, college.people
    course = Course.objects.get(pk=ids["course"])
    place = course.organization
    for role in ("helper", "officer", "substitute"):
        people[role] = EmployeeFactory(organization=place).user
    people["reader"] = CourseDelegation.objects.get(pk=ids["delegation"]).user
    people["nobody"] = EmployeeFactory(organization=place, ends=TODAY - timedelta(days=1)).user
    AppointmentFactory(organization=place, user=people["officer"], role=Role.ADDITIONAL_EDUCATION)
    other = TeachingLoad.objects.get(employee__user=people["other_teacher"])
    other_member = Student.objects.get(user=people["other_student"])
    ids |= {
        "activity": StudyGroupFactory(organization=place, kind=GroupKind.ACTIVITY).pk,
        "group_delegation": delegate(GROUP, course.study_group, DelegatedRight.READ_GROUP, staff(people["helper"])).pk,
        "load": TeachingLoad.objects.get(course=course).pk,
        "other_course": other.course_id,
        "other_subject": other.course.subject_id,
        "other_load": other.pk,
        "other_student": other_member.pk,
        "substitution": LessonFactory(course=course, teacher=staff(people["substitute"])).pk,
        "membership": Membership.objects.get(group_id=ids["home"], student=ids["student"]).pk,
        "mark": mark(Work.objects.get(pk=ids["work"]), ids["student"], people["teacher"]),
        "mail": CaughtMail.objects.create(
            organization=place, recipient=people["teacher"], message_id=str(uuid4()), address="a@example.org", title="x"
        ).pk,
        "aside": SetAside.objects.create(
            source_id=ids["source"], kind="student", key="1", group=course.study_group, who="Тайнова", since=NOW
        ).pk,
    }
    # A page of several groups, with a mark of a student of another group than the curator's.
    keeper = EmployeeFactory(organization=place)
    drawn = LessonFactory(course=CourseFactory(organization=place, study_group_id=ids["drawn"]), teacher=keeper)
    drawn_work = make_work(drawn)
    mark(drawn_work, other_member.pk, keeper.user)
    ids |= {"drawn_course": drawn.course_id, "drawn_work": drawn_work.pk}
    delegate(STUDENT, other_member, DelegatedRight.READ_STUDENT, staff(people["helper"]))
    SetAside.objects.create(source_id=ids["source"], kind="student", key="2", who="Тайнов", since=NOW)
    AccessRecord.objects.create(
        id=uuid4(), at=NOW, user_id=people["teacher"].pk, organization_id=place.pk, action="opened",
        subject_kind="course", subject_id=course.pk,
    )  # fmt: skip
    for role in ("teacher", "other_teacher", "curator", "helper", "officer", "reader", "substitute"):
        ids[f"employee_{role}"] = staff(people[role]).pk


def staff(user: User) -> Employee:
    return Employee.objects.get(user=user)


def mark(work: Work, student: Any, author: User) -> int:
    grade = ScaleGrade.objects.get(scale=work.scale, code="5")
    made = Mark(work=work, student_id=student, scale=work.scale, grade=grade, author=author, updated_at=NOW)
    Mark.objects.bulk_create([made])
    write_history(Trace(actor=author, now=NOW), [(made, CREATED, None)])
    return made.pk


def named(word: str, rule: Rule, model: Any, college: College) -> set[int]:
    """Return the rows of the college that a word of a line names."""
    place = Course.objects.get(pk=college.ids["course"]).organization
    ties = Representative.objects.filter(student__organization=place)
    other = word.removeprefix("other_") != word
    student = college.ids["other_student" if other else "student"]
    match word.removeprefix("other_"):
        case "all":
            return set(model.objects.filter(**{rule.path: place.pk}).values_list("pk", flat=True))
        case "people":
            jobs = Employee.objects.filter(organization=place).values_list("user", flat=True)
            studies = Student.objects.filter(organization=place).values_list("user", flat=True)
            return {*jobs, *studies, *ties.values_list("user", flat=True)}
        case "family":
            own = Student.objects.filter(pk=student).values_list("user", flat=True)
            return {*own, *ties.filter(student=student).values_list("user", flat=True)}
        case "ties":
            return set(ties.filter(student=student).values_list("pk", flat=True))
    return {int(college.ids[word])}


def test_every_rule_has_a_line() -> None:
    found = set(rules())
    assert found - RULES.keys() - ELSEWHERE.keys() == set()
    assert RULES.keys() | ELSEWHERE.keys() <= found, "a rule is gone"


@pytest.mark.django_db
@pytest.mark.parametrize("name", RULES)
def test_exactly_these_rows_come_out(name: str, world: World, settings: Any) -> None:
    settings.DEMO = True
    line = RULES[name]
    came_out = 0
    for role in ROLES:
        college = world.foreign if role == "foreign_director" else world.own
        user = world.user(role)
        assert user is not None
        rows = line.call(user, TODAY, world.own.ids) if line.call else rule(name)(user, TODAY)
        words = line.seen.get(role, line.seen.get("director", "") if role == "foreign_director" else "").split()
        expected = {pk for word in words for pk in named(word, line, rows.model, college)}
        got = set(rows.values_list("pk", flat=True))
        assert got == expected, role
        came_out += len(got)
        if words:
            assert expected, f"{role}: nothing that could come out"
        leak = {pk for word in words for pk in named(word, line, rows.model, world.foreign)}
        assert not words or leak, "nothing of the other college that could leak"
    assert came_out
