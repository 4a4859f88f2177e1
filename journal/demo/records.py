"""What the demo's teachers wrote of their lessons: topic, homework, attendance taken."""

from collections import Counter
from datetime import timedelta

from journal.demo.marks import Book
from journal.demo.remarks import homework, topic
from journal.models import LessonRecord

OFF = 41
"""So many lessons in turn are about what their programme says; then one is not."""


def taught(book: Book, lesson: int, name: str, number: int) -> str:
    """Return the topic that was written: the programme's, now and then another."""
    planned = book.place.topics.get(lesson)
    if planned is None:
        return topic(name, number)
    return "Повторение и работа над ошибками" if lesson % OFF == 0 else planned[:500]


def write_records(book: Book) -> None:
    """Write the record of each filled lesson; of one unfilled in ten at least the topic."""
    numbers: Counter[int] = Counter()
    random = book.random
    for lesson in book.place.lessons:
        if not lesson.takes_record or lesson.date >= book.today:
            continue
        number = numbers[lesson.page.id]
        numbers[lesson.page.id] += 1
        is_filled = lesson.id in book.filled
        if not is_filled and random.random() > 0.1:
            continue
        starts = book._moment(lesson.date, lesson.starts, 8)
        book.bulk[LessonRecord].add(
            lesson_id=lesson.id,
            topic=taught(book, lesson.id, lesson.page.item.name, number),
            content="",
            homework=homework(random) if random.random() < 0.8 else "",
            attendance_taken_at=starts if is_filled else None,
            attendance_taken_by_id=lesson.teacher.user if is_filled else None,
            author_id=lesson.teacher.user,
            updated_at=starts + timedelta(minutes=random.randint(10, 70)),
        )
