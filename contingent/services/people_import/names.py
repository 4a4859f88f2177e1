"""Names of people and groups in the shapes that people type them."""

import re

from contingent.remarks import BadValue
from contingent.sheets.values import tidy

LATIN = "ABCEHKMOPTXYaceopxyk"
CYRILLIC = "АВСЕНКМОРТХУасеорхук"
TO_CYRILLIC = str.maketrans(LATIN, CYRILLIC)
TO_LATIN = str.maketrans(CYRILLIC, LATIN)
# The second word of a patronymic: «Алиев Али Вели оглы».
SUFFIXES = {"оглы", "оглу", "кызы", "кизи", "гызы", "улы", "уулу", "угли"}
PATRONYMIC = re.compile(r"(вич|вна|ична|инична)$", re.I)
INITIALS = re.compile(r"\b\w\.|\s\w(\s|$)")
NAME = re.compile(r"^[^\W\d_]+(?:[-' ][^\W\d_]+)*\.?$")
LONGEST = 100
GROUP_WORDS = re.compile(r"\b(класс|группа|учебная|гр)\b\.?", re.I)
SCHOOL_CLASS = re.compile(r"^(1[0-2]|[1-9])\s*[-–\s]?\s*([А-ЯЁ])$")


def name_part(text: str) -> str:
    """Return a surname, name or patronymic as it is kept; raise `BadValue` if it is not one."""
    value = re.sub(r"\s*[-‐‑–—]\s*", "-", tidy(text).translate({0x2019: "'", 0x02BC: "'", 0x60: "'"}))
    value = value.strip(" ,;.")
    if len(value) > LONGEST:
        raise BadValue("name_long", limit=LONGEST)
    if not NAME.match(value):
        raise BadValue("name_letters", value=value)
    check_alphabet(value)
    return capitals(value)


def check_alphabet(value: str) -> None:
    """Raise `BadValue` for a Latin letter that looks like a Russian one inside a Russian word."""
    latin = [letter for letter in value if letter.isascii() and letter.isalpha()]
    if not latin:
        return
    mixed = any("\u0400" <= letter <= "\u04ff" for letter in value)
    if mixed or all(letter in LATIN for letter in latin):
        better = value.translate(TO_CYRILLIC)
        raise BadValue("name_mixed", value=value, letter=latin[0], better=better)


def capitals(value: str) -> str:
    """Return the name with capitals where it was typed all in one case; «оглы» stays small."""
    words = []
    for word in value.split():
        if word.lower() in SUFFIXES:
            words.append(word.lower())
        elif len(word) > 1 and (word.isupper() or word.islower()):
            words.append("-".join(part[:1].upper() + part[1:].lower() for part in word.split("-")))
        else:
            words.append(word)
    return " ".join(words)


def full_name(text: str) -> tuple[str, str, str]:
    """Return surname, name and patronymic out of one cell; raise `BadValue` when it is unclear."""
    value = re.sub(r"\s*[-‐‑–—]\s*", "-", tidy(text)).strip(" ,;")
    if INITIALS.search(value):
        raise BadValue("name_initials", value=value)
    words = value.replace(",", " ").split()
    if len(words) < 2:
        raise BadValue("name_one_word", value=value)
    if words[-1].lower() in SUFFIXES and len(words) > 3:
        words[-2:] = [" ".join(words[-2:])]
    if len(words) == 4 and PATRONYMIC.search(words[3]):
        words[:2] = [" ".join(words[:2])]
    if len(words) > 3:
        raise BadValue("name_many_words", value=value)
    if len(words) == 3 and PATRONYMIC.search(words[1]) and not PATRONYMIC.search(words[2].split()[0]):
        raise BadValue("name_order", value=value)
    last, first, *rest = [name_part(word) for word in words]
    return last, first, rest[0] if rest else ""


def group_name(text: str) -> str:
    """Return the name of a group as it is kept: «7 "а" класс» is «7А»; raise `BadValue` if empty."""
    value = GROUP_WORDS.sub(" ", re.sub(r"[\"«»„“”'`()]", " ", tidy(text)))
    value = " ".join(value.split()).strip(" .,:;-–")
    if found := SCHOOL_CLASS.match(value.upper().translate(TO_CYRILLIC)):
        return f"{found[1]}{found[2]}"
    if not group_key(value) or len(value) > 80:
        raise BadValue("group_unclear", value=tidy(text)[:80])
    return value


def group_key(name: str) -> str:
    """Return what two spellings of one group share: letters and digits, ё as е, Latin twins as Russian."""
    plain = name.upper().translate(TO_CYRILLIC).replace("Ё", "Е")
    return "".join(sign for sign in plain if sign.isalnum())


def looks_like_group(text: str) -> bool:
    """Whether a title is the name of a class or group: «7А», «10 "Б" класс», «ИС-21», «Группа ИС»."""
    value = tidy(text)
    if re.match(r"^(класс|группа)\b", value, re.I) and len(value) < 40:
        return True
    try:
        name = group_name(value)
    except BadValue:
        return False
    if SCHOOL_CLASS.match(name):
        return True
    return bool(re.match(r"^[^\W\d]{1,6}[-–\s]?\d{1,4}([-–/\s]?[\w]{1,4})*$", name)) and not re.match(
        r"^(лист|sheet|list|страница|стр|table|таблица)\b|^(лист|sheet|list|table)\d", name, re.I
    )


def class_level(name: str) -> int:
    """Return the parallel that a class is named by, 1 for groups that are not."""
    found = re.match(r"^(1[0-2]|[1-9])[А-ЯЁ]$", name)
    return int(found[1]) if found else 1
