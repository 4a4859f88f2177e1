"""Which field a column of a table holds, and what its records are, by headers as people write them."""

import re

from contingent.sheets.values import tidy

PERSON = {
    "last_name": "last name|surname|фамилия",
    "first_name": "first name|имя",
    "patronymic": "patronymic|middle name|отчество|отчество при наличии",
    "full_name": "full name|фио|ф и о|фамилия имя отчество|обучающийся фио|представитель фио",
    "email": "email|e mail|mail|почта|электронная почта|эл почта|адрес электронной почты|емейл",
    "phone": "phone|mobile|мобильный телефон|мобильный|телефон|номер телефона|сотовый телефон|сотовый|моб телефон",
    "birth_date": "birth date|birthday|дата рождения|др|д р|день рождения",
    "person": "person|person id|номер лица|ид лица|идентификатор лица|номер человека",
}
SPAN = {
    "starts": "starts|с|дата начала|начало|дата с",
    "ends": "ends|по|дата окончания|окончание|дата по",
}
COLUMNS: dict[str, dict[str, str]] = {
    "group": {
        "key": "key|id|номер группы|код группы|ид группы|номер класса|код класса",
        "name": "name|название|наименование|группа|название группы|наименование группы|класс|группа класс",
        "level": "level|курс|параллель|год обучения",
        "specialty": "specialty|специальность|профессия|специальность профессия|направление",
        "curator": "curator|куратор|номер куратора|классный руководитель|номер классного руководителя",
    },
    "student": PERSON
    | {
        "key": "key|id|номер обучающегося|личный номер|номер|ид обучающегося|номер студента|номер ученика",
        "group": "group|группа|класс|номер группы|код группы|учебная группа|код класса|группа класс",
        "form": "form|форма обучения|форма",
        "order": "order|приказ|приказ о зачислении",
        "order_number": "order number|номер приказа|приказ номер",
        "order_date": "order date|дата приказа|приказ дата|приказ от",
        "starts": f"{SPAN['starts']}|дата зачисления|зачислен|зачислен с|дата приема",
        "ends": f"{SPAN['ends']}|дата отчисления|отчислен|дата выбытия",
    },
    "representative": PERSON
    | {
        "person": f"{PERSON['person']}|номер представителя|номер|id|key|ид представителя",
        "kind": "kind|вид|кем приходится|степень родства|родство|статус|вид представителя",
    },
    "tie": SPAN
    | {
        "student": "student|обучающийся|номер обучающегося|студент|ученик|личный номер обучающегося",
        "representative": "representative|представитель|номер представителя|номер лица представителя",
        "kind": "kind|вид|кем приходится|степень родства|родство|статус",
    },
    "employee": PERSON
    | {
        "key": "key|id|табельный номер|номер сотрудника|табельный|таб номер|номер",
        "position": "position|должность",
        "starts": f"{SPAN['starts']}|дата приема|принят|дата приема на работу|дата трудоустройства",
        "ends": f"{SPAN['ends']}|дата увольнения|уволен",
    },
}
TITLES = {
    "tie": ("tie", "связ", "родств"),
    "representative": ("representative", "представит", "родител"),
    "student": ("student", "обучающ", "студент", "ученик", "контингент"),
    "employee": ("employee", "staff", "сотрудник", "работник", "кадр", "персонал"),
    "group": ("group", "групп", "класс"),
}
TYPE_HEADERS = ("type", "тип", "тип записи", "вид записи")
FIELDS = {
    kind: {word: field for field, words in columns.items() for word in (*words.split("|"), field.replace("_", " "))}
    for kind, columns in COLUMNS.items()
}


def plain(header: object) -> str:
    """Return a header without signs, case and ё."""
    text = tidy(str(header)).lower().replace("ё", "е").replace("№", " номер ")
    return " ".join(re.sub(r"[\W_]+", " ", text).split())


def type_of_title(title: str) -> str:
    """Return the type that a file's or sheet's name tells, "" if none."""
    words = plain(title)
    return next((kind for kind, stems in TITLES.items() if any(stem in words for stem in stems)), "")


def type_of_table(title: str, headers: list[str]) -> str:
    """Return the type most of whose columns are there, the title weighing two; "" when hardly any is."""
    named = type_of_title(title)
    score = {kind: 2 * (kind == named) + len(known_fields(kind, headers)) for kind in FIELDS}
    best = max(score, key=lambda kind: score[kind])
    return best if len(known_fields(best, headers)) >= 2 else ""


def known_fields(kind: str, headers: list[str]) -> set[str]:
    """Return the fields of a type that the headers name."""
    return {FIELDS[kind][name] for name in headers if name in FIELDS[kind]}


def type_in_words(text: str) -> str:
    """Return the type that a cell of the column «Тип» names, or the text itself."""
    return text if text in COLUMNS or text == "gone" else type_of_title(text) or text
