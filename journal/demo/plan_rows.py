"""Rows of the demo's curricula as they are written."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from accounts.enums import Role
from accounts.models import Appointment
from curriculum.enums import ControlKind, DocumentState, HoursKind, ItemKind, SubjectKind
from curriculum.models import (
    ControlForm,
    Curriculum,
    CurriculumHours,
    CurriculumItem,
    CurriculumTerm,
    ItemControl,
    Subject,
)
from journal.demo.bulk import Bulk
from journal.demo.state import Place

ZONE = ZoneInfo("Asia/Yekaterinburg")
SUBJECT_KINDS = {
    ItemKind.DISCIPLINE: SubjectKind.DISCIPLINE,
    ItemKind.MODULE_COURSE: SubjectKind.MODULE_COURSE,
    ItemKind.STUDY_PRACTICE: SubjectKind.STUDY_PRACTICE,
    ItemKind.WORK_PRACTICE: SubjectKind.WORK_PRACTICE,
    ItemKind.DIPLOMA_PRACTICE: SubjectKind.DIPLOMA_PRACTICE,
    ItemKind.SCHOOL_SUBJECT: SubjectKind.SCHOOL_SUBJECT,
    ItemKind.EXTRA: SubjectKind.EXTRA,
}


@dataclass
class Office:
    """What the curricula of an organisation refer to."""

    bulk: Bulk
    place: Place
    director: int
    forms: dict[str, int]
    subjects: dict[tuple[str, str], int]

    @classmethod
    def of(cls, bulk: Bulk, place: Place) -> "Office":
        """Gather what the load has made already."""
        users = {
            row["role"]: row["user_id"] for row in waiting(bulk, Appointment) if row["organization_id"] == place.id
        }
        forms: dict[str, int] = {}
        for row in waiting(bulk, ControlForm):
            if row["organization_id"] == place.id:
                forms.setdefault(row["short_name"], row["id"])
                forms.setdefault(ControlKind(row["kind"]).value, row["id"])
        own = [row for row in waiting(bulk, Subject) if row["organization_id"] == place.id]
        subjects = {(row["code"], row["name"]): row["id"] for row in own}
        return cls(bulk, place, users[Role.DIRECTOR], forms, subjects)

    def subject(self, code: str, name: str, kind: ItemKind) -> int:
        """Return the subject, made when the courses of this year have none of it."""
        found = self.subjects.get((code, name))
        if found is None:
            short = code or name[:60]
            found = self.subjects[code, name] = self.bulk[Subject].add(
                organization_id=self.place.id, code=code, name=name, short_name=short, kind=SUBJECT_KINDS[kind]
            )
        return found


def waiting(bulk: Bulk, model: Any) -> list[dict[str, Any]]:
    """Return the rows of a model that the load is about to write."""
    rows = bulk[model]
    return [dict(zip(rows.names, row, strict=True)) for row in rows.waiting]


@dataclass
class Plan:
    """A curriculum that is being written: its terms and rows by number and code."""

    office: Office
    pk: int
    terms: dict[int, int] = field(default_factory=dict)
    items: dict[tuple[str, str], int] = field(default_factory=dict)
    placed: int = 0

    @classmethod
    def begin(cls, office: Office, *, intake: int, is_approved: bool = True, number: int = 0, **told: Any) -> "Plan":
        """Begin a curriculum of an intake; an approved one has its order of that August."""
        approved = {
            "state": DocumentState.APPROVED, "order": f"Приказ № {80 + number}-о от 28.08.{intake}",
            "approved_on": date(intake, 8, 28), "approved_by_id": office.director,
        } if is_approved else {"state": DocumentState.DRAFT}  # fmt: skip
        seen = (
            datetime(intake, 8, 24, 14, 5, tzinfo=ZONE) if is_approved else datetime(2026, 11, 18, 16, 40, tzinfo=ZONE)
        )
        pk = office.bulk[Curriculum].add(
            organization_id=office.place.id, intake_year=intake, changed_at=seen, changed_by_id=office.director,
            **approved, **told,
        )  # fmt: skip
        return cls(office, pk)

    def term(self, number: int, year: int, weeks: str, week_hours: int | None = None) -> None:
        """Add a term."""
        self.terms[number] = self.office.bulk[CurriculumTerm].add(
            curriculum_id=self.pk, number=number, study_year=year, weeks=weeks, week_hours=week_hours
        )

    def holder(self, kind: ItemKind, name: str, code: str = "", parent: int | None = None) -> int:
        """Add a row that holds others."""
        return self._item(kind, name, code, parent, None)

    def row(self, kind: ItemKind, name: str, code: str = "", parent: int | None = None) -> int:
        """Add a row that is taught; an exam of a module and the final attestation have no subject."""
        has_subject = kind in SUBJECT_KINDS
        subject = self.office.subject(code, name, kind) if has_subject else None
        pk = self.items[code, name] = self._item(kind, name, code, parent, subject)
        return pk

    def _item(self, kind: ItemKind, name: str, code: str, parent: int | None, subject: int | None) -> int:
        self.placed += 10
        return self.office.bulk[CurriculumItem].add(
            curriculum_id=self.pk, kind=kind, name=name, code=code, parent_id=parent, subject_id=subject,
            position=self.placed,
        )  # fmt: skip

    def hours(self, item: int, term: int, kind: HoursKind, hours: int) -> None:
        """Give a row hours of a kind in a term; none is no row."""
        if hours:
            self.office.bulk[CurriculumHours].add(item_id=item, term_id=self.terms[term], kind=kind, hours=hours)

    def control(self, item: int, term: int, form: str, together: int | None = None) -> None:
        """Give a row a form of control in a term."""
        self.office.bulk[ItemControl].add(
            item_id=item, term_id=self.terms[term], form_id=self.office.forms[form], complex_number=together
        )
