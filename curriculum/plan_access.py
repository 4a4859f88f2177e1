"""Whose curricula are: the administration of an organisation writes its own (R44)."""

from datetime import UTC, date

from django.db.models import QuerySet

from accounts.access import readable_organizations
from accounts.models import User
from contingent.models import StudyGroup
from curriculum.enums import DocumentState
from curriculum.models import Curriculum, CurriculumBinding, IndividualPlan, PreparationAction

IMPORT = "curriculum_import"
WRITTEN = (DocumentState.DRAFT, DocumentState.SUBMITTED, DocumentState.RETURNED)
"""States in which a curriculum is written; what is approved is read only."""


def visible_curricula(user: User, on: date) -> QuerySet[Curriculum]:
    """Return the curricula of the organisations the user reads whole: director, deputies, journal administrators."""
    return Curriculum.objects.filter(organization__in=readable_organizations(user, on))


def visible_bindings(user: User, on: date) -> QuerySet[CurriculumBinding]:
    """Return which groups follow, followed or will follow the curricula the user sees."""
    return CurriculumBinding.objects.filter(curriculum__organization__in=readable_organizations(user, on))


def visible_individual_plans(user: User, on: date) -> QuerySet[IndividualPlan]:
    """Return the individual and adapted plans of the students of organisations the user reads whole (R37)."""
    return IndividualPlan.objects.filter(student__organization__in=readable_organizations(user, on))


def visible_plan_imports(user: User, on: date) -> QuerySet[PreparationAction]:
    """Return the loadings of curricula of the organisations the user reads whole."""
    return PreparationAction.objects.filter(kind=IMPORT, organization__in=readable_organizations(user, on))


def groups_to_bind(user: User, on: date) -> QuerySet[StudyGroup]:
    """Return the open groups that may be given a curriculum."""
    return StudyGroup.objects.open_on(on).filter(organization__in=readable_organizations(user, on))


def is_written(curriculum: Curriculum) -> bool:
    """Whether the curriculum's rows may change."""
    return curriculum.state in WRITTEN


def stamp(curriculum: Curriculum) -> str:
    """Return what an editor saw: the moment of the last save, the same whichever zone it is given in."""
    return curriculum.changed_at.astimezone(UTC).isoformat()
