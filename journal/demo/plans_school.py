"""Curricula of the invented school: three levels by subject areas, activities, an additional programme."""

from curriculum.enums import CurriculumKind, HoursKind, ItemKind, Level
from journal.demo.plan_rows import Office, Plan
from journal.demo.school import PLAN

AREAS = {
    "Русский язык и литература": ("Русский язык", "Литературное чтение", "Литература"),
    "Иностранный язык": ("Английский язык",),
    "Математика и информатика": ("Математика", "Алгебра", "Геометрия", "Вероятность и статистика", "Информатика"),
    "Обществознание и естествознание": ("Окружающий мир",),
    "Общественно-научные предметы": ("История", "Обществознание", "География"),
    "Естественно-научные предметы": ("Биология", "Физика", "Химия"),
    "Искусство": ("Музыка", "Изобразительное искусство"),
    "Технология": ("Труд (технология)",),
    "Физическая культура и безопасность жизнедеятельности": (
        "Физическая культура", "Основы безопасности и защиты Родины",
    ),
}  # fmt: skip
# Parallels, hours a week at most in each by the sanitary norms, year of intake of the first.
LEVELS = {
    Level.PRIMARY: (range(1, 5), (21, 23, 23, 23), "Начальное общее образование"),
    Level.BASIC: (range(5, 10), (29, 30, 32, 33, 33), "Основное общее образование"),
    Level.SECONDARY: (range(10, 12), (34, 34), "Среднее общее образование"),
}
WRITTEN = {"Русский язык", "Математика", "Алгебра", "Геометрия"}
ACTIVITIES = [
    ("Духовно-нравственное", (("Разговоры о важном", (1, 1, 1, 1, 1)), ("История родного края", (0, 0, 1, 1, 0)))),
    ("Общеинтеллектуальное", (("Функциональная грамотность", (1, 1, 1, 1, 1)), ("Юный программист", (0, 1, 1, 0, 0)))),
    ("Профориентация", (("Россия — мои горизонты", (0, 1, 1, 1, 1)),)),
    ("Спортивно-оздоровительное", (("Школьный спортивный клуб", (2, 2, 2, 2, 2)),)),
]


def write_school_plans(office: Office) -> dict[int, Plan]:
    """Write the curricula of the school; return that of each parallel."""
    made: dict[int, Plan] = {}
    for number, (level, (parallels, most, name)) in enumerate(LEVELS.items(), start=1):
        plan = Plan.begin(
            office, intake=2026, number=number, kind=CurriculumKind.SCHOOL, level=level, name=name,
            week_hours=max(most),
        )  # fmt: skip
        for term, (parallel, limit) in enumerate(zip(parallels, most, strict=True), start=1):
            plan.term(term, parallel, "33" if parallel == 1 else "34", limit)
            made[parallel] = plan
        write_subjects(plan, list(parallels))
    write_activities(office)
    return made


def write_subjects(plan: Plan, parallels: list[int]) -> None:
    """Write the obligatory part: areas with their subjects, weekly hours and forms of attestation."""
    part = plan.holder(ItemKind.PART, "Обязательная часть")
    weekly = {name: hours for name, _area, hours in PLAN}
    for area, names in AREAS.items():
        taught = [name for name in names if any(weekly[name][parallel - 1] for parallel in parallels)]
        if not taught:
            continue
        parent = plan.holder(ItemKind.AREA, area, "", part)
        for name in taught:
            item = plan.row(ItemKind.SCHOOL_SUBJECT, name, "", parent)
            for term, parallel in enumerate(parallels, start=1):
                hours = weekly[name][parallel - 1]
                plan.hours(item, term, HoursKind.THEORY, hours)
                if hours and parallel > 1:
                    plan.control(item, term, form_of(name))


def form_of(name: str) -> str:
    """Return how the year's work in a subject is attested."""
    if name in WRITTEN:
        return "КР"
    return "Н" if name == "Физическая культура" else "П" if name.startswith("Труд") else "Т"


def write_activities(office: Office) -> None:
    """Write the plan of extracurricular activity and one additional programme (R54)."""
    plan = Plan.begin(
        office, intake=2026, number=4, kind=CurriculumKind.EXTRACURRICULAR, level=Level.BASIC,
        name="Внеурочная деятельность 5–9 классов", week_hours=10,
    )  # fmt: skip
    for term, parallel in enumerate(range(5, 10), start=1):
        plan.term(term, parallel, "34")
    for way, activities in ACTIVITIES:
        part = plan.holder(ItemKind.PART, way)
        for name, hours in activities:
            item = plan.row(ItemKind.EXTRA, name, "", part)
            for term, number in enumerate(hours, start=1):
                plan.hours(item, term, HoursKind.PRACTICE, number)
    plan = Plan.begin(
        office, intake=2026, number=5, kind=CurriculumKind.ADDITIONAL, level=Level.ADDITIONAL,
        name="Робототехника: техническая направленность", week_hours=4, total_hours=136,
    )  # fmt: skip
    for term, parallel in enumerate((5, 6), start=1):
        plan.term(term, parallel, "34")
    for name, own in (("Основы конструирования", (1, 0)), ("Программирование роботов", (1, 1)), ("Проект", (0, 1))):
        item = plan.row(ItemKind.EXTRA, name)
        for term, number in enumerate(own, start=1):
            plan.hours(item, term, HoursKind.PRACTICE, number)
