"""What the database refuses about people and groups."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError

from accounts.models import User
from common.sql import sort_key
from contingent.enums import GroupKind
from tests.factories import (
    CuratorshipFactory,
    MembershipFactory,
    RepresentativeFactory,
    StudyGroupFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def test_a_student_has_one_home_group_on_any_day() -> None:
    first = MembershipFactory(ends=date(2026, 10, 15))
    organization = first.group.organization
    other = StudyGroupFactory(organization=organization)
    with pytest.raises(IntegrityError, match="one_home_group"), transaction.atomic():
        MembershipFactory(student=first.student, group=other, starts=date(2026, 10, 15))
    MembershipFactory(student=first.student, group=other, starts=date(2026, 10, 16))


def test_a_subgroup_beside_the_home_group_is_fine() -> None:
    home = MembershipFactory()
    subgroup = StudyGroupFactory(organization=home.group.organization, kind=GroupKind.SUBGROUP)
    MembershipFactory(student=home.student, group=subgroup)


def test_a_membership_cannot_lie_about_the_kind_of_its_group() -> None:
    with pytest.raises(IntegrityError, match="membership_of_kind"), transaction.atomic():
        MembershipFactory(group_kind=GroupKind.STREAM)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_group_has_one_curator_on_any_day() -> None:
    first = CuratorshipFactory()
    with pytest.raises(IntegrityError, match="one_curator"), transaction.atomic():
        CuratorshipFactory(group=first.group, starts=date(2026, 11, 1))


def test_a_representative_is_tied_once_at_a_time() -> None:
    tie = RepresentativeFactory(ends=date(2026, 9, 30))
    RepresentativeFactory(student=tie.student, user=tie.user, starts=date(2026, 10, 1))
    with pytest.raises(IntegrityError, match="representative_once"), transaction.atomic():
        RepresentativeFactory(student=tie.student, user=tie.user, starts=date(2026, 9, 30))


def test_nothing_that_is_referred_to_can_be_deleted() -> None:
    membership = MembershipFactory()
    for row in (membership.student, membership.group, membership.student.user):
        with pytest.raises(ProtectedError):
            row.delete()


def test_names_sort_as_russians_expect() -> None:
    for name in ("Яковлев", "Ёлкин", "Ежов", "Жуков", "Емельянов-Ёжиков"):
        UserFactory(last_name=name)
    names = list(User.objects.order_by("sort_key").values_list("last_name", flat=True))
    assert names == ["Ежов", "Ёлкин", "Емельянов-Ёжиков", "Жуков", "Яковлев"]


@pytest.mark.parametrize("typed", ["ЁЛКИН", "елкин", "  Ёлкин  анна "])
def test_what_is_typed_is_folded_as_the_database_folds(typed: str) -> None:
    user = UserFactory(last_name="Ёлкин", first_name="Анна")
    assert User.objects.get(sort_key__startswith=sort_key(typed)) == user
