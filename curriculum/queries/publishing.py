"""What the page of publishing shows: everything that may be published, with what is (R3, R6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Organization
from curriculum.models import Curriculum, LocalAct, StudyCalendar, WorkProgram
from curriculum.publish_access import CALENDARS, CURRICULA, KEPT, PROGRAMS


@dataclass(frozen=True)
class Document:
    """A line of the page: what it is, whether it may be shown, since when it is."""

    id: int
    title: str
    note: str
    ready: bool
    published_at: datetime | None


@dataclass(frozen=True)
class Section:
    """Documents of one kind."""

    kind: str
    title: str
    lines: list[Document]

    @property
    def shown(self) -> int:
        return sum(1 for line in self.lines if line.published_at)


@dataclass(frozen=True)
class Publishing:
    """An organisation's documents and local acts."""

    place: Organization
    sections: list[Section]
    acts: list[LocalAct]


def read_publishing(places: Sequence[Organization]) -> list[Publishing]:
    """Return what each organisation may publish, in four queries an organisation."""
    return [Publishing(place, _sections(place), _acts(place)) for place in places]


def kept_acts(places: QuerySet[Organization]) -> QuerySet[LocalAct]:
    """Return the local acts of the organisations."""
    return LocalAct.objects.filter(organization__in=places)


def _acts(place: Organization) -> list[LocalAct]:
    told = LocalAct.objects.filter(organization=place)
    return list(told.annotate(latest=Max("versions__number"), in_force=Max("versions__in_force_from")))


def _sections(place: Organization) -> list[Section]:
    curricula = Curriculum.objects.filter(organization=place).order_by("-intake_year", "code", "name", "-version")
    calendars = StudyCalendar.objects.filter(academic_year__organization=place).select_related("group", "academic_year")
    programs = WorkProgram.objects.filter(organization=place).select_related("academic_year")
    return [
        Section(CURRICULA, _("Curricula"), [_document(row, str(row), _intake(row)) for row in curricula]),
        Section(
            CALENDARS,
            _("Calendar study schedules"),
            [
                _document(row, row.group.name, row.academic_year.name)
                for row in calendars.order_by("-academic_year__starts", "group__sort_key")
            ],
        ),
        Section(
            PROGRAMS,
            _("Work programmes"),
            [
                _document(row, row.title, row.academic_year.name)
                for row in programs.order_by("-academic_year__starts", "title", "-version")
            ],
        ),
    ]


def _intake(row: Curriculum) -> str:
    return _("intake of %(year)d, version %(version)d") % {"year": row.intake_year, "version": row.version}


def _document(row: Any, title: str, note: str) -> Document:
    state = getattr(row, "state", None)
    if state is not None and state not in KEPT:
        note = f"{note}; {row.get_state_display().lower()}"
    return Document(row.pk, title, note, state is None or state in KEPT, row.published_at)
