"""The repeated parts of the week and of a subject as HTML: lessons and works out of plain values.

A template takes ten times as long for a week. Whatever people typed goes through `escape`;
nothing here queries.
"""

from collections.abc import Iterable
from datetime import date
from html import escape

from django.utils.safestring import SafeString, mark_safe

from common.addresses import address
from journal.queries.diary_lines import LessonLine, WorkLine
from journal.queries.diary_week import Day, Week
from journal.templatetags.diary_text import with_links
from journal.views.diary_materials import material_list
from journal.views.diary_words import Words


def render_jump(week: Week, today: date) -> SafeString:
    """Return the links to the days of the week."""
    words = Words.now()
    links = []
    for day in week.days:
        name, short = words.weekdays[day.date.weekday()], words.weekdays_short[day.date.weekday()]
        mark = ' class="is-today"' if day.date == today else ""
        links.append(
            f'<a href="#day-{day.date}"{mark} aria-label="{name}, {words.day(day.date)}">'
            f"{short} <small>{day.date.day}</small></a>"
        )
    return mark_safe("".join(links))  # noqa: S308 - days, nothing that people typed


def render_days(week: Week, today: date, student: int) -> SafeString:
    """Return the days of the week with their lessons and works."""
    words = Words.now()
    return mark_safe("".join(day_section(day, today, student, words) for day in week.days))  # noqa: S308


def day_section(day: Day, today: date, student: int, words: Words) -> str:
    """Return one day."""
    is_today = day.date == today
    parts = [
        f'<section id="day-{day.date}" class="diary-day{" is-today" * is_today}"'
        f' aria-labelledby="title-{day.date}"><h2 id="title-{day.date}">{words.weekdays[day.date.weekday()]}'
        f" <span>{words.day(day.date)}</span>{f' <em>{words.today}</em>' * is_today}</h2>"
    ]
    if day.lessons:
        items = (lesson_item(lesson, student, words) for lesson in day.lessons)
        parts.append(f'<ol class="diary-lessons">{"".join(items)}</ol>')
    elif not day.works:
        parts.append(f'<p class="diary-none">{words.no_lessons}</p>')
    if day.works:
        works = "".join(f"<li>{work_line(work, words, with_subject=True)}</li>" for work in day.works)
        parts.append(f'<ul class="diary-works diary-works-own">{works}</ul>')
    return "".join(parts) + "</section>"


def lesson_item(lesson: LessonLine, student: int, words: Words) -> str:
    """Return one lesson: when, what, where, who, the student's marks and absence, topic, materials, homework."""
    off, subject = lesson.status_text, address("diary:subject", student, lesson.course)
    parts = [
        f'<li id="lesson-{lesson.id}" class="diary-lesson{" is-off" if off else ""}"><p class="diary-when">'
        f"<b>{lesson.number}</b> <span>{lesson.starts_at:%H:%M}–{lesson.ends_at:%H:%M}</span></p>"
        f'<div class="diary-what"><h3><a href="{subject}">{escape(lesson.subject)}</a></h3>'
    ]
    if off:
        parts.append(f'<p class="diary-status">{escape(off)}</p>')
    parts.append(where(lesson, words))
    if lesson.attendance:
        parts.append(f'<p class="diary-absence">{escape(lesson.attendance_text)}</p>')
    if lesson.works:
        works = "".join(f"<li>{work_line(work, words)}</li>" for work in lesson.works)
        parts.append(f'<ul class="diary-works">{works}</ul>')
    parts.append(topic(lesson.topic, words))
    if not off:
        parts.append(material_list(lesson, student, words))
    parts += [homework(lesson, words, off=bool(off)), "</div></li>"]
    return "".join(parts)


def where(lesson: LessonLine, words: Words) -> str:
    """Return the room and the teacher, and what is unusual about them."""
    room = words.room % {"room": lesson.room} if lesson.room else ""
    place = ", ".join(filter(None, (room, lesson.building))) if room else ""
    tags = ""
    if lesson.substitute:
        tags += f' <span class="diary-tag">{words.substitution}</span>'
    if way := lesson.format_text:
        tags += f' <span class="diary-tag">{escape(way)}</span>'
    return (
        f'<p class="diary-where">{f"{escape(place)} · " if place else ""}'
        f'<span class="diary-nobreak">{escape(lesson.teacher)}</span>{tags}</p>'
    )


def homework(lesson: LessonLine, words: Words, *, off: bool) -> str:
    """Return the homework due at the lesson and that given at it: in full, or as a way to it."""
    due = given = ""
    if lesson.due and not off:
        due = homework_text("", words.for_this, lesson.due)
    if lesson.given:
        title = words.set_for_next
        if lesson.next_date:
            title = escape(words.set_for % {"day": words.day(lesson.next_date)})
        if lesson.next_here:
            given = f'<p class="diary-set"><a href="#lesson-{lesson.next_here}">{title}</a></p>'
        else:
            given = homework_text(" is-set", title, lesson.given)
    return due + given


def homework_text(name: str, title: str, text: str) -> str:
    """Return homework under its title, which is escaped."""
    return f'<div class="diary-homework{name}"><p>{title}</p><p class="diary-text">{with_links(text)}</p></div>'


def topic(text: str | None, words: Words) -> str:
    """Return the topic of a lesson; empty when none is written."""
    return f'<p class="diary-topic"><span>{words.topic}</span> {escape(text)}</p>' if text else ""


def work_line(work: WorkLine, words: Words, *, with_subject: bool = False) -> str:
    """Return a work with the student's own mark, or with what is said when there is none."""
    told = promise = ""
    if work.given:
        low = " is-low" if work.passes is False else ""
        title = f' title="{escape(work.meaning or "")}"' if work.meaning != work.code else ""
        mark = f'<b class="diary-mark{low}"{title}>{escape(work.code or "")}</b>'
    elif work.owed:
        mark = f'<b class="diary-mark is-owed">{escape(work.code or "")}</b>'
        promise = escape(words.owed % {"day": words.day(work.due)})
    else:
        mark = '<b class="diary-mark is-none" aria-hidden="true">–</b>'
        promise = words.no_mark
    if promise:
        told = f'<span class="diary-promise">{promise}</span>'
    if work.comment:
        told += f'<span class="diary-comment">{escape(work.comment)}</span>'
    subject = f"{escape(work.subject)}: " if with_subject else ""
    weight = escape(words.weight % {"weight": words.plain(work.weight)})
    return (
        f'{mark} <span class="diary-for">{subject}{escape(work.name)}<span class="diary-weight">,'
        f' <span class="diary-nobreak">{weight}</span></span>{told}</span>'
    )


def render_works(works: Iterable[WorkLine]) -> SafeString:
    """Return the works of a subject, each with its day and topic."""
    words = Words.now()
    return mark_safe(  # noqa: S308 - every part is escaped above
        "".join(
            f'<li><p class="diary-date">{words.day(work.date)}</p><div class="diary-entry">'
            f"{work_line(work, words)}{topic(work.topic, words)}</div></li>"
            for work in works
        )
    )
