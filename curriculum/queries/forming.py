"""Which courses the curricula of the groups ask for in a year, and which there are already (R45)."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Sum
from django.utils.translation import gettext as _

from accounts.models import Organization
from common.dated import overlaps
from contingent.enums import GroupKind
from contingent.models import StudyGroup
from curriculum.enums import HOLDERS, ItemKind
from curriculum.models import AcademicYear, Course, CourseItem, CurriculumBinding, CurriculumHours
from curriculum.queries.calendar_dates import Term, theory_terms
from curriculum.queries.study_calendars import calendar_groups

ADD, TIE, THERE, LACKS = "add", "tie", "there", "lacks"
"""A course to be made; a course there is that the row is to be tied to; done already; no subject named."""
NO_PAGES = (ItemKind.MODULE_EXAM, ItemKind.FINAL)
"""Rows that have a page of the journal only where they have a subject."""


@dataclass(frozen=True, slots=True)
class FormLine:
    """A row of a curriculum that is taught to the group this year, and what forming makes of it."""

    item: int
    code: str
    name: str
    subject: int | None
    outcome: str
    hours: int = 0
    courses: tuple[tuple[int, str, str], ...] = ()
    """Courses that teach it: id, name of the study group, its kind."""


@dataclass
class GroupForm:
    """A home group with what its curricula ask for."""

    group: StudyGroup
    plans: tuple[str, ...] = ()
    lines: list[FormLine] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)

    def of(self, *outcomes: str) -> int:
        return sum(line.outcome in outcomes for line in self.lines)

    @property
    def to_add(self) -> int:
        return self.of(ADD, TIE)

    @property
    def there(self) -> int:
        return self.of(THERE)

    @property
    def lacking(self) -> list[FormLine]:
        return [line for line in self.lines if line.outcome == LACKS]


def read_forming(organization: Organization, year: AcademicYear, group: int | None = None) -> list[GroupForm]:
    """Return every home group of the year with its rows, in a bounded number of queries; or one group alone."""
    groups = [each for each in calendar_groups(organization, year) if group in (None, each.pk)]
    forms = {each.pk: GroupForm(each) for each in groups}
    bound = _bound(forms, year)
    rows = _rows({curriculum for plans in bound.values() for curriculum, _name in plans})
    taught = _taught(forms, year)
    own_pages = set(
        Course.objects.filter(academic_year=year, study_group__in=forms).values_list("study_group", "subject")
    )
    terms = theory_terms(forms, year)
    for pk, form in forms.items():
        form.plans, form.terms = tuple(name for _curriculum, name in bound[pk]), terms.get(pk, [])
        for curriculum, _name in bound[pk]:
            for item, kind, code, name, subject, hours in rows.get((curriculum, form.group.level), ()):
                courses = tuple(taught.get((item, pk), ()))
                if subject is None and kind in NO_PAGES:
                    continue
                outcome = THERE if courses else LACKS if subject is None else TIE if (pk, subject) in own_pages else ADD
                form.lines.append(FormLine(item, code, name, subject, outcome, hours, courses))
    return list(forms.values())


def _bound(groups: dict[int, GroupForm], year: AcademicYear) -> dict[int, list[tuple[int, str]]]:
    """Return the curricula of each group in the year: of a kind the one bound last."""
    rows = CurriculumBinding.objects.filter(overlaps(year.starts, year.ends), group__in=groups).order_by("starts")
    last: dict[tuple[int, str], tuple[int, str]] = {}
    for group, kind, curriculum, code, name, intake in rows.values_list(
        "group", "kind", "curriculum", "curriculum__code", "curriculum__name", "curriculum__intake_year"
    ):
        last[group, kind] = (curriculum, f"{code} {name}, {intake}".strip())
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for (group, _kind), plan in last.items():
        found[group].append(plan)
    return found


def _rows(curricula: set[int]) -> dict[tuple[int, int], list[tuple[int, str, str, str, int | None, int]]]:
    """Return by curriculum and year of study the rows that have hours in it, in the order of the curriculum."""
    rows = (
        CurriculumHours.objects.filter(item__curriculum__in=curricula)
        .exclude(item__kind__in=HOLDERS)
        .order_by("item__curriculum", "item__position", "item")
        .values_list(
            "item__curriculum", "term__study_year", "item", "item__kind", "item__code", "item__name", "item__subject",
            "item__position",
        )
        .annotate(all=Sum("hours"))
    )  # fmt: skip
    found: dict[tuple[int, int], list[tuple[int, str, str, str, int | None, int]]] = defaultdict(list)
    for curriculum, level, item, kind, code, name, subject, _position, hours in rows:
        found[curriculum, level].append((item, kind, code, name, subject, int(hours)))
    return found


def _taught(groups: dict[int, GroupForm], year: AcademicYear) -> dict[tuple[int, int], list[tuple[int, str, str]]]:
    rows = CourseItem.objects.filter(course__academic_year=year, home_group__in=groups)
    found: dict[tuple[int, int], list[tuple[int, str, str]]] = defaultdict(list)
    for item, home, course, name, kind, starts, ends in rows.order_by("course__study_group__sort_key").values_list(
        "item", "home_group", "course", "course__study_group__name", "course__study_group__kind", "starts", "ends"
    ):
        found[item, home].append((course, _dated(name, starts, ends), kind))
    return found


def _dated(name: str, starts: date | None, ends: date | None) -> str:
    """Return what a page is called: since when it has taken over, until when it teaches."""
    if starts:
        return _("%(name)s from %(day)s") % {"name": name, "day": f"{starts:%d.%m.%Y}"}
    return _("%(name)s until %(day)s") % {"name": name, "day": f"{ends:%d.%m.%Y}"} if ends else name


def divisions(group: StudyGroup, on: date) -> list[tuple[str, str, list[int]]]:
    """Return the ways the home group is divided already: a key, the subgroups' names, their ids."""
    rows = StudyGroup.objects.open_on(on).filter(sources=group, kind=GroupKind.SUBGROUP).order_by("sort_key")
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for pk, name, division in rows.values_list("pk", "name", "division"):
        found[division or name].append((pk, name))
    return [
        (",".join(str(pk) for pk, _name in parts), ", ".join(name for _pk, name in parts), [pk for pk, _name in parts])
        for parts in found.values()
    ]


def same_subjects(year: AcademicYear, group: StudyGroup, on: date) -> list[tuple[int, str]]:
    """Return the other open home groups of the same year of study that are taught some of the group's subjects."""
    subjects = Course.objects.filter(academic_year=year, study_group=group).values("subject")
    rows = StudyGroup.objects.open_on(on).filter(
        organization=group.organization_id, kind=GroupKind.HOME, level=group.level,
        courses__academic_year=year, courses__subject__in=subjects,
    ).exclude(pk=group.pk)  # fmt: skip
    return list(rows.distinct().order_by("sort_key").values_list("pk", "name"))
