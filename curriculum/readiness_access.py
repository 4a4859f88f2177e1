"""Who sees the preparation of a year, and who signs its steps (R8, R10, R33)."""

from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.access import organizations_as, readable_organizations
from accounts.enums import Role
from accounts.models import Organization, User
from common.dated import holds_on
from curriculum.errors import NotAllowed
from curriculum.models import AcademicYear, PreparationAction, StepTerm

PREPARERS = (Role.DIRECTOR, Role.DEPUTY, Role.JOURNAL_ADMIN)
ROLLOVER = "rollover"


def preparing_organizations(user: User, on: date) -> QuerySet[Organization]:
    """Return the organisations whose year the user prepares: every step is theirs to sign, and the new year to make."""
    return organizations_as(user, on, *PREPARERS)


def answered_steps(user: User, on: date) -> QuerySet[StepTerm]:
    """Return the steps that the user answers for by name, being on the staff."""
    return StepTerm.objects.filter(holds_on(on, "answers__"), answers__user=user)


def visible_prepared_years(user: User, on: date) -> QuerySet[AcademicYear]:
    """Return the years whose preparation the user sees: of an organisation read whole, or where they answer."""
    read = readable_organizations(user, on).values("pk").union(answered_steps(user, on).values("organization"))
    return AcademicYear.objects.filter(organization__in=read)


def visible_rollovers(user: User, on: date) -> QuerySet[PreparationAction]:
    """Return the new years that were made in the organisations the user prepares."""
    return PreparationAction.objects.filter(organization__in=preparing_organizations(user, on), kind=ROLLOVER)


def prepares(user: User, organization: int, on: date) -> bool:
    """Whether the user prepares the organisation's year."""
    return preparing_organizations(user, on).filter(pk=organization).exists()


def own_steps(user: User, organization: int, on: date) -> set[str]:
    """Return the codes of the steps that the user answers for by name in the organisation."""
    return set(answered_steps(user, on).filter(organization=organization).values_list("step", flat=True))


def check_prepares(user: User, organization: int, on: date) -> None:
    """Raise `NotAllowed` unless the user prepares the organisation's year."""
    if not prepares(user, organization, on):
        raise NotAllowed(_("The year is prepared by the director, the deputies and the journal administrators."))


def check_signs(user: User, organization: int, step: str, on: date) -> None:
    """Raise `NotAllowed` unless the user signs the step: who answers for it, the director, deputies, administrators."""
    if not prepares(user, organization, on) and step not in own_steps(user, organization, on):
        raise NotAllowed(_("A step is signed by who answers for it, the director, a deputy or the administrator."))
