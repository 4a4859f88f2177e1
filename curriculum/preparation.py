"""Steps of the preparation that the curriculum itself knows: subjects, plans, load, programmes, publishing."""

from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

import curriculum.preparation_people  # noqa: F401 - registers its own
from accounts.enums import Role
from accounts.models import Organization
from common.dated import holds_on
from curriculum.enums import HOLDERS, CurriculumKind, DocumentState, ItemKind
from curriculum.models import (
    AttestationPeriod,
    ContentElement,
    ControlForm,
    Course,
    Curriculum,
    CurriculumBinding,
    CurriculumHours,
    CurriculumItem,
    CurriculumTerm,
    ItemControl,
    LocalAct,
    PlannedWork,
    StudyCalendar,
    Subject,
    TeachingLoad,
    WorkProgram,
)
from curriculum.preparation_steps import (
    BY_PLANS,
    BY_PROGRAMS,
    BY_REFERENCES,
    COLLEGE,
    REFERENCES,
    SCHOOL,
    Found,
    Lacking,
    LackingRow,
    Step,
    YearAsked,
    absent,
    address,
    found,
    homes,
    listed,
    of_year,
    page,
    register,
    table,
)

MAIN = (CurriculumKind.COLLEGE, CurriculumKind.SCHOOL)
"""Kinds of curricula a home group is taught by; the others come beside them."""
BY_START = {COLLEGE: (9, 1), SCHOOL: (9, 1)}


def rows_of(pairs: Any, name: str) -> list[LackingRow]:
    """Return rows by (id, what it is called), each with its page of the name."""
    return [LackingRow(str(title), address(name, pk)) for pk, title in pairs]


def plans_of(asked: YearAsked) -> str:
    """Return the address of the curricula of the organisation."""
    return address("curriculum:plans", place=asked.organization.pk)


def look_at_subjects(asked: YearAsked) -> Found:
    counts = (
        Subject.objects.open_on(asked.on)
        .filter(organization=asked.organization)
        .aggregate(all=Count("pk"), unnamed=Count("pk", filter=Q(standard_name="")))
    )
    return found(
        counts["all"],
        absent("none", gettext("no subjects"), not counts["all"], table("subjects")(asked)),
        Lacking(
            "standard", gettext("subjects without the name of the standard (ФГОС)"), counts["unnamed"],
            table("subjects", "standard")(asked),
        ),
    )  # fmt: skip


def look_at_calendars(asked: YearAsked) -> Found:
    """Every home group has its calendar study schedule of the year (R38)."""
    drawn = StudyCalendar.objects.filter(academic_year=asked.year, group=OuterRef("pk"))
    rows = list(homes(asked).annotate(has=Exists(drawn)).values_list("name", "has"))
    url = of_year("curriculum:calendars")(asked)
    bare = [LackingRow(name, url) for name, has in rows if not has]
    return found(len(rows), listed("calendar", gettext("groups without a calendar study schedule"), bare))


def look_at_control_forms(asked: YearAsked) -> Found:
    """There are forms, and every row taught by a curriculum of the year has one in some term (R40)."""
    held = CurriculumBinding.objects.filter(
        holds_on(asked.on), group__closed_on=None, kind__in=MAIN, curriculum=OuterRef("curriculum")
    )
    bare = (
        CurriculumItem.objects.filter(Exists(held), curriculum__organization=asked.organization)
        .exclude(kind__in=(*HOLDERS, ItemKind.FINAL, ItemKind.EXTRA))
        .filter(Exists(CurriculumHours.objects.filter(item=OuterRef("pk"))))
        .exclude(Exists(ItemControl.objects.filter(item=OuterRef("pk"))))
        .order_by("curriculum", "position")
        .values_list("curriculum", "code", "name", "curriculum__name")
    )
    forms = ControlForm.objects.filter(organization=asked.organization).count()
    rows = [(plan, f"{f'{code} {name}'.strip()} ({whole})") for plan, code, name, whole in bare]
    return found(
        forms,
        absent("none", gettext("no forms of control"), not forms, table("control-forms")(asked)),
        listed("control", gettext("rows of curricula without a form of control"), rows_of(rows, "curriculum:plan")),
    )


def look_at_periods(asked: YearAsked) -> Found:
    """The year has periods of every kind by which its courses are attested (R41)."""
    told = dict(AttestationPeriod.objects.filter(academic_year=asked.year).order_by().values_list("pk", "kind"))
    asked_for = Course.objects.filter(academic_year=asked.year).order_by().values_list("period_kind").distinct()
    there = set(told.values())
    bare = sum(1 for (kind,) in asked_for if kind not in there)
    return found(
        len(told),
        absent("none", gettext("no attestation periods in the year"), not told, table("periods")(asked)),
        Lacking(
            "kind", gettext("kinds of periods that courses go by and the year has not"), bare, table("periods")(asked)
        ),
    )


def look_at_curricula(asked: YearAsked) -> Found:
    """Every home group has an approved curriculum with terms of its year, a class a plan of activity (R44, R54)."""
    held = CurriculumBinding.objects.filter(holds_on(asked.on), group=OuterRef("pk"), kind__in=MAIN)
    terms = CurriculumTerm.objects.filter(
        holds_on(asked.on, "curriculum__bindings__"),
        curriculum__bindings__group=OuterRef("pk"), curriculum__bindings__kind__in=MAIN,
        study_year=OuterRef("level"),
    )  # fmt: skip
    approved = held.filter(curriculum__state__in=(DocumentState.APPROVED, DocumentState.ARCHIVED))
    beside = CurriculumBinding.objects.filter(
        holds_on(asked.on), group=OuterRef("pk"), kind=CurriculumKind.EXTRACURRICULAR
    )
    rows = list(
        homes(asked)
        .annotate(
            plan=Subquery(held.values("curriculum")[:1]),
            approved=Exists(approved),
            taught=Exists(terms),
            beside=Exists(beside),
        )
        .values_list("name", "plan", "approved", "taught", "beside")
    )
    plans = plans_of(asked)
    without = [LackingRow(name, plans) for name, plan, *_more in rows if not plan]
    drafts = [(plan, name) for name, plan, is_approved, *_more in rows if plan and not is_approved]
    over = [(plan, name) for name, plan, is_approved, has, _beside in rows if is_approved and not has]
    is_school = asked.organization.kind == SCHOOL
    alone = [LackingRow(name, plans) for name, *_more, has in rows if is_school and not has]
    page = "curriculum:plan"
    return found(
        len(rows),
        listed("curriculum", gettext("groups without a curriculum"), without),
        listed("approved", gettext("groups whose curriculum is not approved"), rows_of(drafts, page)),
        listed("year", gettext("groups whose curriculum has not their year of study"), rows_of(over, page)),
        listed("beside", gettext("classes without a plan of extracurricular activity"), alone),
    )


def look_at_load(asked: YearAsked) -> Found:
    """Every course of the year has a teacher with hours (R46)."""
    held = TeachingLoad.objects.filter(holds_on(asked.on), course=OuterRef("pk"))
    courses = Course.objects.filter(academic_year=asked.year).annotate(
        has=Exists(held), hours=Exists(held.filter(hours__gt=0))
    )
    bare = courses.filter(hours=False).order_by("study_group__sort_key", "subject__sort_key")
    rows = list(bare.values_list("study_group__name", "subject__short_name", "has"))
    many = Course.objects.filter(academic_year=asked.year).count()

    def told(has: bool) -> list[LackingRow]:
        return [_in_the_grid(asked, group, subject) for group, subject, is_held in rows if is_held == has]

    return found(
        many,
        absent("courses", gettext("no courses are formed"), not many, of_year("curriculum:courses")(asked)),
        listed("teacher", gettext("courses without a teacher"), told(False)),
        listed("hours", gettext("courses whose load has no hours"), told(True)),
    )


def _in_the_grid(asked: YearAsked, group: str, subject: str) -> LackingRow:
    """Return a course with its place in the grid of the load."""
    return LackingRow(f"{group}: {subject}", of_year("curriculum:load", group=group, subject=subject)(asked))


def look_at_programs(asked: YearAsked) -> Found:
    """Every course of the year follows an approved work programme (R50)."""
    counts = Course.objects.filter(academic_year=asked.year).aggregate(
        all=Count("pk"),
        none=Count("pk", filter=Q(program=None)),
        drafts=Count("pk", filter=Q(program__isnull=False) & ~Q(program__state=DocumentState.APPROVED)),
    )
    year, page = asked.year.pk, "curriculum:programs"
    return found(
        counts["all"],
        absent("courses", gettext("no courses are formed"), not counts["all"], of_year("curriculum:courses")(asked)),
        Lacking(
            "program", gettext("courses without a work programme"), counts["none"],
            address(page, state="none", year=year),
        ),
        Lacking(
            "approved", gettext("courses whose programme is not approved"), counts["drafts"],
            address(page, state="late", year=year),
        ),
    )  # fmt: skip


def look_at_codifiers(asked: YearAsked) -> Found:
    """Approved programmes plan control works, and their subjects have codifiers (R51)."""
    works = PlannedWork.objects.filter(topic__program=OuterRef("pk"))
    elements = ContentElement.objects.filter(subject=OuterRef("subject"))
    rows = list(
        WorkProgram.objects.filter(academic_year=asked.year, state=DocumentState.APPROVED)
        .annotate(planned=Exists(works), coded=Exists(elements))
        .order_by("title")
        .values_list("pk", "title", "subject", "subject__name", "planned", "coded")
    )
    uncoded = {subject: name for _pk, _title, subject, name, _planned, coded in rows if not coded}
    bare = [(pk, title) for pk, title, _subject, _name, planned, _coded in rows if not planned]
    return found(
        len(rows),
        absent("programs", gettext("no approved programmes"), not rows, address("curriculum:programs")),
        listed("works", gettext("programmes without control works"), rows_of(bare, "curriculum:program")),
        listed("elements", gettext("subjects without a codifier"), rows_of(uncoded.items(), "curriculum:codifier")),
    )


def look_at_publishing(asked: YearAsked) -> Found:
    """What is approved is on the public pages, and these have an address (R3)."""
    page = address("curriculum:publishing")
    plans = Curriculum.objects.filter(organization=asked.organization, state=DocumentState.APPROVED)
    told = Organization.objects.filter(pk=asked.organization.pk).values_list(
        "slug",
        _many(plans, "organization", Q()),
        _many(plans, "organization", Q(published_at=None)),
        _many(StudyCalendar.objects.filter(academic_year=asked.year), "academic_year__organization",
              Q(published_at=None)),
        _many(WorkProgram.objects.filter(academic_year=asked.year, state=DocumentState.APPROVED), "organization",
              Q(published_at=None)),
    )  # fmt: skip
    slug, all_plans, hidden, calendars, programs = told[0]
    return found(
        all_plans,
        absent("address", gettext("no address of the public pages"), not slug, page),
        Lacking("curricula", gettext("approved curricula that are not published"), hidden, page),
        Lacking("calendars", gettext("calendar study schedules that are not published"), calendars, page),
        Lacking("programs", gettext("approved programmes that are not published"), programs, page),
    )


def _many(rows: Any, owner: str, which: Q) -> Any:
    """Return how many of the rows there are, as a sub-query of their organisation."""
    mine = rows.filter(which, **{owner: OuterRef("pk")}).order_by().values(owner)
    return Coalesce(Subquery(mine.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), Value(0))


def look_at_acts(asked: YearAsked) -> Found:
    """The regulation of the journal is published in a version that is in force by the year's beginning (R6)."""
    acts = LocalAct.objects.filter(organization=asked.organization).aggregate(
        all=Count("pk", distinct=True),
        kept=Count("pk", distinct=True, filter=Q(versions__in_force_from__lte=asked.on)),
    )
    page = address("curriculum:publishing")
    return found(
        acts["all"],
        absent("none", gettext("no local acts"), not acts["all"], page),
        Lacking("version", gettext("local acts without a version in force"), acts["all"] - acts["kept"], page),
    )


register(
    Step("subjects", 30, _("Subjects and courses"), _("Named as the standard (ФГОС) of each level names them."), "R35",
         REFERENCES, BY_REFERENCES, Role.JOURNAL_ADMIN, look_at_subjects, table("subjects")),
    Step("calendars", 60, _("Calendar study schedules"), _("Each group's year week by week."), "R38",
         REFERENCES, BY_REFERENCES, Role.DEPUTY, look_at_calendars, of_year("curriculum:calendars")),
    Step("control_forms", 80, _("Forms of control"), _("By which each subject is attested."), "R40",
         REFERENCES, BY_REFERENCES, Role.JOURNAL_ADMIN, look_at_control_forms, table("control-forms")),
    Step("periods", 90, _("Attestation periods"), _("Semesters, quarters, half-years of the year."), "R41",
         REFERENCES, BY_REFERENCES, Role.JOURNAL_ADMIN, look_at_periods, table("periods")),
    Step("curricula", 110, _("Curricula"), _("Approved and given to every group, individual plans among them."),
         "R44, R54", REFERENCES, BY_PLANS, Role.DEPUTY, look_at_curricula, plans_of),
    Step("load", 130, _("Teaching load"), _("Every course has a teacher with hours."), "R46",
         REFERENCES, BY_PLANS, Role.DEPUTY, look_at_load, of_year("curriculum:load")),
    Step("programs", 150, _("Work programmes"), _("Formed by teachers and approved for every course."), "R50",
         {COLLEGE: "3.2.2", SCHOOL: "3.2"}, BY_PROGRAMS, Role.DEPUTY, look_at_programs,
         page("curriculum:programs")),
    Step("codifiers", 160, _("Codifiers and control works"), _("In the approved work programmes."), "R51",
         {COLLEGE: "2.2", SCHOOL: "3.2"}, BY_PROGRAMS, Role.DEPUTY, look_at_codifiers, page("curriculum:programs")),
    Step("publishing", 170, _("Publishing of the programmes"), _("Curricula, schedules, programmes on public pages."),
         "R3, R55", {COLLEGE: "1.5", SCHOOL: "1.3"}, BY_START, Role.JOURNAL_ADMIN, look_at_publishing,
         page("curriculum:publishing")),
    Step("acts", 180, _("Local acts"), _("The regulation of the journal in force."), "R6",
         {COLLEGE: "1.3", SCHOOL: "5"}, BY_START, Role.DIRECTOR, look_at_acts, page("curriculum:publishing")),
)  # fmt: skip
