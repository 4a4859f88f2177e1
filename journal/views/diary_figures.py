"""The figures of a subject as HTML, out of plain values: how the average comes about and moved, absences.

Nothing here queries; nothing that people typed is here but the codes of marks, which are escaped.
"""

from collections.abc import Iterable
from html import escape

from django.utils.safestring import SafeString, mark_safe

from journal.queries.diary_average import Explanation
from journal.queries.diary_chart import Chart
from journal.queries.diary_subject import Absence, Forecast
from journal.views.diary_words import Words


def render_terms(explanation: Explanation) -> SafeString:
    """Return a row for each kind of marks: value, weight, how many, what they add."""
    plain = Words.now().plain
    return mark_safe(  # noqa: S308 - numbers
        "".join(
            f"<tr><td>{plain(term.value)}</td><td>{plain(term.weight)}</td><td>{term.count}</td>"
            f"<td>{plain(term.product)}</td><td>{plain(term.weights)}</td></tr>"
            for term in explanation.terms
        )
    )


def render_drawing(chart: Chart) -> SafeString:
    """Return what is inside the drawing: the levels of the scale, the line, a dot for each mark."""
    levels = "".join(
        f'<line x1="{chart.side}" x2="{chart.right}" y1="{y}" y2="{y}"></line>'
        f'<text x="{chart.side}" dx="-8" y="{y}" dy="4">{escape(text)}</text>'
        for y, text in chart.levels
    )
    dots = "".join(f'<circle cx="{x}" cy="{y}" r="3"></circle>' for x, y in chart.dots)
    return mark_safe(f'{levels}<polyline points="{chart.line}"></polyline>{dots}')  # noqa: S308 - numbers


def render_choices(forecast: Forecast) -> dict[str, SafeString]:
    """Return the marks and the weights to choose from."""
    plain = Words.now().plain
    codes = (option(escape(code), chosen=code == forecast.code) for code in forecast.codes)
    weights = (option(plain(weight), chosen=weight == forecast.weight) for weight in forecast.weights)
    return {"codes": mark_safe("".join(codes)), "weights": mark_safe("".join(weights))}  # noqa: S308 - escaped


def option(text: str, *, chosen: bool) -> str:
    return f"<option{' selected' * chosen}>{text}</option>"


def render_absences(absences: Iterable[Absence]) -> SafeString:
    """Return a line for each absence."""
    words = Words.now()
    lines = (f"<li>{words.day(absence.date)}: {escape(absence.text)}</li>" for absence in absences)
    return mark_safe("".join(lines))  # noqa: S308 - escaped
