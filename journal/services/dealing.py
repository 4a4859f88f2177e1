"""Dealing the topics of work programmes out over the lessons of courses, and what a teacher moves by hand (R69)."""

from collections.abc import Collection
from decimal import Decimal

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.audit import Trace
from curriculum.models import Course
from journal.access import entry_rights
from journal.errors import NotAllowed, Refused
from journal.queries.dealing import DEALT, KEPT, dealing_of
from schedule.enums import TAKES_RECORD
from schedule.models import Lesson, LessonTopic

DELETE = f"""
    WITH kept AS MATERIALIZED ({KEPT})
    DELETE FROM schedule_lessontopic d USING schedule_lesson l
    WHERE l.id = d.lesson_id AND l.course_id = ANY(%(courses)s::bigint[])
      AND NOT EXISTS (SELECT FROM kept WHERE kept.lesson_id = d.lesson_id)
"""  # noqa: S608
INSERT = f"INSERT INTO schedule_lessontopic (lesson_id, topic_id, position, hours) {DEALT}"
LONGEST = Decimal(24)


@transaction.atomic
def deal_out(*, courses: Collection[int], afresh: bool = False) -> int:
    """Deal the topics of approved programmes out over the courses' lessons; return how many rows were written.

    In order and by hours: a pair takes two topics of an hour, or half of one of four hours. Lessons
    recorded, and those arranged by hand unless `afresh`, stay as they are; lessons that do not take
    place lose their topics. A course without an approved programme keeps only what is recorded.
    """
    # In one order, so that two dealings never wait for each other; `list`: it is the lock that is wanted
    list(Course.objects.filter(pk__in=courses).order_by("pk").select_for_update(no_key=True).values_list("pk"))
    values = dealing_of(courses, afresh=afresh)
    with connection.cursor() as cursor:
        cursor.execute(DELETE, values)
        cursor.execute(INSERT, values)
        return int(cursor.rowcount)


def deal_again(*, course: Course, afresh: bool, trace: Trace) -> int:
    """Deal a course out again as its keeper asks; raise `NotAllowed` to others."""
    check_keeps(course, trace)
    return deal_out(courses=[course.pk], afresh=afresh)


@transaction.atomic
def move_topic(*, lesson: Lesson, topic: int, to: Lesson, trace: Trace) -> None:
    """Move a topic with its hours to another lesson of the course; the others are dealt out around it."""
    row = _held(lesson, topic, trace)
    _check_open(to)
    if to.course_id != lesson.course_id or to.pk == lesson.pk:
        raise Refused(_("Choose another lesson of this course."))
    _add(to, row.topic_id, row.hours)
    row.delete()
    _by_hand(to)
    _by_hand(lesson)
    _deal_around(lesson)


@transaction.atomic
def merge_next(*, lesson: Lesson, trace: Trace) -> None:
    """Take the topics of the next open lesson into this one; what comes after moves up."""
    check_keeps(lesson.course, trace)
    _lock(lesson)
    _check_open(lesson)
    following = next_open(lesson)
    if following is None or not following.topics.exists():
        raise Refused(_("There is no lesson with topics after this one."))
    for row in following.topics.order_by("position"):
        _add(lesson, row.topic_id, row.hours)
    following.topics.all().delete()
    _by_hand(lesson)
    _deal_around(lesson)


@transaction.atomic
def prolong_topic(*, lesson: Lesson, topic: int, trace: Trace) -> None:
    """Go on with a topic in the next open lesson: it takes that lesson whole, what was there moves on."""
    row = _held(lesson, topic, trace)
    following = next_open(lesson)
    if following is None:
        raise Refused(_("There is no lesson after this one."))
    following.topics.all().delete()
    _add(following, row.topic_id, Decimal(following.hours))
    _by_hand(lesson)
    _by_hand(following)
    _deal_around(lesson)


@transaction.atomic
def release_lesson(*, lesson: Lesson, trace: Trace) -> None:
    """Let a lesson arranged by hand follow the order of the programme again."""
    check_keeps(lesson.course, trace)
    _lock(lesson)
    lesson.topics.update(is_manual=False)
    _deal_around(lesson)


def next_open(lesson: Lesson) -> Lesson | None:
    """Return the next lesson that takes place and is not recorded."""
    later = Q(date__gt=lesson.date) | Q(date=lesson.date, number__gt=lesson.number)
    rows = Lesson.objects.filter(later, course=lesson.course_id, status__in=TAKES_RECORD).exclude(record__topic__gt="")
    return rows.order_by("date", "number").first()


def check_keeps(course: Course, trace: Trace) -> None:
    """Raise `NotAllowed` unless the page is the actor's to keep on the day."""
    if not entry_rights(trace.actor, course, course.organization.local_day(trace.now)).owns_course:
        raise NotAllowed(_("This page is kept by another teacher."))


def _lock(lesson: Lesson) -> None:
    Course.objects.select_for_update(no_key=True).get(pk=lesson.course_id)


def _held(lesson: Lesson, topic: int, trace: Trace) -> LessonTopic:
    """Return the topic of an open lesson that the actor arranges, the course locked."""
    check_keeps(lesson.course, trace)
    _lock(lesson)
    _check_open(lesson)
    row = LessonTopic.objects.filter(lesson=lesson, topic=topic).first()
    if row is None:
        raise Refused(_("The topic is not at this lesson any more. Look at the plan as it is now."))
    return row


def _check_open(lesson: Lesson) -> None:
    if lesson.status not in TAKES_RECORD:
        raise Refused(_("The lesson does not take place."))
    if Lesson.objects.filter(pk=lesson.pk, record__topic__gt="").exists():
        raise Refused(_("The lesson is recorded already: its topic is what was taught."))


def _add(lesson: Lesson, topic: int, hours: Decimal) -> None:
    row = LessonTopic.objects.filter(lesson=lesson, topic=topic).first()
    if row is not None:
        row.hours = min(row.hours + hours, LONGEST)
        row.save(update_fields=["hours"])
        return
    LessonTopic.objects.create(
        lesson=lesson, topic_id=topic, hours=min(hours, LONGEST), position=lesson.topics.count(), is_manual=True
    )


def _by_hand(lesson: Lesson) -> None:
    LessonTopic.objects.filter(lesson=lesson).update(is_manual=True)


def _deal_around(lesson: Lesson) -> None:
    deal_out(courses=[lesson.course_id])
