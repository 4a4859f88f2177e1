"""What a column holds, told by its heading however it is worded."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from contingent.remarks import NAME_FIELDS, STUDENT
from contingent.sheets.headings import plain

CONTACT_FIELDS = {"email", "phone"}
OF_STUDENT_ONLY = {"birth_date", "outside_id", "group", "letter", "level", "form", "order", "starts"}

PERSONS = (
    ("trusted", r"доверенн\w*"),
    ("guardian", r"опекун\w*|попечител\w*"),
    ("mother", r"мат[ьи]|матер\w+|мам[аыеу]?"),
    ("father", r"отец|отц\w+|пап[аыеу]"),
    ("representative", r"представител\w*|родител\w*|законн\w*"),
    ("student", r"обучающ\w*|учащ\w*|ученик\w*|ученица|студент\w*|ребен\w*|воспитанник\w*|абитуриент\w*"),
)
# Checked first: columns that look like ours and are not, and those we must not keep.
OTHER = re.compile(
    r"снилс|паспорт|полис|инн\b|адрес(?! эл)(?! e)|почтов|место рожд|свидетельств|групп\w* (здоров|кров|риска)"
    r"|здоров|классн\w* руковод|куратор|гражданств|телефон школ|домашн|рабоч|место работ|должност"
    r"|образовани\w+ (мат|от|род)"
    r"|замечани|примечани|дата (приказ|выбыт|отчисл|выдач)|\bстатус\b(?! предст)|\bвозраст\b|\bпол\b|национальн|инвалид"
)
FIELDS = (
    ("full_name", r"\bфио\b|\bф и о\b|фамилия и?\s?имя|фамилия и\.?о|полное имя|full name"),
    ("birth_date", r"рожд|\bд р\b|\bдр\b|birth"),
    ("email", r"почт|\be ?mail\b|\bмейл\b|\bимейл\b|электронн\w* адрес|адрес эл|адрес e"),
    ("phone", r"\bтел\b|телеф|\bмоб\b|мобильн|сотов|\bphone\b|контактн\w* (номер|данн)"),
    ("starts", r"дата (зачисл|поступл)|зачислен\w* (с|в)\b|^зачислен$|обучается с"),
    ("order", r"приказ"),
    (
        "outside_id",
        r"(личн|персональн|контингент|идентиф|лицев)\w*( \w+)? ?(дел\w*|номер|счет\w*|код)"
        r"|номер (в контингент|личного|обучающ|студенч|билет)"
        r"|^(id|ид|уид|uid|код обучающ\w+|номер обучающ\w+|лд|личное дело)$|идентификатор|табельн|зачетн\w* книж",
    ),
    ("kind", r"степень родства|родств|кем приход|статус предст|тип предст"),
    ("form", r"форма (обуч|получ)"),
    ("letter", r"\bлитер\w*|\bбуква\b"),
    ("level", r"параллел|\bкурс\b|год обучения"),
    ("group", r"\bкласс|\bгрупп|\bгр\b|подразделени"),
    ("last_name", r"фамил|\bфам\b|surname|last name"),
    ("patronymic", r"отчеств|\bотч\b|patronymic"),
    ("first_name", r"\bимя\b|\bимени\b|first name"),
)


@dataclass(frozen=True, slots=True)
class Column:
    """One recognised column: whose field it holds. `place` counts from 0.

    `same` is the letter of the column to the left that holds the same: that one is read, not this.
    """

    place: int
    letter: str
    header: str
    person: str
    field: str
    same: str = ""


def recognise(header: str) -> tuple[str, str] | None:
    """Return the person (empty when the heading does not say) and the field; None if unknown."""
    text = plain(header)
    if not text or len(text) > 120 or OTHER.search(text):
        return None
    person = next((name for name, words in PERSONS if re.search(rf"\b(?:{words})\b", text)), "")
    field = next((name for name, words in FIELDS if re.search(words, text)), "")
    if not field:
        if not person or len(text.split()) > 4:
            return None
        field = "full_name"
    if person in {"", STUDENT}:
        return person, field
    if field in OF_STUDENT_ONLY:
        return None
    number = re.search(r"\b(\d)\b", text)
    return f"{person}{number[1] if number else ''}", field


def columns_of(headers: Sequence[tuple[int, str, str]], of_representatives: bool) -> list[Column]:
    """Return the recognised columns of a row of headings (place, letter, text), those that repeat others too.

    A name or a contact whose heading names nobody belongs to the person named last to the left;
    on a sheet of representatives, to the representative.
    """
    found: list[Column] = []
    taken: dict[tuple[str, str], str] = {}
    current = STUDENT
    for place, letter, header in headers:
        known = recognise(header)
        if known is None:
            continue
        person, field = known
        if field == "kind" and not person.rstrip("0123456789"):
            person = current if current != STUDENT else "representative"
        elif field in NAME_FIELDS | CONTACT_FIELDS:
            person = person or _owner(field, current, taken, of_representatives)
            current = person
        else:
            person = person or STUDENT
        found.append(Column(place, letter, header, person, field, taken.get((person, field), "")))
        taken.setdefault((person, field), letter)
    return found


def _owner(field: str, current: str, taken: Collection[tuple[str, str]], of_representatives: bool) -> str:
    named = {name for person, name in taken if person == STUDENT}
    if not of_representatives:
        return current
    if (
        current == STUDENT
        and field in NAME_FIELDS
        and ("full_name" in named or ("last_name" in named and field == "last_name"))
    ):
        return "representative"
    return "representative" if field in CONTACT_FIELDS else current


def names_student(columns: Iterable[Column]) -> bool:
    """Whether the columns tell a student's surname and name."""
    fields = {column.field for column in columns if column.person == STUDENT}
    return "full_name" in fields or {"last_name", "first_name"} <= fields
