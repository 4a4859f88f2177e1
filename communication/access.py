"""Who answers whose questions, and who reads them (R15, R31)."""

from collections.abc import Collection
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.access import organizations_as
from accounts.enums import Role
from accounts.menu import ties
from accounts.models import Appointment, Organization, User
from common.dated import holds_on
from communication.errors import QuestionRefused
from communication.models import Attachment, Question

HELPS = (Role.IT_SUPPORT, Role.JOURNAL_ADMIN)


def own_organizations(user: User, on: date) -> QuerySet[Organization]:
    """Return the organisations the user belongs to on the day in any way: there they may ask."""
    appointed = Appointment.objects.filter(holds_on(on), user=user).values("organization")
    return Organization.objects.filter(reduce(or_, (Q(pk__in=tie(user, on)) for tie in ties()), Q(pk__in=appointed)))


def helped_organizations(user: User, on: date) -> QuerySet[Organization]:
    """Return the organisations in which the user answers questions: IT support and journal administrators."""
    return organizations_as(user, on, *HELPS)


def helpers_of(organizations: Collection[int] | Any, on: date) -> QuerySet[Appointment]:
    """Return the responsible persons: the IT support of the organisation, where there is none its administrators.

    Who may not sign in cannot answer and is not named.
    """
    supported = Appointment.objects.filter(
        holds_on(on), organization=OuterRef("organization"), role=Role.IT_SUPPORT, user__is_active=True
    )
    return Appointment.objects.filter(
        holds_on(on), Q(role=Role.IT_SUPPORT) | ~Exists(supported),
        organization__in=organizations, role__in=HELPS, user__is_active=True,
    )  # fmt: skip


def helped_questions(user: User, on: date) -> QuerySet[Question]:
    """Return the questions that the user may answer."""
    return Question.objects.filter(organization__in=helped_organizations(user, on))


def own_questions(user: User) -> QuerySet[Question]:
    """Return what the user asked, in organisations left since too."""
    return Question.objects.filter(asker=user)


def visible_questions(user: User, on: date) -> QuerySet[Question]:
    """Return the questions the user may read: their own, and those they may answer."""
    return Question.objects.filter(Q(asker=user) | Q(organization__in=helped_organizations(user, on)))


def visible_attachments(user: User, on: date) -> QuerySet[Attachment]:
    """Return the files of the questions the user may read."""
    return Attachment.objects.filter(question__in=visible_questions(user, on).values("pk"))


def may_answer(user: User, question: Question, on: date) -> bool:
    """Whether the question is the user's to answer."""
    return helped_questions(user, on).filter(pk=question.pk).exists()


def check_may_ask(user: User, organization: Organization | None, on: date) -> None:
    """Raise `QuestionRefused` unless the organisation is one of the user's."""
    if organization is None or not own_organizations(user, on).filter(pk=organization.pk).exists():
        raise QuestionRefused(_("You do not belong to this organisation. Reload the page and choose another."))
