"""The table of a period and the list of what is new as HTML, out of plain values.

Whatever people typed goes through `escape`; nothing here queries.
"""

from collections.abc import Iterable
from html import escape

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.addresses import address
from journal.queries.diary_news import Change
from journal.queries.diary_period import GivenMark, PeriodPage, SubjectRow
from journal.templatetags.diary_text import with_links
from journal.views.diary_words import Words


def render_rows(page: PeriodPage, student: int) -> SafeString:
    """Return a row for each subject: marks, average, absences."""
    words = Words.now()
    asked = f"?period={page.period.id or ''}" if page.period else "?period=year"
    weight, none = escape(_("weight")), f'<span class="diary-none">{escape(_("no marks"))}</span>'
    rows = []
    for row in page.rows:
        marks = "".join(mark(each, weight, words) for each in row.marks) or none
        average = row.average
        shown = "—" if average is None else f"<b>{words.hundredths(average)}</b>"
        href = address("diary:subject", student, row.course.id)
        rows.append(
            f'<tr role="row"><th scope="row" role="rowheader"><a href="{href}{asked}">'
            f'{escape(row.course.name)}</a></th><td role="cell" class="diary-marks">{marks}{parts(row, words)}</td>'
            f'<td role="cell" class="is-number">{shown}</td>'
            f'<td role="cell" class="diary-gone">{absences(row)}</td></tr>'
        )
    return mark_safe("".join(rows))  # noqa: S308 - every part is escaped above


def mark(given: GivenMark, weight: str, words: Words) -> str:
    """Return a mark with its day and kind, and its weight when that is not one."""
    names = "diary-mark" + " is-owed" * given.owed + " is-low" * given.low
    title = escape(f"{words.day(given.date)}, {given.kind}")
    heavy = ""
    if given.heavy:
        heavy = f'<sub><span class="visually-hidden">{weight} </span>{words.plain(given.weight)}</sub>'
    return f'<b class="{names}" title="{title}">{escape(given.code)}{heavy}</b> '


def parts(row: SubjectRow, words: Words) -> str:
    """Return the averages by period, when the whole year is shown."""
    if not row.parts:
        return ""
    told = "; ".join(f"{escape(period.name)}: {words.hundredths(average)}" for period, average in row.parts)
    return f'<span class="diary-parts">{told}</span>'


def absences(row: SubjectRow) -> str:
    """Return the lessons missed, the latenesses, the percent of lessons attended."""
    told, missed, late, percent = [], row.missed, row.late, row.percent
    if missed:
        told.append(ngettext("%(counter)s lesson missed", "%(counter)s lessons missed", missed) % {"counter": missed})
    if late:
        told.append(ngettext("%(counter)s lateness", "%(counter)s latenesses", late) % {"counter": late})
    if percent is not None:
        told.append(_("attendance %(percent)s %%") % {"percent": percent})
    return "".join(f"<span>{escape(text)}</span>" for text in told)


def acts() -> dict[tuple[str, str], str]:
    """Return what to call each kind of change."""
    return {
        ("mark", "given"): _("New mark"),
        ("mark", "changed"): _("Mark changed"),
        ("mark", "removed"): _("Mark removed"),
        ("attendance", "given"): _("Absence"),
        ("attendance", "changed"): _("Absence changed"),
        ("attendance", "removed"): _("Absence removed"),
        ("homework", "given"): _("Homework"),
        ("homework", "changed"): _("Homework changed"),
        ("homework", "removed"): _("Homework removed"),
    }


def render_changes(changes: Iterable[Change], student: int) -> SafeString:
    """Return the changes: when, what, before and after, of which subject and day."""
    words, names = Words.now(), acts()
    number = _("lesson %(number)s")
    items = []
    for change in changes:
        title = change.title if change.what == "mark" else number % {"number": change.title}
        day = words.day(change.day)
        href = address("diary:subject", student, change.course)
        about = f"{title}, {day}" if change.what == "mark" else f"{day}, {title}"
        comment = f'<p class="diary-comment">{escape(change.comment)}</p>' if change.comment else ""
        items.append(
            f'<li><p class="diary-date"><time datetime="{timezone.localtime(change.at).isoformat()}">'
            f'{words.moment(change.at)}</time></p><div class="diary-entry">'
            f'<p><b class="diary-act">{escape(names[change.what, change.act])}</b> {change_of(change)}'
            f'<p class="diary-where"><a href="{href}">{escape(change.subject)}</a>,'
            f" {escape(about)}</p>{comment}</div></li>"
        )
    return mark_safe("".join(items))  # noqa: S308 - every part is escaped above


def change_of(change: Change) -> str:
    """Return what was and what is, with the end of the paragraph it stands in."""
    before, after = escape(change.before), escape(change.after)
    if change.what == "homework":
        gone = f"<del>{before}</del>" if change.act == "removed" else ""
        text = f'<p class="diary-text">{with_links(change.after)}</p>' if after else ""
        return f"{gone}</p>{text}"
    was = ""
    if before and before != after:
        was = f'<del class="diary-mark is-before">{before}</del>'
        was += ' <span aria-hidden="true">→</span> ' if after else ""
    now = f'<ins class="diary-mark">{after}</ins>' if after else ""
    return f"{was}{now}</p>"
