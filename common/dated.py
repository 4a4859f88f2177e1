"""Facts that hold from a day to a day, both included; no last day means that they still hold.

What is ended at once holds no more on the very day it is ended: its last day is the day before.
If it began that day, it holds on no day at all; the moments are in its history.
"""

from datetime import date, timedelta
from typing import Any, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import DateField, ExpressionWrapper, F, Func, Q, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

ONE_DAY = timedelta(days=1)


class DateSpan(Func):
    """The days from `starts` to `ends`, both included, as a PostgreSQL range; empty when none is left."""

    function = "daterange"
    template = "%(function)s(%(expressions)s::date + 1)"
    arg_joiner = "::date, "
    output_field = DateRangeField()

    def __init__(self, *expressions: Any, **extra: Any) -> None:
        super().__init__(*(expressions or ("starts", "ends")), **extra)


class NewestFirst(Func):
    """A number turned about: what is numbered last stands first.

    An index of ranges walks all that a page of it holds to find the place of a number beyond them all; turned about it
    finds it at once. Rows with new numbers go in nearly twice as fast.
    """

    template = "(-%(expressions)s)"
    output_field = models.BigIntegerField()


def holds_on(day: date, prefix: str = "") -> Q:
    """Return the condition that a dated row, reached through `prefix`, holds on the day."""
    return Q(**{f"{prefix}starts__lte": day}) & (
        Q(**{f"{prefix}ends__isnull": True}) | Q(**{f"{prefix}ends__gte": day})
    )


def overlaps(first: date, last: date, prefix: str = "") -> Q:
    """Return the condition that a dated row holds on some day from `first` to `last`."""
    return Q(**{f"{prefix}starts__lte": last}) & (
        Q(**{f"{prefix}ends__isnull": True}) | Q(**{f"{prefix}ends__gte": first})
    )


def lasting(last_day: date) -> Q:
    """Return the condition that a dated row holds on some day after the last day."""
    return (Q(ends=None) | Q(ends__gt=last_day)) & (Q(ends=None) | Q(ends__gte=F("starts")))


def no_later_than(last_day: date) -> Greatest:
    """Return the new last day of dated rows; what has not begun by then holds on no day."""
    eve = ExpressionWrapper(F("starts") - Value(1), output_field=DateField())
    return Greatest(Value(last_day), eve, output_field=DateField())


class DatedQuerySet(models.QuerySet[Any]):
    """Rows that can be asked for by day."""

    def on(self, day: date) -> Self:
        """Return the rows that hold on the day."""
        return self.filter(holds_on(day))


class Dated(models.Model):
    """A fact with its first and last day."""

    starts = models.DateField(_("from"))
    ends = models.DateField(_("until"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True

    def end_at_once(self, today: date) -> None:
        """Let the fact hold no more from this very day on; an earlier end stays (not saved)."""
        last = max(today, self.starts) - ONE_DAY
        if self.ends is None or self.ends > last:
            self.ends = last


def never_twice(name: str, *fields: str | Func, condition: Q | None = None) -> ExclusionConstraint:
    """Return the constraint that rows alike in `fields` never share a day."""
    return ExclusionConstraint(
        name=name,
        expressions=[
            *((F(field) if isinstance(field, str) else field, RangeOperators.EQUAL) for field in fields),
            (DateSpan(), RangeOperators.OVERLAPS),
        ],
        condition=condition,
    )


def ends_after_start(name: str) -> models.CheckConstraint:
    """Return the constraint that the last day is not before the first, or just before it when none was left."""
    return models.CheckConstraint(name=name, condition=Q(ends__isnull=True) | Q(ends__gte=F("starts") - ONE_DAY))
