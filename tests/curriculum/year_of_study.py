"""A home group with an approved curriculum of two semesters: what courses, load and calendars are tested on."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.audit import CREATED, Trace, write_history
from accounts.enums import Role
from accounts.models import Organization
from contingent.models import StudyGroup
from curriculum.enums import HoursKind, ItemKind, SubjectKind
from curriculum.models import (
    AcademicYear,
    Curriculum,
    CurriculumBinding,
    CurriculumHours,
    CurriculumItem,
    CurriculumTerm,
)
from tests.factories import (
    NOW,
    AcademicYearFactory,
    AppointmentFactory,
    AttestationPeriodFactory,
    MembershipFactory,
    OrganizationFactory,
    StudyGroupFactory,
    SubjectFactory,
)

EARLIER = date(2026, 9, 1)


@dataclass
class Study:
    """What there is before a year is prepared."""

    place: Organization
    year: AcademicYear
    group: StudyGroup
    plan: Curriculum
    terms: list[CurriculumTerm]
    trace: Trace

    def row(self, name: str, hours: dict[int, int], **told: Any) -> CurriculumItem:
        """Add a row of the plan with theory by semester."""
        kind = told.pop("kind", ItemKind.DISCIPLINE)
        if "subject" not in told:
            told["subject"] = SubjectFactory(organization=self.place, name=name, short_name=name, code="")
        item = CurriculumItem.objects.create(curriculum=self.plan, kind=kind, name=name, **told)
        what = HoursKind.ATTESTATION if kind == ItemKind.FINAL else HoursKind.THEORY
        for term, many in hours.items():
            CurriculumHours.objects.create(item=item, term=self.terms[term - 1], kind=what, hours=many)
        return item

    def bind(self, group: StudyGroup) -> None:
        """Let a group be taught by the plan."""
        made = CurriculumBinding(group=group, curriculum=self.plan, kind=self.plan.kind, starts=EARLIER)
        CurriculumBinding.objects.bulk_create([made])
        write_history(self.trace, [(made, CREATED, None)])


def make_study() -> Study:
    """Make the group with two students, its plan of 17 and 24 weeks, two rows and a practice of three weeks."""
    place = OrganizationFactory()
    year = AcademicYearFactory(organization=place)
    for number, starts, ends in ((1, EARLIER, date(2026, 12, 29)), (2, date(2027, 1, 11), date(2027, 6, 30))):
        AttestationPeriodFactory(academic_year=year, number=number, starts=starts, ends=ends)
    group = StudyGroupFactory(organization=place, name="ИС-11", level=1)
    MembershipFactory(group=group)
    MembershipFactory(group=group)
    trace = Trace(AppointmentFactory(organization=place, role=Role.DEPUTY).user, NOW)
    plan = Curriculum.objects.create(
        organization=place, kind="college", level="spo", name="Сварщик", intake_year=2026, state="approved",
        approved_on=EARLIER, changed_at=NOW,
    )  # fmt: skip
    terms = [
        CurriculumTerm.objects.create(curriculum=plan, number=number, study_year=1, weeks=weeks)
        for number, weeks in ((1, 17), (2, 24))
    ]
    study = Study(place, year, group, plan, terms, trace)
    study.bind(group)
    study.row("Математика", {1: 34, 2: 48})
    study.row("Физика", {1: 20})
    practice = SubjectFactory(organization=place, kind=SubjectKind.STUDY_PRACTICE, name="Практика", short_name="УП.01")
    study.row("Практика", {2: 108}, kind=ItemKind.STUDY_PRACTICE, subject=practice)
    study.row("ГИА", {2: 72}, kind=ItemKind.FINAL, subject=None)
    return study
