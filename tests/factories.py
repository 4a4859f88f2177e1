"""Rows for tests. What a test does not name is made up, within one organisation."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import factory
from django.contrib.auth.models import Permission
from django.db import transaction
from factory.django import DjangoModelFactory

from accounts.audit import CREATED, Trace, write_history
from accounts.enums import DelegatedRight, OrganizationKind, Role
from accounts.models import Appointment, Organization, User
from contingent.enums import GroupKind
from contingent.models import Curatorship, Employee, Membership, Representative, Student, StudyGroup
from curriculum.access import KINDS
from curriculum.enums import PeriodKind, SubjectKind
from curriculum.models import AcademicYear, AttestationPeriod, Course, Subject, TeachingLoad
from journal.models import MarkScale, ScaleGrade, Work, WorkKind
from schedule.models import Lesson

YEAR_START = date(2026, 9, 1)
TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=ZoneInfo("Asia/Yekaterinburg"))
PASSWORD = "журнал-пароль-1"


class OrganizationFactory(DjangoModelFactory[Organization]):
    class Meta:
        model = Organization

    name = factory.Sequence(lambda n: f"Техникум № {n}")
    short_name = factory.Sequence(lambda n: f"Техникум {n}")
    kind = OrganizationKind.COLLEGE


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"user{n}")
    last_name = factory.Sequence(lambda n: f"Фамилия{n}")
    first_name = "Анна"
    patronymic = "Петровна"
    email = factory.Sequence(lambda n: f"user{n}@example.org")
    password = factory.django.Password(PASSWORD)


class EmployeeFactory(DjangoModelFactory[Employee]):
    class Meta:
        model = Employee

    organization = factory.SubFactory(OrganizationFactory)
    user = factory.SubFactory(UserFactory)
    starts = date(2020, 9, 1)


class AppointmentFactory(DjangoModelFactory[Appointment]):
    class Meta:
        model = Appointment

    organization = factory.SubFactory(OrganizationFactory)
    user = factory.SubFactory(UserFactory)
    role = Role.DIRECTOR
    starts = date(2020, 9, 1)

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **values: Any) -> Appointment:
        with transaction.atomic():
            made: Appointment = super()._create(model_class, *args, **values)
            write_history(Trace(actor=made.given_by or made.user, now=NOW), [(made, CREATED, None)])
        return made


class StudentFactory(DjangoModelFactory[Student]):
    class Meta:
        model = Student

    organization = factory.SubFactory(OrganizationFactory)
    user = factory.SubFactory(UserFactory)
    starts = YEAR_START


class RepresentativeFactory(DjangoModelFactory[Representative]):
    class Meta:
        model = Representative

    student = factory.SubFactory(StudentFactory)
    user = factory.SubFactory(UserFactory)
    starts = YEAR_START


class StudyGroupFactory(DjangoModelFactory[StudyGroup]):
    class Meta:
        model = StudyGroup

    organization = factory.SubFactory(OrganizationFactory)
    name = factory.Sequence(lambda n: f"ИС-{n + 1000}")  # never the name that a test gives itself
    kind = GroupKind.HOME


class MembershipFactory(DjangoModelFactory[Membership]):
    class Meta:
        model = Membership

    group = factory.SubFactory(StudyGroupFactory)
    student = factory.SubFactory(StudentFactory, organization=factory.SelfAttribute("..group.organization"))
    group_kind = factory.SelfAttribute("group.kind")
    starts = YEAR_START


class CuratorshipFactory(DjangoModelFactory[Curatorship]):
    class Meta:
        model = Curatorship

    group = factory.SubFactory(StudyGroupFactory)
    employee = factory.SubFactory(EmployeeFactory, organization=factory.SelfAttribute("..group.organization"))
    starts = YEAR_START


class AcademicYearFactory(DjangoModelFactory[AcademicYear]):
    class Meta:
        model = AcademicYear
        django_get_or_create = ("organization", "starts")

    organization = factory.SubFactory(OrganizationFactory)
    name = "2026/2027"
    starts = YEAR_START
    ends = date(2027, 8, 31)


class AttestationPeriodFactory(DjangoModelFactory[AttestationPeriod]):
    class Meta:
        model = AttestationPeriod
        django_get_or_create = ("academic_year", "kind", "number")

    academic_year = factory.SubFactory(AcademicYearFactory)
    kind = PeriodKind.SEMESTER
    number = 1
    name = "1 семестр"
    starts = YEAR_START
    ends = date(2026, 12, 31)


class SubjectFactory(DjangoModelFactory[Subject]):
    class Meta:
        model = Subject

    organization = factory.SubFactory(OrganizationFactory)
    code = factory.Sequence(lambda n: f"ОП.{n:02}")
    name = factory.Sequence(lambda n: f"Дисциплина {n}")
    short_name = factory.Sequence(lambda n: f"Дисц. {n}")
    kind = SubjectKind.DISCIPLINE


class CourseFactory(DjangoModelFactory[Course]):
    """A course with its organisation's year, first period, scale and kinds of work."""

    class Meta:
        model = Course
        skip_postgeneration_save = True

    organization = factory.SubFactory(OrganizationFactory)
    academic_year = factory.SubFactory(AcademicYearFactory, organization=factory.SelfAttribute("..organization"))
    subject = factory.SubFactory(SubjectFactory, organization=factory.SelfAttribute("..organization"))
    study_group = factory.SubFactory(StudyGroupFactory, organization=factory.SelfAttribute("..organization"))
    period_kind = PeriodKind.SEMESTER

    @factory.post_generation
    def references(obj: Course, create: bool, *_extra: Any, **_more: Any) -> None:
        if create:
            AttestationPeriodFactory(academic_year=obj.academic_year)
            make_references(obj.organization)


class TeachingLoadFactory(DjangoModelFactory[TeachingLoad]):
    class Meta:
        model = TeachingLoad

    course = factory.SubFactory(CourseFactory)
    employee = factory.SubFactory(EmployeeFactory, organization=factory.SelfAttribute("..course.organization"))
    starts = YEAR_START


class LessonFactory(DjangoModelFactory[Lesson]):
    class Meta:
        model = Lesson

    course = factory.SubFactory(CourseFactory)
    date = TODAY
    number = factory.Sequence(lambda n: n % 100 + 1)
    starts_at = time(8, 30)
    ends_at = time(10, 0)
    teacher = factory.SubFactory(EmployeeFactory, organization=factory.SelfAttribute("..course.organization"))


def make_references(organization: Organization) -> None:
    """Give the organisation the five-point scale and its kinds of work, once."""
    scale, made = MarkScale.objects.get_or_create(
        organization=organization, name="Пятибалльная", defaults={"is_default": True}
    )
    if not made:
        return
    for position, code in enumerate("5432"):
        ScaleGrade.objects.create(
            scale=scale,
            code=code,
            title=code,
            value=int(code),
            passes=code != "2",
            position=position,
        )
    ScaleGrade.objects.create(scale=scale, code=".", title="Отметка будет", counts=False, is_owed=True, position=9)
    WorkKind.objects.create(organization=organization, name="Работа на уроке", short_name="УР", is_default=True)
    WorkKind.objects.create(
        organization=organization,
        name="Контрольная работа",
        short_name="КР",
        weight=2,
        mark_days=7,
        position=1,
    )


def make_work(lesson: Lesson, kind: str = "Контрольная работа", **values: Any) -> Work:
    """Make a work of the lesson, with its history, as the journal does."""
    organization = lesson.course.organization
    work_kind = WorkKind.objects.get(organization=organization, name=kind)
    work = Work(
        **{
            "course": lesson.course,
            "lesson": lesson,
            "kind": work_kind,
            "scale": MarkScale.objects.get(organization=organization, is_default=True),
            "weight": work_kind.weight,
            "date": lesson.date,
            "due": lesson.date + timedelta(days=work_kind.mark_days),
        }
        | values
    )
    with transaction.atomic():
        Work.objects.bulk_create([work])
        write_history(Trace(actor=lesson.teacher.user, now=NOW), [(work, CREATED, None)])
    return work


def delegate(kind: str, target: Any, right: DelegatedRight, employee: Employee, **values: Any) -> Any:
    """Hand a right to an employee until the end of the month, with its history."""
    model = KINDS[kind].model
    permission = Permission.objects.get(codename=right)
    giver = values.pop("given_by", None) or UserFactory()
    told = {"starts": TODAY, "ends": date(2026, 11, 30), "reason": "болезнь", "given_at": NOW} | values
    row = model(content_object=target, user=employee.user, permission=permission, given_by=giver, **told)
    with transaction.atomic():
        model.objects.bulk_create([row])
        write_history(Trace(actor=giver, now=NOW), [(row, CREATED, None)])
    return row
