"""What a synchronisation with the contingent makes of people, studies, groups and ties (X1, R17, R22, R37)."""

from datetime import date, timedelta
from typing import Any

import pytest

from accounts.models import OutsideIdentity, User
from contingent.enums import ChangeKind, PairState, RepresentativeKind, SyncState
from contingent.models import (
    DoubtfulPair,
    Membership,
    Representative,
    SetAside,
    Student,
    StudyGroup,
    SyncChange,
    SyncRun,
)
from tests.contingent.feed_of import Feed, gone, group, parent, student, tie
from tests.factories import NOW, TODAY, MembershipFactory, OrganizationFactory, StudyGroupFactory

YESTERDAY = TODAY - timedelta(days=1)
FAMILY = (group(), student(), parent(), tie())


def told(run: SyncRun, kind: ChangeKind) -> list[tuple[str, str, str, str]]:
    rows = SyncChange.objects.filter(run=run, kind=kind).order_by("pk")
    return list(rows.values_list("model", "field", "before", "after"))


def test_first_load_makes_people_with_logins_and_nobody_can_sign_in_yet(feed: Feed) -> None:
    run = feed.run(*FAMILY)
    assert run.error == ""
    assert run.state == SyncState.APPLIED
    made = Student.objects.select_related("user").get()
    assert (made.outside_id, made.starts, made.ends) == ("s1", date(2026, 9, 1), None)
    assert made.user.username == f"elkina{made.user_id}"
    assert not made.user.has_usable_password()
    assert made.user.birth_date == date(2008, 5, 17)
    place = Membership.objects.get()
    assert (place.group.name, place.starts, place.ends) == ("ИС-21", date(2026, 9, 1), None)
    assert [row.history_type for row in place.history.all()] == ["+"]
    assert Representative.objects.get().user.first_name == "Ольга"
    assert set(OutsideIdentity.objects.values_list("key", flat=True)) == {"p-s1", "m1"}
    assert run.counts["added.student"] == 1


def test_same_batch_twice_and_a_page_twice_change_nothing(feed: Feed) -> None:
    feed.run(*FAMILY)
    before = [list(model.objects.order_by("pk").values()) for model in (User, Student, Membership, Representative)]
    assert feed.run(*FAMILY, *FAMILY).state == SyncState.UNCHANGED
    assert feed.run(*FAMILY, full=False).state == SyncState.UNCHANGED
    after = [list(model.objects.order_by("pk").values()) for model in (User, Student, Membership, Representative)]
    assert after == before


def test_namesakes_and_twins_with_one_phone_stay_apart(feed: Feed) -> None:
    twins = [student("s2", first_name="Ия"), student("s3", first_name="Зоя")]
    feed.run(group(), student(), student("s4"), *twins)
    assert Student.objects.count() == User.objects.filter(last_name="Ёлкина").count() == 4


def test_changed_surname_is_the_same_person_told_field_by_field(feed: Feed) -> None:
    feed.run(*FAMILY)
    user = Student.objects.get().user
    run = feed.run(group(), student(last_name="Сосна", email="new@example.org"), parent(), tie())
    user.refresh_from_db()
    assert (user.last_name, user.email) == ("Сосна", "new@example.org")
    assert told(run, ChangeKind.CHANGED) == [
        ("user", "last_name", "Ёлкина", "Сосна"),
        ("user", "email", "s1@example.org", "new@example.org"),
    ]


def test_two_parents_of_three_children_are_two_people(feed: Feed) -> None:
    children = [student(key, first_name=name) for key, name in (("s1", "Ия"), ("s2", "Зоя"), ("s3", "Яна"))]
    ties = [tie(child["key"], person) for child in children for person in ("m1", "f1")]
    feed.run(group(), *children, parent(), parent("f1", first_name="Олег", patronymic="Ильич"), *ties)
    assert Representative.objects.count() == 6
    assert Representative.objects.values("user").distinct().count() == 2


def test_missing_email_is_set_aside_until_mended_and_the_rest_goes_in(feed: Feed) -> None:
    run = feed.run(*FAMILY, student("s2", email=""), tie("s2"))
    assert run.state == SyncState.APPLIED
    assert Student.objects.count() == 1
    found = SetAside.objects.get()
    assert (found.key, found.group.name, found.reasons[0][1]) == ("s2", "ИС-21", "missing_email")
    feed.run(*FAMILY, student("s2"), tie("s2"))
    assert Student.objects.count() == Representative.objects.count() == 2
    found.refresh_from_db()
    assert found.mended_at == NOW
    assert found.raw == {}


def test_known_student_whose_record_is_set_aside_does_not_leave(feed: Feed) -> None:
    feed.run(*FAMILY)
    feed.run(group(), student(phone=""), parent(email="нет"), tie())
    assert Student.objects.get().ends is None
    assert Representative.objects.get().ends is None
    assert set(SetAside.objects.values_list("kind", "group__name")) == {
        ("student", "ИС-21"),
        ("representative", "ИС-21"),
    }


def test_left_and_back_is_the_same_person(feed: Feed) -> None:
    feed.run(*FAMILY, student("s2"))
    run = feed.run(*FAMILY)
    left = Student.objects.get(outside_id="s2")
    assert left.ends == YESTERDAY
    assert left.memberships.get().ends == YESTERDAY
    assert told(run, ChangeKind.LEFT) == [("student", "ends", "", YESTERDAY.isoformat())]
    later = NOW + timedelta(days=10)
    run = feed.run(*FAMILY, student("s2"), now=later)
    assert Student.objects.filter(pk=left.pk, ends=None).exists()
    places = left.memberships.order_by("starts").values_list("starts", "ends")
    assert list(places) == [(date(2026, 9, 1), YESTERDAY), (TODAY + timedelta(days=10), None)]
    assert told(run, ChangeKind.RETURNED) == [("student", "ends", YESTERDAY.isoformat(), "")]


@pytest.mark.parametrize(
    ("batch", "full", "day"),
    [
        ((group(), student("s2")), True, YESTERDAY),
        ((group(), student("s2"), parent(), tie(starts="2026-09-01")), True, YESTERDAY),
        ((student(ends="2026-11-01"),), False, date(2026, 11, 1)),
        ((gone("student", "s1"),), False, YESTERDAY),
    ],
)
def test_ties_end_with_the_study_and_are_made_anew_when_it_goes_on(
    feed: Feed, batch: tuple[Any, ...], full: bool, day: date
) -> None:
    everybody = (group(), student(), student("s2"), parent(), tie(starts="2026-09-01"))
    feed.run(*everybody)
    run = feed.run(*batch, full=full)
    assert (Student.objects.get(outside_id="s1").ends, Representative.objects.get().ends) == (day, day)
    assert told(run, ChangeKind.UNTIED) == [("representative", "ends", "", day.isoformat())]
    assert feed.run(*batch, full=full).state == SyncState.UNCHANGED
    feed.run(*everybody)
    assert list(Representative.objects.order_by("pk").values_list("ends", flat=True)) == [day, None]


def test_leaving_with_a_day_and_by_a_tombstone(feed: Feed) -> None:
    feed.run(*FAMILY, student("s2"), student("s3"))
    feed.run(student("s2", ends="2026-11-01"), gone("student", "s3"), gone("tie", "s1/m1"), full=False)
    ends = dict(Student.objects.values_list("outside_id", "ends"))
    assert ends == {"s1": None, "s2": date(2026, 11, 1), "s3": YESTERDAY}
    assert Representative.objects.get().ends == YESTERDAY


def test_move_closes_the_old_place_the_day_before_and_leaves_its_subgroups(feed: Feed) -> None:
    feed.run(*FAMILY, group("g2", "ИС-22"))
    here = Student.objects.get()
    sub = StudyGroupFactory(organization=feed.organization, kind="subgroup", name="ИС-21/1")
    sub.sources.add(StudyGroup.objects.get(name="ИС-21"))
    MembershipFactory(group=sub, student=here)
    moved = student(group="g2", starts="2026-11-10", order_number="5")
    run = feed.run(group(), group("g2", "ИС-22"), moved, parent(), tie())
    places = here.memberships.order_by("starts", "pk").values_list("group__name", "starts", "ends", "order")
    assert list(places) == [
        ("ИС-21", date(2026, 9, 1), date(2026, 11, 9), ""),
        ("ИС-21/1", date(2026, 9, 1), date(2026, 11, 9), ""),
        ("ИС-22", date(2026, 11, 10), None, "Приказ № 5"),
    ]
    assert told(run, ChangeKind.MOVED) == [("membership", "group", "ИС-21", "ИС-22")]
    assert feed.run(group(), group("g2", "ИС-22"), moved, parent(), tie()).state == SyncState.UNCHANGED


def test_group_renamed_closed_when_empty_and_kept_while_used(feed: Feed) -> None:
    feed.run(*FAMILY, group("g2", "ИС-22"))
    run = feed.run(group(name="ИС-31", level=3), *FAMILY[1:])
    assert dict(StudyGroup.objects.values_list("name", "closed_on")) == {"ИС-31": None, "ИС-22": TODAY}
    assert told(run, ChangeKind.GONE) == [("studygroup", "closed_on", "", TODAY.isoformat())]
    run = feed.run(student(group="g1"), parent(), tie())
    assert run.counts["conflict.studygroup"] == 1
    assert StudyGroup.objects.get(name="ИС-31").closed_on is None


def test_known_group_is_taken_by_its_name_not_made_twice(feed: Feed) -> None:
    here = StudyGroupFactory(organization=feed.organization, name="ИС-21", level=2)
    feed.run(*FAMILY)
    assert StudyGroup.objects.get() == here


def test_many_gone_at_once_asks_and_changes_nothing(feed: Feed) -> None:
    pupils = [student(f"s{n}") for n in range(10)]
    feed.run(group(), *pupils)
    run = feed.run(group(), *pupils[:6])
    assert run.state == SyncState.ASKS
    assert {"what": "group", "name": "ИС-21", "had": 10, "gone": 4} in run.asks
    assert Student.objects.filter(ends=None).count() == 10
    assert SyncChange.objects.filter(run=run, kind=ChangeKind.LEFT).count() == 4


def test_broken_off_feed_changes_nothing_and_says_so(feed: Feed) -> None:
    feed.run(*FAMILY)
    run = feed.run(*FAMILY, student("s2"), student("s3"), pages=3, breaks=True)
    assert (run.state, run.error) == (SyncState.FAILED, "Связь прервалась.")
    assert not run.records.exists()
    assert Student.objects.count() == 1
    assert Student.objects.get().ends is None


def test_pupil_becomes_a_college_student_and_the_newest_place_decides_contacts(
    feed: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed.run(*FAMILY)
    college = Feed(monkeypatch, OrganizationFactory(), "contingent")
    come = student("c7", person="p-s1", email="grown@example.org", starts="2026-11-01")
    college.run(group(), come, parent(), tie("c7"))
    user = User.objects.get(studies__outside_id="s1")
    assert user.studies.count() == 2
    assert user.email == "grown@example.org"
    run = feed.run(*FAMILY)
    user.refresh_from_db()
    assert user.email == "grown@example.org"
    assert told(run, ChangeKind.CONFLICT) == [("user", "email", "grown@example.org", "s1@example.org")]
    assert run.state == SyncState.UNCHANGED


def test_another_organisation_is_left_alone(feed: Feed, monkeypatch: pytest.MonkeyPatch) -> None:
    other = Feed(monkeypatch, OrganizationFactory(), "contingent")
    other.run(group(), student("x1", person="x"), parent("xm"), tie("x1", "xm"))
    feed.run(*FAMILY)
    feed.run(group(), student(), parent())
    assert Student.objects.get(outside_id="x1").ends is None
    assert Representative.objects.get(student__outside_id="x1").ends is None
    assert Representative.objects.get(student__outside_id="s1").ends == YESTERDAY


def test_trusted_person_is_not_put_out_by_the_contingent(feed: Feed) -> None:
    feed.run(*FAMILY)
    Representative.objects.update(kind=RepresentativeKind.TRUSTED)
    feed.run(group(), student(), parent())
    assert Representative.objects.get().ends is None


def test_one_at_a_time(feed: Feed) -> None:
    from contingent.services.sync import ask_for_run
    from contingent.services.sync.refusals import SyncRefused

    ask_for_run(source=feed.source, full=True, trace=feed.trace)
    with pytest.raises(SyncRefused):
        ask_for_run(source=feed.source, full=True, trace=feed.trace)


def test_a_child_in_two_organisations_is_one_person_with_two_studies(
    feed: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed.run(*FAMILY)
    other = Feed(monkeypatch, OrganizationFactory(), "contingent")
    run = other.run(group(), student("k7", person="p-s1"), parent(), tie("k7"))
    assert run.error == ""
    here = Student.objects.filter(user__outside_identities__key="p-s1")
    assert {(row.organization, row.outside_id, row.ends) for row in here} == {
        (feed.organization, "s1", None), (other.organization, "k7", None),
    }  # fmt: skip
    assert here.values("user").distinct().count() == 1
    assert Representative.objects.values("user").distinct().count() == 1
    assert feed.run(*FAMILY).state == other.run(group(), student("k7", person="p-s1"), parent(), tie("k7")).state
    other.run(group(), student("k7", person="p-s1", ends="2026-11-01"), parent(), tie("k7"))
    assert Student.objects.get(organization=feed.organization).ends is None


def test_a_second_study_waits_until_the_first_has_ended(feed: Feed) -> None:
    feed.run(*FAMILY)
    second = student("s9", person="p-s1", starts="2026-11-16")
    feed.run(*FAMILY, second)
    assert Student.objects.get().outside_id == "s1"
    assert SetAside.objects.get(mended_at=None).reasons[0][1] == "second_study"
    feed.run(group(), student(ends="2026-11-15"), second, parent(), tie("s9"))
    assert not SetAside.objects.filter(mended_at=None).exists()
    studies = Student.objects.order_by("starts").values_list("outside_id", "user", "ends")
    assert [(key, ends) for key, _user, ends in studies] == [("s1", date(2026, 11, 15)), ("s9", None)]
    assert len({user for _key, user, _ends in studies}) == 1


def test_a_number_of_a_study_never_changes_hands_unseen(feed: Feed) -> None:
    feed.run(*FAMILY)
    owner = Student.objects.get().user
    other = student(person="p-other", last_name="Дуб", birth_date="2009-01-01", email="dub@example.org")
    feed.run(group(), other, parent(), tie())
    owner.refresh_from_db()
    assert (owner.last_name, Student.objects.get().user, Student.objects.get().ends) == ("Ёлкина", owner, None)
    assert [row.reasons[0][1] for row in SetAside.objects.filter(kind="student")] == ["study_of_another"]
    assert not User.objects.filter(last_name="Дуб").exists()
    OutsideIdentity.objects.filter(user=owner).delete()
    feed.run(group(), other, parent(), tie())
    pair = DoubtfulPair.objects.get(user=owner)
    assert (pair.key, pair.alike, pair.state) == ("p-other", ["outside_id"], PairState.OPEN)
    assert not User.objects.filter(last_name="Дуб").exists()
