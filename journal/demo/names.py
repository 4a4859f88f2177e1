# ruff: noqa: SIM905
"""People's names: surnames from mimesis, names that people of these years really bear.

Some are there because they break software: ё, hyphens, no patronymic, very long, namesakes.
"""

from dataclasses import dataclass
from random import Random

from mimesis import Locale, Person
from mimesis.enums import Gender

BOYS = (
    "Александр Максим Артём Дмитрий Иван Кирилл Никита Михаил Егор Матвей Андрей Илья Алексей Роман "
    "Сергей Владислав Ярослав Тимофей Арсений Денис Владимир Павел Глеб Константин Богдан Евгений "
    "Николай Степан Захар Тимур Марк Семён Фёдор Георгий Лев Вадим Руслан Данил Пётр Савелий"
).split()
GIRLS = (
    "Анастасия Мария Дарья Анна Елизавета Полина Виктория Екатерина Ксения Валерия Варвара Александра "
    "Вероника Арина Алиса Алина Милана Маргарита Диана Ульяна Алёна Ангелина Кристина Юлия Ева Карина "
    "Татьяна Ольга Светлана Олеся Василиса Яна Снежана Ирина Елена Любовь Таисия Майя"
).split()
MEN = (
    "Александр Сергей Андрей Алексей Дмитрий Владимир Николай Михаил Евгений Иван Олег Виктор Павел "
    "Игорь Юрий Анатолий Василий Константин Денис Пётр Фёдор Леонид Геннадий Валерий Семён Артём"
).split()
WOMEN = (
    "Елена Ольга Наталья Татьяна Светлана Ирина Екатерина Анна Марина Людмила Юлия Галина Мария "
    "Надежда Любовь Оксана Валентина Лариса Вера Евгения Алёна Алевтина Нина Тамара Зоя Раиса"
).split()
LOCAL = (
    "Радостев Тотьмянин Кривощёков Четин Мехоношин Дерябин Вилесов Хозяшев Бачев Ярков Щукин "
    "Зубов Власов Лесников Канюков Голев Карасов Гагарин Савельев Плотников Боталов Сыстеров"
).split()
PATRONYMICS = {
    "Илья": ("Ильич", "Ильинична"),
    "Никита": ("Никитич", "Никитична"),
    "Лев": ("Львович", "Львовна"),
    "Павел": ("Павлович", "Павловна"),
    "Пётр": ("Петрович", "Петровна"),
    "Михаил": ("Михайлович", "Михайловна"),
    "Фёдор": ("Фёдорович", "Фёдоровна"),
    "Дмитрий": ("Дмитриевич", "Дмитриевна"),
    "Георгий": ("Георгиевич", "Георгиевна"),
}


@dataclass(frozen=True)
class Name:
    last: str
    first: str
    patronymic: str
    male: bool


RARE = [
    Name("Ёлкина", "Алёна", "Семёновна", False),
    Name("Римский-Корсаков", "Ян", "Аристархович", True),
    Name("Петрова-Водкина", "Анна-Мария", "Вячеславовна", False),
    Name("Ли", "Мин", "", True),
    Name("Нгуен", "Тхи Хыонг", "", False),
    Name("Абдурахмангаджиев", "Магомедрасул", "Абдурахманович", True),
    Name("Константинопольская-Преображенская", "Александра", "Константиновна", False),
    Name("Мамедов", "Эльшан", "Рамиз оглы", True),
    Name("О'Коннор", "Шон", "", True),
    Name("Д'Артаньян", "Пётр", "Ильич", True),
]


def patronymic(father: str, male: bool) -> str:
    """Return the patronymic after the father's first name."""
    if father in PATRONYMICS:
        return PATRONYMICS[father][0 if male else 1]
    if father.endswith("ий"):
        stem = father[:-2] + "ьев"
    elif father.endswith(("й", "рь")):
        stem = father[:-1] + "ев"
    else:
        stem = father + "ов"
    return stem + ("ич" if male else "на")


def feminine(surname: str) -> str:
    """Return the surname as a woman bears it."""
    if surname.endswith(("ов", "ев", "ёв", "ин", "ын")):
        return surname + "а"
    if surname.endswith("ский"):
        return surname[:-2] + "ая"
    return surname


class Names:
    """A source of names that gives the same ones in the same order for the same seed."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311
        person = Person(Locale.RU, seed=seed)
        made = (person.surname(gender=Gender.MALE) for _ in range(1500))
        self.surnames = [name for name in made if name.endswith(("ов", "ев", "ёв", "ин", "ын", "ский"))]
        self.rare = list(RARE)

    def surname(self) -> str:
        return self.random.choice(LOCAL if self.random.random() < 0.15 else self.surnames)

    def grown(self, male: bool, surname: str = "") -> Name:
        """Return a grown person; `surname` is in its masculine form."""
        last = surname or self.surname()
        first = self.random.choice(MEN if male else WOMEN)
        father = patronymic(self.random.choice(MEN), male)
        return Name(last if male else feminine(last), first, father, male)

    def young(self, surname: str, father: str) -> Name:
        """Return a student by the father's surname and first name; one in fifty has no patronymic."""
        male = self.random.random() < 0.52
        called = "" if self.random.random() < 0.02 else patronymic(father, male)
        last = surname if male else feminine(surname)
        return Name(last, self.random.choice(BOYS if male else GIRLS), called, male)
