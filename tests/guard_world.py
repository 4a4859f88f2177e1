"""Two colleges with everyone in them: whom the guard table asks about."""

from dataclasses import asdict, dataclass, field
from datetime import timedelta
from http.cookies import SimpleCookie
from typing import Any

from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client

from accounts.audit import CREATED, Trace, write_history
from accounts.enums import ConsentKind, DelegatedRight, Role
from accounts.models import Consent, Organization, SignInRequest, User
from communication.models import Attachment, Question
from contingent.enums import BulkKind, GroupKind, RepresentativeKind
from contingent.models import BulkAction, DoubtfulPair, SyncRun, SyncSource
from contingent.services.people_import import check_people_workbook
from contingent.services.people_import.writing import Done
from curriculum.access import PAGE
from curriculum.models import (
    ContentElement,
    Curriculum,
    CurriculumBinding,
    CurriculumTerm,
    IndividualPlan,
    LocalAct,
    LocalActVersion,
    PreparationAction,
    ProgramRemark,
    StepTerm,
    StudyCalendar,
    Topic,
    TopicMaterial,
    WorkProgram,
)
from notifications.models import InboxMessage
from schedule.models import Building, LessonTopic
from tests.contingent.workbooks import student_row, students
from tests.factories import (
    NOW,
    YEAR_START,
    AppointmentFactory,
    CuratorshipFactory,
    EmployeeFactory,
    LessonFactory,
    MembershipFactory,
    OrganizationFactory,
    RepresentativeFactory,
    StudyGroupFactory,
    TeachingLoadFactory,
    delegate,
    make_work,
)

ROLES = (
    "anonymous",
    "teacher",
    "other_teacher",
    "curator",
    "admin",
    "director",
    "foreign_director",
    "student",
    "other_student",
    "representative",
    "other_representative",
)


@dataclass
class College:
    """One organisation: its people, and the ids that addresses are made of."""

    people: dict[str, User] = field(default_factory=dict)
    ids: dict[str, int | str] = field(default_factory=dict)


@dataclass
class World:
    own: College
    foreign: College
    doors: dict[str, SimpleCookie] = field(default_factory=dict)
    """The cookies of each role's session."""

    def user(self, role: str) -> User | None:
        """Return who plays the role; nobody for the anonymous."""
        if role == "foreign_director":
            return self.foreign.people["director"]
        return self.own.people.get(role)


def build_world() -> World:
    """Make both colleges, and check what the database checks on commit."""
    world = World(build_college(), build_college())
    world.foreign.ids["table"] = world.foreign.ids["layout"] = "of-nobody"
    Organization.objects.filter(pk=world.own.ids["organization"]).update(slug=world.own.ids["slug"])
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    world.doors = {role: opened(world.user(role)) for role in ROLES}
    return world


def opened(user: User | None) -> SimpleCookie:
    """Return the cookies of whoever has signed in; none of the anonymous."""
    client = Client()
    if user:
        client.force_login(user)
    return client.cookies


def build_college() -> College:
    """Make a course with a teacher, curator, student and parent, and a second of each beside it."""
    organization = OrganizationFactory()
    load = TeachingLoadFactory(course__organization=organization)
    other_load = TeachingLoadFactory(course__organization=organization)
    course = load.course
    lesson = LessonFactory(course=course, teacher=load.employee)
    work = make_work(lesson)
    member = MembershipFactory(group=course.study_group)
    other_member = MembershipFactory(group=other_load.course.study_group)
    curator = EmployeeFactory(organization=organization)
    CuratorshipFactory(group=course.study_group, employee=curator)
    people = {
        "teacher": load.employee.user,
        "other_teacher": other_load.employee.user,
        "curator": curator.user,
        "student": member.student.user,
        "other_student": other_member.student.user,
        "representative": RepresentativeFactory(student=member.student).user,
        "other_representative": RepresentativeFactory(student=other_member.student).user,
        "admin": AppointmentFactory(organization=organization, role=Role.JOURNAL_ADMIN).user,
        "director": AppointmentFactory(organization=organization, role=Role.DIRECTOR).user,
    }
    ids: dict[str, int | str] = {
        "course": course.pk,
        "lesson": lesson.pk,
        "work": work.pk,
        "student": member.student_id,
        "student_user": member.student.user_id,
        "action": _action(organization, people["admin"]),
        "home": course.study_group_id,
        "drawn": _drawn(organization, course.study_group),
        "message": _message(organization, people["teacher"]),
        "batch": _batch(organization, people["admin"]),
        "asked": _asked(organization),
        "provider": "gosuslugi",
        "token": "never-given",
        "question": (question := _question(organization, people["teacher"])),
        "file": _file(question, people["teacher"]),
        "consent": _consent(people["student"], people["admin"]),
        "formed": _formed(course, people["admin"]),
        **_published(course, load.employee, people["admin"]),
        **_exchange(organization, other_member.student.user),
        **_references(organization, people["admin"]),
        **_prepared(course, other_load.employee, people["admin"]),
    }
    ids |= {
        "appointment": AppointmentFactory(organization=organization, user=load.employee.user, role=Role.TEACHER).pk,
        "tie": RepresentativeFactory(
            student=member.student, kind=RepresentativeKind.TRUSTED, admitted_by=people["representative"]
        ).pk,
        "kind": "page",
        "delegation": delegate(PAGE, course, DelegatedRight.READ_PAGE, EmployeeFactory(organization=organization)).pk,
    }
    ids |= _program(course, load.employee, people["director"], ids["public_program"])
    ids |= _plans(organization, course.study_group, member.student, people["admin"], ids["public_plan"])
    ids["composed"] = _composed(organization, people["admin"], ids["drawn"])
    return College(people, ids)


def _references(organization: Any, keeper: User) -> dict[str, int | str]:
    """A building, and a loading of buildings that made nothing."""
    loading = PreparationAction.objects.create(
        organization=organization, kind="reference:buildings", title="Здания", done_by=keeper, done_at=NOW,
        made={"created": [], "changed": [], "counts": {"add": 0, "change": 0}},
    )  # fmt: skip
    building = Building.objects.create(organization=organization, name="Главный корпус")
    return {"table": "buildings", "building": building.pk, "loading": loading.pk}


def _published(course: Any, author: Any, publisher: User) -> dict[str, int | str]:
    """Documents that anyone may read once the organisation has its address."""
    organization, year = course.organization, course.academic_year
    approved = {"organization": organization, "state": "approved", "published_at": NOW, "changed_at": NOW}
    plan = Curriculum.objects.create(
        kind="college", level="spo", name="Сварщик", intake_year=2026, approved_on=NOW.date(), **approved
    )
    program = WorkProgram.objects.create(
        academic_year=year, subject=course.subject, author=author, title="Сварка", decided_at=NOW, **approved
    )
    topic = Topic.objects.create(program=program, name="Швы")
    LessonTopic.objects.create(lesson=course.lessons.get(), topic=topic)
    handout = TopicMaterial.objects.create(topic=topic, title="Плакат", file=ContentFile(b"%PDF-", "guard.pdf"))
    StudyCalendar.objects.create(
        academic_year=year, group=course.study_group, weeks="T" * 52, published_at=NOW, changed_at=NOW
    )
    act = LocalAct.objects.create(organization=organization, title="Положение")
    LocalActVersion.objects.create(
        act=act, number=1, file=ContentFile(b"%PDF-", "1.pdf"), order="1", in_force_from=YEAR_START,
        published_at=NOW, published_by=publisher,
    )  # fmt: skip
    return {
        "organization": organization.pk, "slug": f"college-{organization.pk}", "public_plan": plan.pk,
        "public_year": year.pk, "public_program": program.pk, "act": act.pk, "number": 1,
        "handout": handout.pk,
    }  # fmt: skip


def _plans(organization: Any, group: Any, student: Any, keeper: User, approved: Any) -> dict[str, int | str]:
    """A draft of a curriculum, a group that follows an approved one, a student's own plan, a loading."""
    draft = Curriculum.objects.create(
        organization=organization, kind="college", level="spo", name="Токарь", intake_year=2026, changed_at=NOW
    )
    CurriculumTerm.objects.create(curriculum=draft, number=1, study_year=1, weeks=17)
    binding = CurriculumBinding(group=group, curriculum_id=approved, kind="college", starts=YEAR_START)
    own = IndividualPlan(student=student, curriculum_id=approved, kind="individual", starts=YEAR_START)
    CurriculumBinding.objects.bulk_create([binding])
    IndividualPlan.objects.bulk_create([own])
    write_history(Trace(keeper, NOW), [(binding, CREATED, None), (own, CREATED, None)])
    loading = PreparationAction.objects.create(
        organization=organization, kind="curriculum_import", title="План", done_by=keeper, done_at=NOW,
        made={"curriculum": 0, "subjects": [], "changed_at": ""},
    )  # fmt: skip
    return {
        "plan": draft.pk, "binding": binding.pk, "own_plan": own.pk, "plan_import": loading.pk, "paper": "xlsx",
        "layout": "college",
    }  # fmt: skip


def _program(course: Any, author: Any, decider: User, previous: Any) -> dict[str, int | str]:
    """A new version that its author writes, with a topic, a file, a remark; an element of the codifier."""
    program = WorkProgram.objects.create(
        organization=course.organization, academic_year=course.academic_year, subject=course.subject, author=author,
        title="Сварка", version=2, reason="приказ", previous_id=previous, changed_at=NOW,
    )  # fmt: skip
    topic = Topic.objects.create(program=program, name="Введение")
    material = TopicMaterial.objects.create(topic=topic, title="Плакат", file=ContentFile(b"%PDF-", "guard.pdf"))
    remark = ProgramRemark.objects.create(program=program, author=decider, text="Уточните", made_at=NOW)
    element = ContentElement.objects.create(
        organization=course.organization, subject=course.subject, code="1.1", name="Швы"
    )
    return {
        "program": program.pk, "topic": str(topic.key), "material": material.pk, "remark": remark.pk,
        "element": element.pk, "subject": course.subject_id,
    }  # fmt: skip


def _message(organization: Any, recipient: User) -> int:
    message = InboxMessage.objects.create(
        organization=organization, recipient=recipient, kind="lesson_filled", thread="guard",
        title="Напоминание", told_at=NOW,
    )  # fmt: skip
    return message.pk


def _exchange(organization: Any, known: User) -> dict[str, int]:
    """A source of people, a run of it that asks, and a doubtful pair."""
    source = SyncSource.objects.create(organization=organization, system="contingent", outside_organization="1")
    run = SyncRun.objects.create(source=source, organization=organization, asked_at=NOW, state="asks")
    pair = DoubtfulPair.objects.create(source=source, key="P1", user=known, found_at=NOW)
    return {"source": source.pk, "run": run.pk, "pair": pair.pk}


def _batch(organization: Any, actor: User) -> int:
    batch = check_people_workbook(
        actor=actor, now=NOW, organization=organization, file=students(student_row()),
        file_name="list.xlsx", starts=YEAR_START, contacts_optional=False,
    )  # fmt: skip
    return batch.pk


def _action(organization: Any, actor: User) -> int:
    nothing = asdict(Done())
    return BulkAction.objects.create(
        organization=organization, kind=BulkKind.FORM, actor=actor, at=NOW, done=nothing
    ).pk


def _consent(person: User, actor: User) -> int:
    consent = Consent.objects.create(
        person=person, given_by=person, kind=ConsentKind.PROCESSING, given_at=NOW - timedelta(days=9), recorded_by=actor
    )
    return consent.pk


def _drawn(organization: Any, home: Any) -> int:
    """A subgroup of the home group."""
    group = StudyGroupFactory(organization=organization, kind=GroupKind.SUBGROUP)
    group.sources.add(home)
    return group.pk


def _composed(organization: Any, actor: User, group: Any) -> int:
    asked = {"day": "2026-11-20", "order": "", "group": group, "groups": [group]}
    return BulkAction.objects.create(
        organization=organization, kind=BulkKind.COMPOSE, actor=actor, at=NOW, asked=asked, done=asdict(Done())
    ).pk


def _asked(organization: Any) -> int:
    request = SignInRequest.objects.create(
        organization=organization, system="gosuslugi", key=f"guard-{organization.pk}", last_name="Незнакомова",
        first_name="Алла", asked_at=NOW,
    )  # fmt: skip
    return request.pk


def _question(organization: Any, asker: User) -> int:
    return Question.objects.create(
        organization=organization, asker=asker, text="Где журнал?", asked_at=NOW, changed_at=NOW
    ).pk


def _file(question: int, author: User) -> int:
    row = Attachment(question_id=question, author=author, name="экран.png", kind="png", size=3, at=NOW)
    row.file.save("экран.png", ContentFile(b"png"), save=False)
    row.save()
    return row.pk


def _formed(course: Any, actor: User) -> int:
    """An action on courses that wrote nothing."""
    made = {"year": course.academic_year_id, "courses": [], "items": [], "dropped": []}
    return PreparationAction.objects.create(
        organization=course.organization, kind="courses:form", title="Сформировано", made=made, done_by=actor,
        done_at=NOW,
    ).pk  # fmt: skip


def _prepared(course: Any, answers: Any, actor: User) -> dict[str, int | str]:
    """A step that somebody answers for by name, and a new year that could not be made."""
    organization = course.organization
    term = StepTerm.objects.create(organization=organization, step="rooms", month=8, day=20, answers=answers)
    rolled = PreparationAction.objects.create(
        organization=organization, kind="rollover", title="Новый год", done_by=actor, done_at=NOW,
        made={"source": course.academic_year_id, "state": "failed", "why": ""},
    )  # fmt: skip
    return {"prep_step": "rooms", "prep_lack": "buildings", "step_term": term.pk, "rolled": rolled.pk}
