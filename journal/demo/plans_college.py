"""Curricula of the invented college: every week of every semester has its 36 hours.

They come of the yearly plans that the courses of the demo are made of (`catalogue.plan`), so that a
row's hours are about those of its lessons.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from curriculum.enums import CurriculumKind, HoursKind, ItemKind, Level, SubjectKind, TeachingForm
from journal.demo.catalogue import Item, plan, years_of
from journal.demo.plan_rows import Office, Plan
from journal.demo.specialties import SPECIALTIES, Specialty

WEEK = 36
FINAL, DIPLOMA = 216, 144
EXAM, CONSULTATION, COURSE_WORK = 6, 2, 20
CYCLES = {
    "ОУД": ("ОО", "Общеобразовательная подготовка"),
    "ДУД": ("ОО", "Общеобразовательная подготовка"),
    "СГ": ("СГ", "Социально-гуманитарный цикл"),
    "ОП": ("ОП", "Общепрофессиональный цикл"),
}
QUALIFICATIONS = {
    "ИС": "Программист", "ЛХ": "Специалист лесного и лесопаркового хозяйства", "ТО": "Специалист",
    "ТЛ": "Техник-технолог", "ЗУ": "Специалист по землеустройству", "ЭЭ": "Техник", "ЭБ": "Бухгалтер",
    "СВ": "Сварщик", "ПК": "Повар, кондитер",
}  # fmt: skip
KINDS = {
    SubjectKind.MODULE_COURSE: ItemKind.MODULE_COURSE,
    SubjectKind.STUDY_PRACTICE: ItemKind.STUDY_PRACTICE,
    SubjectKind.WORK_PRACTICE: ItemKind.WORK_PRACTICE,
    SubjectKind.DIPLOMA_PRACTICE: ItemKind.DIPLOMA_PRACTICE,
}


@dataclass
class Row:
    """A row with its hours by term, its controls and the terms whose exam it shares."""

    item: Item
    hours: dict[int, int] = field(default_factory=dict)
    controls: dict[int, list[tuple[str, int | None]]] = field(default_factory=lambda: defaultdict(list))


def weeks_of(term: int, years: int) -> int:
    """Return the weeks of a semester that are not vacation."""
    return 17 if term % 2 else 25 if term == 8 and years == 4 else 24


def write_college_plans(office: Office, intakes: tuple[int, ...]) -> dict[tuple[str, int], Plan]:
    """Write a curriculum of each specialty and intake; return them by prefix and year of intake."""
    made = {}
    for number, specialty in enumerate(SPECIALTIES, start=1):
        for intake in intakes[: years_of(specialty)]:
            made[specialty.prefix, intake] = write_plan(office, specialty, intake, number=number)
    write_plan(office, SPECIALTIES[0], max(intakes) + 1, is_approved=False)
    write_plan(office, SPECIALTIES[4], max(intakes), number=40, form=TeachingForm.PART_TIME)
    return made


def write_plan(
    office: Office, specialty: Specialty, intake: int, *, number: int = 0, is_approved: bool = True,
    form: TeachingForm = TeachingForm.FULL_TIME,
) -> Plan:  # fmt: skip
    """Write a curriculum; the draft of the next intake still lacks what a methodist has to mend."""
    years = years_of(specialty)
    code, name = specialty.title.split(" ", 1)
    written = Plan.begin(
        office, intake=intake, number=number, is_approved=is_approved, kind=CurriculumKind.COLLEGE,
        level=Level.VOCATIONAL, form=form, code=code, name=name, qualification=QUALIFICATIONS[specialty.prefix],
        total_hours=sum(weeks_of(term, years) for term in range(1, 2 * years + 1)) * WEEK,
    )  # fmt: skip
    for term in range(1, 2 * years + 1):
        written.term(term, (term + 1) // 2, str(weeks_of(term, years)))
    rows = rows_of(specialty, years)
    if not is_approved:
        spoil(rows)
    write_rows(written, specialty, rows, years, is_part_time=form == TeachingForm.PART_TIME)
    return written


def rows_of(specialty: Specialty, years: int) -> dict[tuple[str, str], Row]:
    """Return the rows of all years with their hours and controls."""
    rows: dict[tuple[str, str], Row] = {}
    for level in range(1, years + 1):
        items = plan(specialty, level)
        for item in items:
            rows.setdefault((item.code, item.name), Row(item))
        own = [rows[item.code, item.name] for item in items]
        give_controls(own, level, is_last=level == years)
        give_hours(items, own, level, years)
    return rows


def give_controls(rows: list[Row], level: int, *, is_last: bool) -> None:
    """Say how each row of the year ends; at most eight exams and ten credits a year."""
    spring = 2 * level
    turn: dict[str, int] = defaultdict(int)
    for row in rows:
        area, item = row.item.code.split(".")[0], row.item
        turn[area] += 1
        if "Физическая культура" in item.name:
            if level > 1:
                row.controls[spring - 1].append(("З", None))
            row.controls[spring].append(("ДЗ" if level == 1 or is_last else "З", None))
        elif item.code == "СГ.02":
            if is_last:
                row.controls[spring].append(("ДЗ", None))
        elif area == "ОУД" and item.name in {"Русский язык", "Литература"}:
            row.controls[spring].append(("Эк", 1))
        elif item.name in {"Математика", "Физика"} or (area == "ОП" and turn[area] % 2):
            row.controls[spring].append(("Э", None))
        elif item.name == "Индивидуальный проект":
            row.controls[spring].append(("др", None))
        elif item.kind == SubjectKind.MODULE_COURSE:
            give_module_controls(row, level, spring)
        else:
            row.controls[spring].append(("ДЗ", None))


def give_module_controls(row: Row, level: int, spring: int) -> None:
    """The third year's module ends with one exam of two courses and has the course work."""
    part = int(row.item.code.rsplit(".", 1)[1])
    if level == 3 and part < 3:
        row.controls[spring].append(("Эк", 2))
        if part == 1:
            row.controls[spring].append(("КР", None))
    else:
        row.controls[spring].append(("Э" if part == 1 else "ДЗ", None))


def give_hours(items: list[Item], rows: list[Row], level: int, years: int) -> None:
    """Deal the hours of both semesters: practices and exams first, the rest by lessons a week."""
    modules = sum(item.kind == SubjectKind.STUDY_PRACTICE for item in items)
    for term in (2 * level - 1, 2 * level):
        spring, left = term % 2 == 0, weeks_of(term, years) * WEEK
        if level == years and spring:
            left -= FINAL
        if spring:
            left -= modules * (EXAM + CONSULTATION)
        shares: dict[int, float] = {}
        for place, (item, row) in enumerate(zip(items, rows, strict=True)):
            fixed = practice_hours(item, spring=spring, modules=modules)
            if fixed:
                row.hours[term] = fixed
                left -= fixed
            elif fixed is None and (item.weekly or spring):
                shares[place] = item.weekly or 0.8
        for place, hours in deal(left, shares).items():
            rows[place].hours[term] = hours


def practice_hours(item: Item, *, spring: bool, modules: int) -> int | None:
    """Return the hours of a practice in the semester, None of what is no practice."""
    if item.kind == SubjectKind.DIPLOMA_PRACTICE:
        return DIPLOMA if spring else 0
    if item.kind == SubjectKind.STUDY_PRACTICE:
        return 36 if modules > 1 or not spring else 72
    if item.kind == SubjectKind.WORK_PRACTICE:
        return (72 if modules > 1 else 144) if spring else 0
    return None


def deal(total: int, shares: dict[int, float]) -> dict[int, int]:
    """Deal an even number of hours by shares, in even numbers."""
    whole = sum(shares.values())
    dealt = {place: int(total * share / whole) // 2 * 2 for place, share in shares.items()}
    order = sorted(shares, key=lambda place: -shares[place])
    for turn in range((total - sum(dealt.values())) // 2):
        dealt[order[turn % len(order)]] += 2
    return dealt


def spoil(rows: dict[tuple[str, str], Row]) -> None:
    """Leave in a draft what its checks find: too many hours, a forgotten control, a lone complex exam."""
    by_code = {row.item.code: row for row in rows.values()}
    by_code["ОП.02"].hours[3] += 8
    by_code["ОП.05"].controls.clear()
    by_code["МДК.02.02"].controls[6] = [("Э", None)]
    by_code["ПП.02"].hours.clear()


def write_rows(
    written: Plan, specialty: Specialty, rows: dict[tuple[str, str], Row], years: int, *, is_part_time: bool
) -> None:
    """Write the tree: cycles with their disciplines, modules with their courses, practices and exam."""
    cycles: dict[str, int] = {}
    for row in rows.values():
        area = row.item.code.split(".")[0]
        if area in CYCLES:
            code, name = CYCLES[area]
            if code not in cycles:
                cycles[code] = written.holder(ItemKind.CYCLE, name, code)
            write_row(written, row, ItemKind.DISCIPLINE, cycles[code], is_part_time=is_part_time)
    professional = written.holder(ItemKind.CYCLE, "Профессиональный цикл", "П")
    for number, (module, _courses) in enumerate(specialty.modules, start=1):
        code = f"ПМ.{number:02}"
        parent = written.holder(ItemKind.MODULE, module, code, professional)
        own = [row for row in rows.values() if is_of(row.item, number)]
        for row in own:
            write_row(written, row, KINDS[row.item.kind], parent, is_part_time=is_part_time)
        last = max(term for row in own for term in row.hours)
        exam = written.row(ItemKind.MODULE_EXAM, f"Экзамен по модулю {code}", f"{code}.ЭК", parent)
        written.hours(exam, last, HoursKind.CONSULTATION, CONSULTATION)
        written.hours(exam, last, HoursKind.ATTESTATION, EXAM)
        written.control(exam, last, "Эм")
    for row in rows.values():
        if row.item.kind == SubjectKind.DIPLOMA_PRACTICE:
            write_row(written, row, ItemKind.DIPLOMA_PRACTICE, professional, is_part_time=is_part_time)
    final = written.row(ItemKind.FINAL, "Государственная итоговая аттестация", "ГИА")
    written.hours(final, 2 * years, HoursKind.ATTESTATION, FINAL)


def is_of(item: Item, module: int) -> bool:
    """Whether the row is a course or a practice of the module."""
    return item.kind in KINDS and item.code.split(".")[1:2] == [f"{module:02}"]


def write_row(written: Plan, row: Row, kind: ItemKind, parent: int, *, is_part_time: bool) -> None:
    """Write a row with its hours by kind and its controls."""
    pk = written.row(kind, row.item.name, row.item.code, parent)
    for term, hours in row.hours.items():
        forms = [form for form, _together in row.controls.get(term, ())]
        for name, number in split(row.item, term, hours, forms, is_part_time=is_part_time).items():
            written.hours(pk, term, name, number)
    for term, controls in row.controls.items():
        for form, together in controls:
            written.control(pk, term, form, together)


def split(item: Item, term: int, hours: int, forms: list[str], *, is_part_time: bool) -> dict[HoursKind, int]:
    """Return the hours of a row in a term by kind."""
    if item.kind in KINDS and item.kind != SubjectKind.MODULE_COURSE:
        return {HoursKind.PRACTICE: hours}
    exam = "Э" in forms or "Эк" in forms
    made = {
        HoursKind.ATTESTATION: EXAM if exam else 0,
        HoursKind.CONSULTATION: CONSULTATION if exam else 0,
        HoursKind.COURSE_WORK: COURSE_WORK if "КР" in forms else 0,
    }
    left = hours - sum(made.values())
    own = left * 3 // 4 if is_part_time else left // 12 if term % 2 == 0 and term > 2 else 0
    made[HoursKind.INDEPENDENT] = own // 2 * 2
    left -= made[HoursKind.INDEPENDENT]
    share = 0.9 if "Физическая" in item.name or "ностранный" in item.name else 0.4
    made[HoursKind.PRACTICE] = int(left * share) // 2 * 2
    made[HoursKind.THEORY] = left - made[HoursKind.PRACTICE]
    return made
