"""A theme of a table as topics: one row, or several of content, practical work, independent work under one name (R52).

So colleges write their programmes: «Тема 1.1» stands once, beside it lines «Содержание учебного материала»,
«В том числе практических занятий», «Самостоятельная работа», each with hours, or with hours line by line.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from curriculum.enums import HoursKind, PlannedWorkKind
from curriculum.tables import Cells
from curriculum.topic_columns import (
    CONTENT,
    ELEMENTS,
    HOMEWORK,
    KIND,
    NUMBERED,
    WORKS,
    Columns,
    hours_in,
    hours_of,
    kind_in,
)

OF_WHAT = r"((входн|итогов|административн|полугодов|четвертн|рубежн|промежуточн|стартов|текущ|годов)\w* )?"
WORK_WORDS = (
    (PlannedWorkKind.DICTATION, rf"^{OF_WHAT}(контрольн\w* )?диктант"),
    (PlannedWorkKind.CONTROL, rf"^{OF_WHAT}контрольн\w* работ"),
    (PlannedWorkKind.TEST, rf"^{OF_WHAT}(тест\b|тестирован|проверочн)"),
    (PlannedWorkKind.ESSAY, r"^(сочинени|изложени)"),
    (PlannedWorkKind.DIAGNOSTIC, rf"^{OF_WHAT}диагностическ"),
)
HEADS = (
    (HoursKind.THEORY, re.compile(r"^содержание( учебного материала| темы)?\s*[:.]?\s*", re.IGNORECASE)),
    (
        HoursKind.PRACTICE,
        re.compile(
            r"^((в том числе|в т\.?\s?ч\.?|из них)[,:]?\s*)?((практическ|лабораторн)(ие|их|ые|ых)"
            r"[\s,и/()-]*)+(занят\w+|работ\w*)?([\s,и]+(практическ|лабораторн)\w+)?(\s+(занят\w+|работ\w*))?\s*[:.]?\s*$",
            re.IGNORECASE,
        ),
    ),
    (
        HoursKind.INDEPENDENT,
        re.compile(
            r"^(примерная тематика )?(внеаудиторн\w+ )?самостоятельн\w+( внеаудиторн\w+)? работ\w"
            r"( обучающ\w+| студент\w+)?\s*[:.]?\s*",
            re.IGNORECASE,
        ),
    ),
)
HOURS_OF_NAME = re.compile(
    r"[\s,.(–—-]+(\d{1,3}(?:[.,]\d)?)\s*(?:ак\w*\.?\s*)?(?:ч|час\w*)\.?\s*\)?\.?$", re.IGNORECASE
)
"""Hours that stand at the end of a name: «Введение – 2 часа», «Числа (10 ч)»."""
WITHIN = re.compile(r"^(в том числе|в т\.?\s?ч|из них)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row that was understood: a section, or a topic with hours and kind; `note` says what was guessed.

    `elements` are the codes of the codifier that stand beside it.
    """

    is_section: bool
    name: str
    hours: Decimal = Decimal(1)
    kind: HoursKind = HoursKind.THEORY
    homework: str = ""
    content: str = ""
    work: PlannedWorkKind | None = None
    note: bool = False
    elements: tuple[str, ...] = ()


@dataclass
class Part:
    """Lines of one kind under a theme: its own hours, and lines with theirs; `within`: part of the theory's hours."""

    kind: HoursKind
    title: str = ""
    hours: Decimal | None = None
    within: bool = False
    lines: list[tuple[str, Decimal | None]] = field(default_factory=list)

    @property
    def told(self) -> Decimal:
        """The hours of its lines together."""
        return sum((hours or Decimal(0) for _text, hours in self.lines), Decimal(0))


def theme_rows(name: str, lines: Sequence[Cells], columns: Columns) -> list[ReadRow]:
    """Return the topics of a theme."""
    if len(lines) == 1:
        return topics_of(lines[0], name, columns)
    if not any(columns.own(line, CONTENT) for line in lines[1:]):
        return [row for line in lines for row in topics_of(line, name, columns) if not row.note or line is lines[0]]
    parts = parts_of(name, lines, columns)
    made = [row for part in parts for row in part_rows(name, part, parts)] or [ReadRow(False, name[:500], note=True)]
    by_line = any(hours for part in parts if part.kind == HoursKind.THEORY for _text, hours in part.lines)
    return [ReadRow(True, name[:300]), *made] if by_line else made


def topics_of(row: Cells, name: str, columns: Columns) -> list[ReadRow]:
    """Return the topics of a row: one, or one for each kind that has hours."""
    content = columns.own(row, CONTENT)
    texts = columns.own(row, HOMEWORK), "" if content == name else content
    plain = NUMBERED.sub("", name)[:500]
    work = work_in(plain) or (PlannedWorkKind.CONTROL if hours_of(columns.cell(row, WORKS)) else None)
    codes = tuple(code.rstrip(".") for code in re.split(r"[,;\s]+", columns.cell(row, ELEMENTS)) if code)
    found = columns.hours(row)
    if not found:
        told = kind_in(columns.cell(row, KIND)) or kind_in(plain.split("«")[0][:40], of_name=True)
        hours = columns.total(row)
        if hours is None and (match := HOURS_OF_NAME.search(plain)):
            plain, hours = plain[: match.start()], hours_in(match[1])
        kind = told or HoursKind.THEORY
        return [ReadRow(False, plain, hours or Decimal(1), kind, *texts, work, hours is None, codes)]
    return [
        ReadRow(False, plain, hours, kind, *(texts if turn == 0 else ("", "")), None if turn else work, elements=codes)
        for turn, (kind, hours) in enumerate(found.items())
    ]


def work_in(name: str) -> PlannedWorkKind | None:
    """Return which control work the name of a topic says it is."""
    return next((kind for kind, words in WORK_WORDS if re.search(words, name.lower())), None)


def parts_of(theme: str, lines: Sequence[Cells], columns: Columns) -> list[Part]:
    """Return what stands under the theme, part by part."""
    parts = [Part(HoursKind.THEORY)]
    for line in lines:
        text = columns.own(line, CONTENT)
        hours = sum(columns.hours(line).values(), Decimal(0)) or columns.total(line)
        for kind, words in HEADS:
            if match := words.match(text):
                take_head(parts, theme, kind, text, text[match.end() :].strip(), hours)
                break
        else:
            take_line(parts, text, hours)
    return parts


def take_head(parts: list[Part], theme: str, kind: HoursKind, text: str, rest: str, hours: Decimal | None) -> None:
    """Begin a part; `rest` is what the heading goes on with: content of lessons, or the independent work itself."""
    if kind != HoursKind.THEORY or parts[0].title or parts[0].lines:
        parts.append(Part(kind))
    part = parts[-1]
    if rest and kind == HoursKind.INDEPENDENT:
        part.lines.append((text, hours))
        return
    part.hours, part.within = hours, bool(WITHIN.match(text))
    part.title = f"{theme}. {text.rstrip(':. ')}" if kind == HoursKind.INDEPENDENT else text
    if rest:
        part.lines.append((rest, None))


def take_line(parts: list[Part], text: str, hours: Decimal | None) -> None:
    """Put a line where it belongs: to the part it stands in, or to one of its own kind."""
    kind = kind_in(text.split("«")[0][:40], of_name=True) if text else None
    if kind and kind != parts[-1].kind:
        parts.append(Part(kind))
    if text:
        parts[-1].lines.append((text, hours))
    elif hours:
        parts[-1].hours = (parts[-1].hours or Decimal(0)) + hours


def part_rows(theme: str, part: Part, parts: Sequence[Part]) -> list[ReadRow]:
    """Return the topics of a part: a line with hours is one; the hours of the part are shared or one topic's."""
    if part.told:
        return line_rows(part)
    if part.hours is None:
        return [guessed_row(theme, part, parts)] if part.lines else []
    texts = [text for text, _hours in part.lines]
    if part.kind == HoursKind.THEORY:
        inside = sum((other.hours or other.told for other in parts if other.within), Decimal(0))
        left = part.hours - inside if inside < part.hours else part.hours if not inside else Decimal(0)
        return [ReadRow(False, theme[:500], left, content="\n".join(texts))] if left else []
    each = part.hours / len(texts) if texts else part.hours
    if len(texts) > 1 and each == each.to_integral_value():
        return [topic(text, each, part.kind) for text in texts]
    name = texts[0] if len(texts) == 1 else part.title or theme
    return [topic(name, part.hours, part.kind, "\n".join(texts))]


def line_rows(part: Part) -> list[ReadRow]:
    """Return a topic for each line that has hours; what stands between them belongs to the one before."""
    rows: list[ReadRow] = []
    before: list[str] = []
    for text, hours in part.lines:
        if hours:
            rows.append(topic(text, hours, part.kind, "\n".join(before)))
            before = []
        elif rows:
            last = rows[-1]
            rows[-1] = topic(last.name, last.hours, last.kind, f"{last.content}\n{text}".strip())
        else:
            before.append(text)
    return rows


def guessed_row(theme: str, part: Part, parts: Sequence[Part]) -> ReadRow:
    """Return a topic for lines that tell no hours at all: an hour, said to be guessed."""
    content = "\n".join(text for text, _hours in part.lines)
    name = theme if part is parts[0] else part.lines[0][0]
    return ReadRow(False, name[:500], kind=part.kind, content=content, note=True)


def topic(name: str, hours: Decimal, kind: HoursKind, content: str = "") -> ReadRow:
    """Return a topic by a line of text."""
    plain = NUMBERED.sub("", name)[:500]
    return ReadRow(False, plain, hours, kind, content=content if content != plain else "", work=work_in(plain))
