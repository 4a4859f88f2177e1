"""A prepared query answers as the queryset that it was made of, for every value it is asked with."""

from datetime import date, timedelta

import pytest
from django.db.models import F
from pytest_django.fixtures import DjangoAssertNumQueries

from common.prepared import Prepared
from journal.access import OWN_PAGE, own_loads, visible_courses
from tests.factories import TODAY, TeachingLoadFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_it_answers_by_the_values_of_each_call() -> None:
    mine, other = TeachingLoadFactory(), TeachingLoadFactory(ends=TODAY - timedelta(days=1))
    for load in (mine, other):
        for day in (TODAY - timedelta(days=1), TODAY):
            for user in (mine.employee.user, other.employee.user):
                asked = own_loads(user, day).filter(course=load.course).values_list("pk")
                assert OWN_PAGE(user, day, load.course.pk) == list(asked)


def test_the_first_call_leaves_nothing_behind() -> None:
    """Not even when the first asker is refused, or the same number stands for two things."""
    pages = Prepared(lambda user, on, pk: visible_courses(user, on).filter(pk=pk).values_list("pk"))
    load = TeachingLoadFactory()
    assert pages(UserFactory(), TODAY, load.course.pk) == []
    assert pages(load.employee.user, TODAY, load.course.pk) == [(load.course.pk,)]
    assert pages(UserFactory(), TODAY, load.course.pk) == []


def test_a_day_worked_out_beforehand_is_refused() -> None:
    """It would stay the same for every day: the trap that this class has."""
    wrong = Prepared(
        lambda on: TeachingLoadFactory._meta.model.objects.filter(
            starts__gt=on - timedelta(days=7) if on > date(2, 1, 1) else date(2026, 1, 1)
        ).values_list("pk")
    )
    with pytest.raises(ValueError, match="Count days in SQL"):
        wrong(TODAY)


def test_it_is_compiled_once(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    built = []

    def build(course: int):  # type: ignore[no-untyped-def]
        built.append(course)
        return TeachingLoadFactory._meta.model.objects.filter(course=course).values_list(F("pk"))

    query = Prepared(build)
    with django_assert_num_queries(3):
        for course in range(3):
            query(course)
    assert len(built) == 1
