"""How long people are kept by name: who sets it, whose term is over, who is reminded (152-ФЗ, art. 5 part 7)."""

from datetime import date

import pytest
from django.db import Error, transaction
from django.test import Client
from django.urls import reverse

from accounts.audit import Trace
from accounts.enums import Role
from accounts.models import KeepingChange, User
from contingent.errors import NotAllowed, PersonalRefused
from contingent.obligations_keeping import find_past, standing
from contingent.queries.keeping import past_term
from contingent.services.keeping import change_keeping
from contingent.services.personal import why_not_forgotten
from notifications.deadlines import Term
from tests.factories import NOW, TODAY, AppointmentFactory, EmployeeFactory, RepresentativeFactory, StudentFactory

pytestmark = pytest.mark.django_db
LONG_AGO = {"starts": date(1948, 9, 1), "ends": date(1951, 6, 30)}


def appointed(place: object, role: Role = Role.JOURNAL_ADMIN) -> User:
    user: User = AppointmentFactory.create(organization=place, role=role).user
    return user


def test_the_list_holds_exactly_those_who_may_be_forgotten() -> None:
    gone = StudentFactory.create(**LONG_AGO)
    place = gone.organization
    recent = StudentFactory.create(organization=place, starts=date(1948, 9, 1), ends=date(1951, 11, 21))
    parent = StudentFactory.create(organization=place, **LONG_AGO)
    RepresentativeFactory.create(user=parent.user)
    elsewhere = StudentFactory.create(organization=place, **LONG_AGO)
    EmployeeFactory.create(user=elsewhere.user, starts=date(1980, 1, 1), ends=date(2000, 1, 1))
    done = StudentFactory.create(organization=place, **LONG_AGO)
    User.objects.filter(pk=done.user_id).update(anonymised_at=NOW)
    assert set(past_term(place.pk, TODAY)) == {gone.user}
    people = [row.user for row in (gone, recent, parent, elsewhere)]
    assert [user for user in people if not why_not_forgotten(person=user, on=TODAY)] == [gone.user]
    type(place).objects.filter(pk=place.pk).update(keeps_years=70)
    assert set(past_term(place.pk, TODAY)) == {gone.user, recent.user}


def test_a_change_has_a_reason_and_a_history_that_nothing_takes_away() -> None:
    place = StudentFactory.create(**LONG_AGO).organization
    director, deputy = appointed(place, Role.DIRECTOR), appointed(place, Role.DEPUTY)
    stranger = appointed(StudentFactory.create().organization, Role.DIRECTOR)
    for user in (deputy, stranger):
        with pytest.raises(NotAllowed):
            change_keeping(organization=place.pk, years=50, seen=75, trace=Trace(user, NOW, reason="x"))
    with pytest.raises(PersonalRefused, match="75"):
        change_keeping(organization=place.pk, years=50, seen=74, trace=Trace(director, NOW, reason="x"))
    client = Client()
    client.force_login(director)
    told = {"organization": place.pk, "seen": 75, "years": 50, "reason": "Номенклатура дел № 7"}
    assert client.post(reverse("contingent:keeping"), told | {"reason": ""}).status_code == 400
    assert client.post(reverse("contingent:keeping"), told | {"seen": 60}).status_code == 409
    assert client.post(reverse("contingent:keeping"), told).status_code == 302
    page = client.get(reverse("contingent:keeping")).content.decode()
    assert "75 → 50. Номенклатура дел № 7" in page
    for changed in (lambda: KeepingChange.objects.update(reason=""), lambda: KeepingChange.objects.all().delete()):
        with pytest.raises(Error, match="append-only"), transaction.atomic():
            changed()


def test_the_administrator_is_reminded_once_a_month_until_nobody_is_left(
    django_assert_max_num_queries: pytest.FixtureRequest,
) -> None:
    gone = StudentFactory.create(**LONG_AGO)
    place = gone.organization
    boss = appointed(place)
    appointed(place, Role.DIRECTOR)
    (due,) = find_past(place, NOW, Term(0))
    assert due.user == boss.pk
    client = Client()
    client.force_login(boss)
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        page = client.get(reverse("contingent:keeping")).content.decode()
    assert reverse("contingent:person_anonymise", args=[gone.user_id]) in page
    assert standing([(due.subject, boss.pk)]).owed == {(due.subject, boss.pk)}
    former = due.subject - 1
    assert standing([(former, boss.pk)]).owed == standing([(former, boss.pk)]).paid == frozenset()
    User.objects.filter(pk=gone.user_id).update(anonymised_at=NOW)
    assert find_past(place, NOW, Term(0)) == []
    assert standing([(due.subject, boss.pk)]).paid == {(due.subject, boss.pk)}
