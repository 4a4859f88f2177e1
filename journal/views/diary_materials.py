"""Materials of lessons in the diary: as HTML, and their files given out (R2, R52, R70)."""

from collections.abc import Iterable
from html import escape

from django.http import FileResponse, Http404, HttpRequest
from django.utils.safestring import SafeString, mark_safe

from common.addresses import address
from common.downloads import download
from journal.queries.diary_lines import LessonLine
from journal.queries.diary_materials import Handout, Material, find_material
from journal.queries.diary_people import OpenDiary
from journal.views.diary_here import diary_page
from journal.views.diary_words import Words


@diary_page
def material(request: HttpRequest, opened: OpenDiary, material: int) -> FileResponse:
    """Give out a file of a lesson of the student's; 404 of any other."""
    found = find_material(opened.diary.student, material)
    if found is None or not found.file:
        raise Http404
    return download(found.file, found.file_name)


def links(materials: Iterable[Material], student: int) -> str:
    """Return a way to each material: a page outside opens in a tab of its own, a file of ours is saved."""
    ways = []
    for each in materials:
        title = escape(each.title)
        if each.url:
            ways.append(f'<a href="{escape(each.url)}" target="_blank" rel="noopener noreferrer">{title}</a>')
        else:
            href = address("diary:material", student, each.id)
            ways.append(f'<a href="{href}">{title}&nbsp;<small>{escape(each.ending)}</small></a>')
    return "".join(f"<li>{way}</li>" for way in ways)


def material_list(lesson: LessonLine, student: int, words: Words) -> str:
    """Return the materials of a lesson, with the planned topics until one is written; empty when there are none."""
    if not lesson.materials:
        return ""
    topics = [] if lesson.topic else dict.fromkeys(each.topic for each in lesson.materials)
    name = f"{words.materials}: {escape('; '.join(topics))}" if topics else words.materials
    return f'<div class="diary-materials"><p>{name}</p><ul>{links(lesson.materials, student)}</ul></div>'


def render_handouts(handouts: Iterable[Handout], student: int) -> SafeString:
    """Return a line for each topic: the days of its lessons, its name, its materials."""
    words = Words.now()
    return mark_safe(  # noqa: S308 - every part is escaped
        "".join(
            f'<li><p class="diary-date">{", ".join(words.day(day) for day in each.days)}</p>'
            f"<div><p>{escape(each.topic)}</p><ul>{links(each.materials.values(), student)}</ul></div></li>"
            for each in handouts
        )
    )
