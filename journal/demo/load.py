"""Loads the demo: a college and a school, in one transaction."""

from dataclasses import dataclass
from datetime import date
from random import Random

from django.db import transaction

from accounts.enums import OutsideSystem
from accounts.models import Appointment, Organization, OutsideIdentity, User
from contingent.feeds.stand_in.keys import organization_key
from contingent.models import (
    Curatorship,
    Employee,
    GroupCheck,
    Membership,
    Representative,
    Student,
    StudyGroup,
    SyncSource,
)
from curriculum.models import (
    AcademicYear,
    AttestationPeriod,
    CalendarDay,
    ControlForm,
    Course,
    CurriculumBinding,
    IndividualPlan,
    PeriodDates,
    Subject,
    TeachingLoad,
)
from journal.demo.attendance import Absences
from journal.demo.bulk import Bulk
from journal.demo.calendars import TABLES as CALENDAR_TABLES
from journal.demo.calendars import write_calendars
from journal.demo.college import make_college
from journal.demo.enrolment import FIRST_DAY
from journal.demo.load_hours import TABLES as LOAD_TABLES
from journal.demo.load_hours import write_load_hours
from journal.demo.marks import CORRECTED, Book
from journal.demo.names import Names
from journal.demo.people import People
from journal.demo.plans import TABLES as PLAN_TABLES
from journal.demo.plans import write_plans
from journal.demo.preparation import prepare
from journal.demo.programmes import TABLES as PROGRAM_TABLES
from journal.demo.programmes import write_programs
from journal.demo.publishing import publish
from journal.demo.questions import ask_questions
from journal.demo.records import write_records
from journal.demo.school import make_school
from journal.demo.state import Place
from journal.demo.surroundings import bind_regimes
from journal.models import (
    AbsenceReason,
    Attendance,
    EntryPolicy,
    LessonRecord,
    Mark,
    MarkScale,
    ScaleGrade,
    Work,
    WorkKind,
)
from schedule.models import BellSchedule, BellSlot, Building, Lesson, Regime, RegimeBinding, Room

SEED = 20260901
COLLEGE = "ГБПОУ «Верх-Иньвенский лесотехнический техникум»"
# In the order in which they refer to each other.
TABLES = (
    User, OutsideIdentity, Organization, Appointment, Employee, Student, Representative, StudyGroup,
    StudyGroup.sources.through, Membership, Curatorship, GroupCheck, AcademicYear, AttestationPeriod, PeriodDates,
    Subject, Course, TeachingLoad, Building, Room, BellSchedule, BellSlot, Regime, RegimeBinding, CalendarDay,
    ControlForm, AbsenceReason, MarkScale, ScaleGrade, WorkKind,
    EntryPolicy, Lesson, Work, Mark, Attendance, LessonRecord, *PLAN_TABLES, *PROGRAM_TABLES, *CALENDAR_TABLES,
    *LOAD_TABLES,
)  # fmt: skip


@dataclass(frozen=True)
class Loaded:
    """How much was loaded."""

    students: int
    courses: int
    lessons: int
    marks: int


@transaction.atomic
def load_demo(*, today: date, with_school: bool = True) -> Loaded:
    """Load the college, and the school beside it, as they are on the morning of `today`."""
    random = Random(SEED)  # noqa: S311
    bulk = Bulk(*TABLES)
    people = People(bulk, Names(SEED), random)
    college, families = make_college(bulk, people, today, random, COLLEGE, "Лесотехнический техникум")
    places = [college]
    if with_school:
        people.prefix = "school-"
        places.append(make_school(bulk, people, today, random, families))
    for place in places:
        bind_regimes(bulk, place)
        write_plans(bulk, place)
        write_calendars(bulk, place)
        if with_school:
            write_programs(bulk, place, today)
    if with_school:
        write_load_hours(bulk, places)
    corrected = [row for place in places for row in _fill(bulk, place, today, random)]
    counts = Loaded(*(len(bulk[model].waiting) for model in (Student, Course, Lesson, Mark)))
    bulk.write()
    _connect(places)
    _write_history(bulk, corrected)
    ask_questions(today)
    publish(places)
    prepare(places, today)
    bulk.analyze()
    return counts


def _connect(places: list[Place]) -> None:
    """Connect the organisations to the stand-ins of their outside systems, where there are such."""
    for place in places:
        for system in (OutsideSystem.CONTINGENT, OutsideSystem.STAFF):
            SyncSource.objects.create(
                organization_id=place.id, system=system, outside_organization=organization_key(place.id)
            )


def _fill(bulk: Bulk, place: Place, today: date, random: Random) -> list[tuple[object, ...]]:
    book = Book(bulk, place, today, random, Absences.of(place, FIRST_DAY, today, random))
    book.write()
    write_records(book)
    return book.corrected


def _write_history(bulk: Bulk, corrected: list[tuple[object, ...]]) -> None:
    """Tell in the history who entered what and when; corrected marks have both their values."""
    admin = "(SELECT min(user_id) FROM accounts_appointment WHERE role = 'journal_admin')"
    august = "timestamptz '2026-08-28 10:00+05'"
    bulk.write_history(Appointment, at=august, by=admin)
    bulk.write_history(Membership, at=august, by=admin)
    bulk.write_history(Curatorship, at=august, by=admin)
    bulk.write_history(TeachingLoad, at=august, by=admin)
    bulk.write_history(EntryPolicy, at=august, by=admin)
    bulk.write_history(CurriculumBinding, at=august, by=admin)
    bulk.write_history(IndividualPlan, at=august, by=admin)
    teacher = (
        "(SELECT e.user_id FROM schedule_lesson l JOIN contingent_employee e ON e.id = l.teacher_id"
        " WHERE l.id = t.lesson_id)"
    )
    bulk.write_history(Work, at="least(t.date + time '08:00', now())", by=teacher)
    bulk.copy(Mark.history.model._meta.db_table, CORRECTED, corrected)
    changed = ",".join(str(row[0]) for row in corrected)
    kind = f"CASE WHEN t.id = ANY('{{{changed}}}'::bigint[]) THEN '~' ELSE '+' END"
    bulk.write_history(Mark, at="t.updated_at", by="t.author_id", kind=kind)
    for model in (Attendance, LessonRecord):
        bulk.write_history(model, at="t.updated_at", by="t.author_id")
