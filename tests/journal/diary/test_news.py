"""What has changed since the reader last looked, and their word that they have read it (R2)."""

from datetime import timedelta

import pytest
from django.test import Client

from accounts.audit import Trace
from accounts.enums import Role
from curriculum.models import Course
from journal.enums import EntryKind
from journal.models import DiaryGlance, EntryPolicy
from journal.services.works import delete_work
from tests.factories import (
    NOW,
    AppointmentFactory,
    CuratorshipFactory,
    RepresentativeFactory,
    UserFactory,
)
from tests.journal.diary.conftest import Clock, signed_in
from tests.journal.diary.family import (
    Family,
    days_ago,
    entry,
    give,
    make_lesson,
    make_pupil,
    miss,
    save,
    teacher_of,
    write,
)
from tests.journal.diary.test_week import text

HOUR = timedelta(hours=1)


def acts(reader: Client, family: Family) -> list[tuple[str, str, str, str]]:
    changes = reader.get(family.child.url("new/")).context["news"].changes
    return [(change.what, change.act, change.before, change.after) for change in changes]


def look(reader: Client, family: Family) -> None:
    until = reader.get(family.child.url("new/")).context["news"].until
    answer = reader.post(family.child.url("new/seen/"), {"until": until.isoformat()})
    assert answer.status_code == 302


def test_given_changed_and_removed(reader: Client, family: Family, clock: Clock) -> None:
    student, course = family.child.student, family.child.course
    lessons = [make_lesson(course, number=number) for number in range(1, 4)]
    works = [give(student, lesson, "4") for lesson in lessons]
    assert acts(reader, family) == [("mark", "given", "", "4")] * 3
    clock.now = NOW + HOUR
    look(reader, family)
    assert acts(reader, family) == []
    later = clock.now + HOUR
    give(student, lessons[0], "5", was="4", work=works[0], at=later)
    give(student, lessons[1], "", was="4", work=works[1], at=later)
    give(student, lessons[2], "3", was="4", work=works[2], at=later)
    give(student, lessons[2], "4", was="3", work=works[2], at=later)
    clock.now = later + HOUR
    assert sorted(acts(reader, family)) == [("mark", "changed", "4", "5"), ("mark", "removed", "4", "")]


def test_absences_and_homework(reader: Client, family: Family, clock: Clock) -> None:
    student, course = family.child.student, family.child.course
    lesson = make_lesson(course)
    miss(student, lesson)
    write(lesson, topic="Тема", homework="Параграф 1")
    assert sorted(acts(reader, family)) == [
        ("attendance", "given", "", "отсутствие"),
        ("homework", "given", "", "Параграф 1"),
    ]
    clock.now = NOW + HOUR
    look(reader, family)
    clock.now += HOUR
    write(lesson, topic="Другая тема", homework="Параграф 1", at=clock.now)
    miss(student, lesson, "ill", was="absent", at=clock.now)
    assert acts(reader, family) == [("attendance", "changed", "отсутствие", "отсутствие: болезнь")]


def test_what_came_while_the_page_was_open_stays_new(reader: Client, family: Family, clock: Clock) -> None:
    student, course = family.child.student, family.child.course
    shown = reader.get(family.child.url("new/")).context["news"].until
    give(student, make_lesson(course), "5", at=NOW + HOUR)
    clock.now = NOW + 2 * HOUR
    reader.post(family.child.url("new/seen/"), {"until": shown.isoformat()})
    assert acts(reader, family) == [("mark", "given", "", "5")]


def test_pressing_an_old_page_brings_nothing_back(reader: Client, family: Family, clock: Clock) -> None:
    old = reader.get(family.child.url("new/")).context["news"].until
    give(family.child.student, make_lesson(family.child.course), "5")
    clock.now = NOW + HOUR
    look(reader, family)
    reader.post(family.child.url("new/seen/"), {"until": old.isoformat()})
    assert acts(reader, family) == []


def test_nobody_acknowledges_ahead(reader: Client, family: Family) -> None:
    reader.post(family.child.url("new/seen/"), {"until": (NOW + 100 * HOUR).isoformat()})
    assert DiaryGlance.objects.get().seen_until == NOW


@pytest.mark.parametrize(
    "until", ["", "вчера", "2026-11-20T10:00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"]
)
def test_a_form_without_its_moment_is_refused(reader: Client, family: Family, until: str) -> None:
    assert reader.post(family.child.url("new/seen/"), {"until": until}).status_code == 400
    assert not DiaryGlance.objects.exists()


def test_looking_writes_nothing(reader: Client, family: Family) -> None:
    for tail in ("", "period/", "new/", f"subjects/{family.child.course.pk}/"):
        reader.get(family.child.url(tail))
    assert not DiaryGlance.objects.exists()


def test_each_reader_has_their_own_news(client: Client, family: Family, clock: Clock) -> None:
    father = RepresentativeFactory(student=family.child.student).user
    give(family.child.student, make_lesson(family.child.course), "5")
    clock.now = NOW + HOUR
    look(signed_in(client, family.parent), family)
    assert len(acts(signed_in(client, father), family)) == 1


def test_a_dot_tells_the_switcher_that_something_is_new(client: Client, family: Family, clock: Clock) -> None:
    sibling = make_pupil()
    RepresentativeFactory(student=sibling.student, user=family.parent)
    give(sibling.student, make_lesson(sibling.course), "5")
    reader = signed_in(client, family.parent)

    def fresh() -> dict[int, bool]:
        others = reader.get(family.child.url()).context["opened"].others
        return {other.student: other.has_news for other in others}

    assert fresh() == {family.child.student.pk: False, sibling.student.pk: True}
    clock.now = NOW + HOUR
    until = reader.get(sibling.url("new/")).context["news"].until
    reader.post(sibling.url("new/seen/"), {"until": until.isoformat()})
    assert fresh() == {family.child.student.pk: False, sibling.student.pk: False}


def test_a_curator_sees_who_has_read_and_acknowledges_nothing(client: Client, family: Family) -> None:
    curator = CuratorshipFactory(group=family.child.group).employee.user
    parent = signed_in(client, family.parent)
    look(parent, family)
    reader = signed_in(client, curator)
    page = text(reader, family.child.url("new/"))
    assert "Родителева М. П." in page and "20 ноября 2026, 12:00" in page
    assert '<form class="diary-seen' not in page
    answer = reader.post(family.child.url("new/seen/"), {"until": NOW.isoformat()})
    assert answer.status_code == 403
    assert DiaryGlance.objects.count() == 1


def test_a_director_who_is_a_parent_reads_their_child_as_a_parent(client: Client, family: Family) -> None:
    organization = family.child.group.organization
    AppointmentFactory(organization=organization, user=family.parent, role=Role.DIRECTOR)
    reader = signed_in(client, family.parent)
    assert "diary-seen" in text(reader, family.child.url("new/"))
    classmate = make_pupil(family.child.group)
    assert "diary-seen" not in text(reader, classmate.url("new/"))


def test_a_stranger_cannot_acknowledge(client: Client, family: Family) -> None:
    answer = signed_in(client, UserFactory()).post(family.child.url("new/seen/"), {"until": NOW.isoformat()})
    assert answer.status_code == 404
    assert not DiaryGlance.objects.exists()


def lit(reader: Client, family: Family) -> bool:
    """Whether the head of the diary says that there is something new."""
    news = reader.get(family.child.url("new/")).context
    assert news["diary"].has_news == bool(news["news"].changes), "the head and the page disagree"
    return news["diary"].has_news


def test_new_homework_is_told_in_the_head(reader: Client, family: Family, clock: Clock) -> None:
    lesson = make_lesson(family.child.course)
    write(lesson, topic="Тема", homework="")
    assert not lit(reader, family)
    write(lesson, topic="Тема", homework="Параграф 1", at=NOW + HOUR)
    clock.now = NOW + 2 * HOUR
    assert lit(reader, family)
    look(reader, family)
    assert not lit(reader, family)
    write(lesson, topic="Другая", homework="Параграф 1", at=NOW + 3 * HOUR)
    clock.now = NOW + 4 * HOUR
    assert not lit(reader, family)
    write(lesson, topic="Другая", homework="", at=NOW + 4 * HOUR)
    clock.now = NOW + 5 * HOUR
    assert lit(reader, family)


def test_homework_of_others_or_of_long_ago_lights_nothing(reader: Client, family: Family) -> None:
    write(make_lesson(make_pupil_course()), homework="Чужое")
    assert not lit(reader, family)
    EntryPolicy.objects.create(organization=family.child.group.organization, entry_days=60)
    write(make_lesson(family.child.course, days_ago(30)), homework="Давнее")
    assert not lit(reader, family)
    write(make_lesson(family.child.course, days_ago(20)), homework="На той неделе")
    assert lit(reader, family)


def make_pupil_course() -> Course:
    return make_pupil(courses=1).course


def test_what_was_given_and_taken_back_lights_nothing(reader: Client, family: Family) -> None:
    student, lesson = family.child.student, make_lesson(family.child.course)
    work = give(student, lesson, "4")
    miss(student, lesson)
    assert lit(reader, family)
    give(student, lesson, "", was="4", work=work)
    miss(student, lesson, "", was="absent")
    assert not lit(reader, family)


def test_a_changed_comment_and_absence_light_the_head(reader: Client, family: Family, clock: Clock) -> None:
    student, lesson = family.child.student, make_lesson(family.child.course)
    work = give(student, lesson, "4")
    miss(student, lesson, "late:5")
    clock.now = NOW + HOUR
    look(reader, family)
    assert not lit(reader, family)
    clock.now += 2 * HOUR
    miss(student, lesson, "late:7", was="late:5", at=clock.now)
    assert lit(reader, family)
    look(reader, family)
    clock.now += HOUR
    save(lesson.course, clock.now, entry(EntryKind.COMMENT, student, lesson, "Хорошо", "", work))
    clock.now += HOUR
    assert lit(reader, family)


def test_a_mark_whose_column_was_deleted_is_told(reader: Client, family: Family, clock: Clock) -> None:
    """What was seen and is gone is news, though the column it stood in is gone too."""
    student, lesson = family.child.student, make_lesson(family.child.course)
    work = give(student, lesson, "2", title="Диктант")
    clock.now = NOW + HOUR
    look(reader, family)
    give(student, lesson, "", was="2", work=work, at=clock.now + HOUR)
    course, teacher = family.child.course, teacher_of(family.child.course)
    stamp = work.history.latest("history_id").history_id
    delete_work(work=work, seen=stamp, trace=Trace(actor=teacher, now=clock.now + HOUR))
    clock.now += 2 * HOUR
    assert lit(reader, family)
    assert acts(reader, family) == [("mark", "removed", "2", "")]
    page = text(reader, family.child.url("new/"))
    assert "Диктант" in page and family.child.subject_url(course) in page
