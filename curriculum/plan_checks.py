"""What does not add up in a curriculum, told in words and in place (R33, R44)."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from curriculum.enums import PRACTICES, ControlKind, HoursKind, ItemKind
from curriculum.plan_sheet import Row, Sheet, number

EXAMS = (ControlKind.EXAM, ControlKind.COMPLEX_EXAM, ControlKind.MODULE_EXAM)
CREDITS = (ControlKind.CREDIT, ControlKind.GRADED_CREDIT)
# Credits in physical education are not counted among those of a year.
SPORT = re.compile(r"физическ\w+ культур|адаптивн\w+ физ", re.I)
WITHOUT_SUBJECT = (ItemKind.FINAL, ItemKind.MODULE_EXAM)
PARTS = (ItemKind.MODULE_COURSE, *PRACTICES, ItemKind.DISCIPLINE)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and where: a row, a term, a kind of hours (empty means the whole of it)."""

    code: str
    text: str
    row: int | None = None
    term: int | None = None
    kind: HoursKind | None = None


def find_problems(sheet: Sheet) -> list[Problem]:
    """Return everything that does not add up, in the order of the plan."""
    return [*of_plan(sheet), *of_terms(sheet), *of_years(sheet), *of_rows(sheet), *of_complex(sheet), *of_codes(sheet)]


def of_plan(sheet: Sheet) -> Iterator[Problem]:
    """Check the hours of the whole programme."""
    wanted, found = sheet.rules.total_hours, sheet.total()
    if wanted and found != wanted:
        told = {"found": number(found), "wanted": wanted, "more": number(abs(found - wanted))}
        text = (
            _("The programme has %(found)s hours, %(wanted)s are set: %(more)s too many.")
            if found > wanted
            else _("The programme has %(found)s hours, %(wanted)s are set: %(more)s too few.")
        )
        yield Problem("total", text % told)
    if not sheet.rows:
        yield Problem("empty", _("There are no rows yet."))


def of_terms(sheet: Sheet) -> Iterator[Problem]:
    """Check the hours a week of each term, and hours in terms without weeks."""
    for term in sheet.terms:
        week = sheet.of_week(term)
        if not term.weeks and sheet.of_term(term):
            yield Problem("weeks", _("There are hours in a term without weeks."), term=term.id)
        elif term.limit and week > term.limit:
            text = _("%(hours)s hours a week: more than %(limit)d.")
            yield Problem("week", text % {"hours": exact(week), "limit": term.limit}, term=term.id)


def exact(hours: Decimal) -> str:
    """Return hours a week to the hundredth: a little over the limit must be seen."""
    return f"{hours:.2f}".rstrip("0").rstrip(".").replace(".", ",")


def of_years(sheet: Sheet) -> Iterator[Problem]:
    """Check how many exams and credits a year of study has; a complex one counts once, physical education does not."""
    if sheet.rules.is_weekly:
        return
    for year, terms in sheet.by_term_year().items():
        own = {term.id for term in terms}
        for kinds, limit, told in (
            (EXAMS, sheet.rules.year_exams, "exams"),
            (CREDITS, sheet.rules.year_credits, "credits"),
        ):
            count = len(set(counted(sheet, own, kinds)))
            if limit and count > limit:
                values = {"year": year, "n": count, "limit": limit}
                text = (
                    ngettext(
                        "Year %(year)d: %(n)d exam, at most %(limit)d.",
                        "Year %(year)d: %(n)d exams, at most %(limit)d.", count,
                    )
                    if told == "exams"
                    else ngettext(
                        "Year %(year)d: %(n)d credit, at most %(limit)d.",
                        "Year %(year)d: %(n)d credits, at most %(limit)d.", count,
                    )
                )  # fmt: skip
                yield Problem(told, text % values, term=terms[-1].id)


def counted(sheet: Sheet, terms: set[int], kinds: tuple[ControlKind, ...]) -> Iterator[tuple[object, ...]]:
    """Yield a key of each control of the kinds; rows examined together share theirs."""
    for row in sheet.taught():
        if kinds == CREDITS and SPORT.search(row.name):
            continue
        for control in row.controls:
            if control.term in terms and control.kind in kinds:
                yield (control.term, control.together) if control.together else (control.term, row.id, control.form)


def of_rows(sheet: Sheet) -> Iterator[Problem]:
    """Check each row by itself."""
    numbers = {term.id: term.number for term in sheet.terms}
    for row in sheet.rows:
        if row.is_holder:
            yield from of_holder(sheet, row)
        else:
            yield from of_taught(sheet, row, numbers)


def of_holder(sheet: Sheet, row: Row) -> Iterator[Problem]:
    """A module has parts and its exam, any other part of a plan has rows."""
    below = sheet.below(row)
    if row.kind != ItemKind.MODULE:
        if not below:
            yield Problem("empty_part", _("Nothing is in this part."), row.id)
        return
    if not any(other.kind in PARTS for other in below):
        yield Problem("module_parts", _("The module has no courses or practices."), row.id)
    if not any(other.kind == ItemKind.MODULE_EXAM for other in below):
        yield Problem("module_exam", _("The module has no exam."), row.id)


def of_taught(sheet: Sheet, row: Row, numbers: dict[int, int]) -> Iterator[Problem]:
    """A row has hours, a subject and a control form in its last term."""
    with_hours = [term for term in sheet.terms if row.in_term(term.id)]
    if row.subject is None and row.kind not in WITHOUT_SUBJECT:
        yield Problem("subject", _("No subject is chosen: no page of the journal can be made of this row."), row.id)
    if not with_hours:
        text = _("The practice has no hours.") if row.kind in PRACTICES else _("The row has no hours.")
        yield Problem("hours", text, row.id)
    if sheet.rules.is_weekly:
        return
    if with_hours and row.kind != ItemKind.FINAL:
        last = with_hours[-1]
        if not any(control.term == last.id for control in row.controls):
            yield Problem(
                "control", _("No control form in the last semester, %(n)d.") % {"n": last.number}, row.id, last.id
            )
    for control in row.controls:
        if control.term in numbers and not row.in_term(control.term) and row.kind != ItemKind.MODULE_EXAM:
            yield Problem("control_hours", _("A control form in a semester without hours."), row.id, control.term)


def of_complex(sheet: Sheet) -> Iterator[Problem]:
    """A complex exam is of several rows, and those share its number."""
    together: dict[tuple[int, int], list[Row]] = defaultdict(list)
    for row in sheet.taught():
        for control in row.controls:
            if control.together:
                together[control.term, control.together].append(row)
            elif control.kind == ControlKind.COMPLEX_EXAM:
                text = _("A complex exam needs its number: rows of one number are examined together, “%(form)s1”.")
                yield Problem("complex", text % {"form": control.short}, row.id, control.term)
    for (term, _number), rows in together.items():
        if len({row.id for row in rows}) == 1:
            yield Problem("complex", _("The complex exam is of this row alone."), rows[0].id, term)


def of_codes(sheet: Sheet) -> Iterator[Problem]:
    """No two rows have one code, and no two are taught as one subject at a time."""
    same = Counter(plain(row.code) for row in sheet.rows if row.code)
    taken: dict[tuple[int, int], Row] = {}
    for row in sheet.rows:
        if row.code and same[plain(row.code)] > 1:
            yield Problem("code", _("Another row has the same code."), row.id)
        if row.subject is None:
            continue
        for year in {term.study_year for term in sheet.terms if row.in_term(term.id)}:
            other = taken.setdefault((row.subject, year), row)
            if other is not row:
                text = _("The same subject as in “%(row)s”: both would have one page of the journal.")
                yield Problem("subject_twice", text % {"row": other.called[:80]}, row.id)
                break


def plain(code: str) -> str:
    """Return what two spellings of one code share."""
    return re.sub(r"[\s.]+", ".", code.strip().lower())
