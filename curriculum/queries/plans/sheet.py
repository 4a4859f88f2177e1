"""Curricula read whole, several at once in four queries."""

from collections import defaultdict
from collections.abc import Sequence

from curriculum.enums import ControlKind, CurriculumKind, HoursKind, ItemKind
from curriculum.models import Curriculum, CurriculumHours, CurriculumItem, CurriculumTerm, ItemControl
from curriculum.plan_sheet import Control, Row, Rules, Sheet, Term, in_order


def read_sheet(curriculum: Curriculum) -> Sheet:
    """Return a curriculum as a sheet."""
    return read_sheets([curriculum])[curriculum.pk]


def read_sheets(curricula: Sequence[Curriculum]) -> dict[int, Sheet]:
    """Return curricula as sheets by id."""
    ids = [curriculum.pk for curriculum in curricula]
    limits = {curriculum.pk: curriculum.week_hours for curriculum in curricula}
    terms: dict[int, list[Term]] = defaultdict(list)
    told = CurriculumTerm.objects.filter(curriculum__in=ids).order_by("curriculum", "number")
    for owner, pk, number, year, weeks, own in told.values_list(
        "curriculum", "pk", "number", "study_year", "weeks", "week_hours"
    ):
        terms[owner].append(Term(pk, number, year, weeks, own, limits[owner] if own is None else own))
    rows = _rows(ids)
    sheets = {}
    for curriculum in curricula:
        rules = Rules(
            CurriculumKind(curriculum.kind), curriculum.week_hours, curriculum.year_exams, curriculum.year_credits,
            curriculum.total_hours,
        )  # fmt: skip
        sheets[curriculum.pk] = Sheet(rules, terms[curriculum.pk], in_order(rows[curriculum.pk]))
    return sheets


def _rows(ids: Sequence[int]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    by_id: dict[int, Row] = {}
    items = CurriculumItem.objects.filter(curriculum__in=ids).order_by("curriculum", "position", "pk")
    for owner, pk, kind, code, name, parent, subject, is_optional in items.values_list(
        "curriculum", "pk", "kind", "code", "name", "parent", "subject", "is_optional"
    ):
        by_id[pk] = row = Row(pk, ItemKind(kind), code, name, parent, subject, is_optional)
        found[owner].append(row)
    hours = CurriculumHours.objects.filter(item__curriculum__in=ids)
    for item, term, hours_kind, number in hours.values_list("item", "term", "kind", "hours"):
        by_id[item].hours[term, HoursKind(hours_kind)] = number
    controls = ItemControl.objects.filter(item__curriculum__in=ids).order_by("pk")
    for item, term, form, what, short, together in controls.values_list(
        "item", "term", "form", "form__kind", "form__short_name", "complex_number"
    ):
        by_id[item].controls.append(Control(term, form, ControlKind(what), short, together))
    return found
