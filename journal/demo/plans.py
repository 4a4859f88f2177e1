"""Curricula of both organisations, which group follows which, and what the courses teach of them."""

from datetime import date

from curriculum.enums import CurriculumKind, HoursKind, PlanKind
from curriculum.models import (
    CourseItem,
    Curriculum,
    CurriculumBinding,
    CurriculumHours,
    CurriculumItem,
    CurriculumTerm,
    IndividualPlan,
    ItemControl,
    PlanDifference,
)
from journal.demo.bulk import Bulk
from journal.demo.enrolment import FIRST_DAY
from journal.demo.plan_rows import Office, Plan
from journal.demo.plans_college import write_college_plans
from journal.demo.plans_school import write_school_plans
from journal.demo.state import Place

TABLES = (
    Curriculum, CurriculumTerm, CurriculumItem, CurriculumHours, ItemControl, CurriculumBinding, CourseItem,
    IndividualPlan, PlanDifference,
)  # fmt: skip
INTAKES = (2026, 2025, 2024, 2023)


def write_plans(bulk: Bulk, place: Place) -> None:
    """Write the curricula of a place, bind its groups and tie its courses to the rows they teach."""
    office = Office.of(bulk, place)
    if any(group.name[:1].isdigit() for group in place.groups):
        by_level = write_school_plans(office)
        plans = {group.name: by_level[group.level] for group in place.groups}
    else:
        made = write_college_plans(office, INTAKES)
        plans = {group.name: made[group.name.split("-")[0], INTAKES[0] + 1 - group.level] for group in place.groups}
        write_individual(bulk, place, plans)
    for group in place.groups:
        is_school = group.name[:1].isdigit()
        bulk[CurriculumBinding].add(
            group_id=group.id, curriculum_id=plans[group.name].pk,
            kind=CurriculumKind.SCHOOL if is_school else CurriculumKind.COLLEGE,
            starts=FIRST_DAY if is_school else date(INTAKES[0] + 1 - group.level, 9, 1),
        )  # fmt: skip
    tie_courses(bulk, place, plans)


def tie_courses(bulk: Bulk, place: Place, plans: dict[str, Plan]) -> None:
    """Say of each course which row of its group's curriculum it teaches."""
    homes = {group.name: group for group in place.groups}
    for page in place.pages:
        home = homes[page.group.name.split("/")[0]]
        item = plans[home.name].items[page.item.code, page.item.name]
        bulk[CourseItem].add(course_id=page.id, item_id=item, home_group_id=home.id, study_year=home.level)


def write_individual(bulk: Bulk, place: Place, plans: dict[str, Plan]) -> None:
    """Give one student a plan of their own and one an adapted programme (R37, R44)."""
    for name, kind, member, order in (
        ("ИС-31", PlanKind.INDIVIDUAL, 2, "Приказ № 231-с от 04.09.2026"),
        ("ЛХ-21", PlanKind.ADAPTED, 4, "Приказ № 236-с от 07.09.2026"),
    ):
        group, plan = place.group(name), plans[name]
        pupil, starts, _ends = group.members[member]
        own = bulk[IndividualPlan].add(
            student_id=pupil.student, curriculum_id=plan.pk, kind=kind, order=order, starts=max(starts, FIRST_DAY)
        )
        term = 2 * group.level
        sport = next(
            pk for (_code, what), pk in plan.items.items() if what == "Физическая культура" and _code[0] == "С"
        )
        hours = 34 if kind == PlanKind.ADAPTED else 0
        for place_of, hours_kind in ((term - 1, HoursKind.PRACTICE), (term, HoursKind.PRACTICE)):
            bulk[PlanDifference].add(
                plan_id=own, item_id=sport, term_id=plan.terms[place_of], kind=hours_kind, hours=hours
            )
        language = next(pk for (code, _what), pk in plan.items.items() if code == "СГ.02")
        bulk[PlanDifference].add(
            plan_id=own, item_id=language, term_id=plan.terms[term], form_id=plan.office.forms["З"]
        )
