"""What the usual documents call things."""

from curriculum.enums import CurriculumKind, HoursKind, ItemKind, TeachingForm

HOURS = {
    HoursKind.THEORY: ("Теория", "Теор"),
    HoursKind.PRACTICE: ("Лаб. и практ. занятия", "ЛПЗ"),
    HoursKind.COURSE_WORK: ("Курсовая работа", "КРП"),
    HoursKind.CONSULTATION: ("Консультации", "Конс"),
    HoursKind.INDEPENDENT: ("Самост. работа", "СР"),
    HoursKind.ATTESTATION: ("Промежуточная аттестация", "ПАтт"),
}
ROWS = {
    ItemKind.PART: "Часть", ItemKind.CYCLE: "Цикл", ItemKind.AREA: "Область", ItemKind.MODULE: "ПМ",
    ItemKind.DISCIPLINE: "УД", ItemKind.MODULE_COURSE: "МДК", ItemKind.STUDY_PRACTICE: "УП",
    ItemKind.WORK_PRACTICE: "ПП", ItemKind.DIPLOMA_PRACTICE: "ПДП", ItemKind.MODULE_EXAM: "ЭМ",
    ItemKind.FINAL: "ГИА", ItemKind.SCHOOL_SUBJECT: "Предмет", ItemKind.EXTRA: "Курс",
}  # fmt: skip
FORMS = {
    TeachingForm.FULL_TIME: "очная", TeachingForm.EVENING: "очно-заочная", TeachingForm.PART_TIME: "заочная",
}  # fmt: skip
TITLES = {
    CurriculumKind.COLLEGE: "Учебный план", CurriculumKind.SCHOOL: "Учебный план",
    CurriculumKind.EXTRACURRICULAR: "План внеурочной деятельности",
    CurriculumKind.ADDITIONAL: "Учебный план дополнительной общеразвивающей программы",
}  # fmt: skip
