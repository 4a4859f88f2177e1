"""The questions' place in the top bar: for those who answer them."""

from datetime import date
from typing import Any

from django.db.models import Count, Exists, IntegerField, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.menu import Entry, register
from accounts.models import User
from communication.access import helped_organizations, helped_questions
from communication.enums import QuestionState


def answers(user: User, on: date) -> Any:
    """Whether the user answers questions anywhere."""
    return Exists(helped_organizations(user, on))


def untaken(user: User, on: date) -> Any:
    """Count the questions that nobody has taken."""
    rows = helped_questions(user, on).filter(state=QuestionState.OPEN).order_by().values(one=Value(1))
    return Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0)


register(Entry("communication:questions", _("Questions"), position=85, shown=answers, count=untaken))
