"""What people decide of a synchronisation: sudden drops, doubtful pairs, rolling back."""

from datetime import timedelta

import pytest

from accounts.audit import Trace
from accounts.models import OutsideIdentity, User
from contingent.enums import PairState, SyncState
from contingent.errors import NotAllowed
from contingent.models import (
    Curatorship,
    DoubtfulPair,
    Membership,
    OutsideGroup,
    Representative,
    Student,
    StudyGroup,
    SyncChange,
    SyncRun,
)
from contingent.queries.sync import pair_fields
from contingent.services.sync import (
    carry_out,
    confirm_run,
    decide_pair,
    forget_old_runs,
    refuse_run,
    reopen_pair,
    roll_back,
    run_obstacles,
)
from contingent.services.sync.refusals import SyncRefused
from tests.contingent.feed_of import Feed, group, parent, student, tie
from tests.factories import (
    NOW,
    TODAY,
    MembershipFactory,
    RepresentativeFactory,
    StudentFactory,
    StudyGroupFactory,
    UserFactory,
)

PUPILS = [student(f"s{n}") for n in range(10)]


def state_of_all() -> list[object]:
    models = (User, Student, Membership, Representative, StudyGroup, Curatorship, OutsideIdentity, OutsideGroup)
    return [list(model.objects.order_by("pk").values()) for model in models]  # type: ignore[attr-defined]


def test_confirmed_drop_goes_on_with_the_batch_it_has(feed: Feed) -> None:
    feed.run(group(), *PUPILS)
    run = feed.run(group(), *PUPILS[:6])
    carry_out(run=confirm_run(run=run, trace=feed.trace).pk, now=NOW)
    run.refresh_from_db()
    assert (run.state, run.decided_by) == (SyncState.APPLIED, feed.admin)
    assert Student.objects.filter(ends=None).count() == 6


def test_refused_drop_is_thrown_away(feed: Feed) -> None:
    feed.run(group(), *PUPILS)
    run = feed.run(group(), *PUPILS[:6])
    refuse_run(run=run, trace=feed.trace)
    assert not run.records.exists()
    with pytest.raises(SyncRefused):
        confirm_run(run=run, trace=feed.trace)
    assert Student.objects.filter(ends=None).count() == 10


def test_only_the_administrator_decides(feed: Feed) -> None:
    run = feed.run(group(), *PUPILS)
    with pytest.raises(NotAllowed):
        roll_back(run=run, trace=Trace(UserFactory(), NOW))


def test_rolling_back_restores_everything_and_the_night_does_not_repeat_it(feed: Feed) -> None:
    feed.run(group(), student(), student("s2"), parent(), tie())
    before = state_of_all()
    second = [
        group(name="ИС-31"),
        group("g2", "ИС-22"),
        student(group="g2", last_name="Сосна"),
        student("s3"),
        parent("f1"),
        tie("s1", "f1"),
    ]
    run = feed.run(*second)
    assert run.state == SyncState.APPLIED
    assert run_obstacles(run=run, trace=feed.trace) == []
    assert roll_back(run=run, trace=feed.trace) == []
    assert state_of_all() == before
    run.refresh_from_db()
    feed.source.refresh_from_db()
    assert (run.state, feed.source.nightly, feed.source.cursor) == (SyncState.ROLLED_BACK, False, "")
    types = [row.history_type for row in Membership.history.order_by("history_id")]
    assert types.count("-") == 2


def test_rolling_back_the_first_load_leaves_nobody(feed: Feed) -> None:
    before = state_of_all()
    run = feed.run(group(), student(), parent(), tie())
    assert roll_back(run=run, trace=feed.trace) == []
    assert state_of_all() == before


def test_what_stands_in_the_way_is_named_and_nothing_is_changed(feed: Feed) -> None:
    run = feed.run(group(), student(), student("s2"), parent(), tie())
    here = Student.objects.get(outside_id="s1")
    User.objects.filter(pk=here.user_id).update(last_login=NOW)
    MembershipFactory(group=StudyGroupFactory(organization=feed.organization, kind="subgroup"), student=here)
    before = state_of_all()
    found = roll_back(run=run, trace=feed.trace)
    assert {obstacle.many for obstacle in found} == {1}
    assert any("Ёлкина" in name for obstacle in found for name in obstacle.examples)
    assert state_of_all() == before


def test_a_later_change_or_run_stands_in_the_way(feed: Feed) -> None:
    feed.run(group(), student())
    run = feed.run(group(), student(last_name="Сосна"))
    User.objects.filter(last_name="Сосна").update(last_name="Дуб")
    assert len(roll_back(run=run, trace=feed.trace)) == 1
    later = feed.run(group(), student(last_name="Клён"))
    names = [name for obstacle in roll_back(run=run, trace=feed.trace) for name in obstacle.examples]
    assert f"№ {later.pk}" in names


@pytest.fixture
def known(feed: Feed) -> Student:
    """A student from a workbook, without a number, in the group that the source tells of."""
    place = MembershipFactory(
        group__organization=feed.organization, group__name="ИС-21", group__level=2,
        student__user__last_name="Елкина", student__user__first_name="Анна",
        student__user__patronymic="Петровна", student__user__email="old@example.org",
    )  # fmt: skip
    User.objects.filter(pk=place.student.user_id).update(birth_date="2008-05-17")
    return place.student


def test_alike_without_a_number_waits_for_a_person(feed: Feed, known: Student) -> None:
    run = feed.run(group(), student(), parent(), tie())
    pair = DoubtfulPair.objects.get()
    assert (pair.user, pair.alike, pair.state) == (known.user, ["birth_date"], PairState.OPEN)
    assert Student.objects.get() == known
    assert run.counts["doubtful"] == 1
    changed = [(here, there) for _field, here, there, changes in pair_fields(pair) if changes]
    assert changed == [("Елкина", "Ёлкина"), ("old@example.org", "s1@example.org"), ("", "+7 902 123-45-67")]


def test_the_same_person_gets_the_number_and_what_is_told(feed: Feed, known: Student) -> None:
    feed.run(group(), student(), parent(), tie())
    before = state_of_all()
    pair = decide_pair(pair=DoubtfulPair.objects.get(), same=True, trace=feed.trace)
    known.refresh_from_db()
    assert (known.outside_id, known.user.email) == ("s1", "s1@example.org")
    assert Student.objects.count() == 1
    assert Representative.objects.get().student == known
    assert feed.run(group(), student(), parent(), tie()).state == SyncState.UNCHANGED
    assert reopen_pair(pair=pair, trace=feed.trace) == []
    assert state_of_all() == before
    assert DoubtfulPair.objects.get().state == PairState.OPEN


def test_a_different_person_is_made_anew_and_not_asked_of_again(feed: Feed, known: Student) -> None:
    feed.run(group(), student(), parent(), tie())
    before = state_of_all()
    pair = decide_pair(pair=DoubtfulPair.objects.get(), same=False, trace=feed.trace)
    assert Student.objects.count() == 2
    assert feed.run(group(), student(), parent(), tie()).state == SyncState.UNCHANGED
    assert reopen_pair(pair=pair, trace=feed.trace) == []
    assert state_of_all() == before


def test_people_of_another_organisation_are_not_looked_through(feed: Feed) -> None:
    stranger = StudentFactory(user__last_name="Ёлкина", user__first_name="Анна", user__email="s1@example.org")
    RepresentativeFactory(student=stranger)
    feed.run(group(), student())
    assert not DoubtfulPair.objects.exists()
    assert Student.objects.filter(organization=feed.organization).exists()


def test_batches_and_values_are_forgotten_after_a_month(feed: Feed) -> None:
    run = feed.run(group(), student())
    assert forget_old_runs(now=NOW + timedelta(days=29)) == 0
    assert forget_old_runs(now=NOW + timedelta(days=31)) == 2
    assert not SyncChange.objects.exclude(who="", before="", after="").exists()
    with pytest.raises(SyncRefused):
        roll_back(run=SyncRun.objects.get(pk=run.pk), trace=Trace(feed.admin, NOW))
    assert Student.objects.get().starts < TODAY
