"""The sign-ins of the demo. They exist only where the demo was loaded."""

from dataclasses import dataclass
from functools import cache

from django.contrib.auth.hashers import make_password

PASSWORD = "journal-2026"  # noqa: S105


@dataclass(frozen=True)
class Login:
    role: str
    login: str
    who: str


LOGINS = [
    Login("директор", "director", "читает весь техникум"),
    Login("заместитель директора", "deputy", "читает весь техникум"),
    Login("администратор журнала", "admin", "ведёт списки, группы, справочники техникума"),
    Login("преподаватель", "teacher", "МДК и программирование в группах ИС, занятия сегодня"),
    Login("куратор", "curator", "куратор ИС-21, сам преподаёт, а его ребёнок учится в школе"),
    Login("обучающийся", "student", "ИС-21, старший ребёнок представителя parent"),
    Login("представитель", "parent", "трое детей: двое в техникуме и один в школе"),
    Login("ИТ-поддержка", "support", "технические страницы /admin/"),
    Login("директор школы", "school-director", "читает всю школу"),
    Login("администратор журнала школы", "school-admin", "ведёт списки и классы школы"),
    Login("учитель", "school-teacher", "математика, классный руководитель 7А"),
    Login("ученик", "school-student", "7А, младший ребёнок представителя parent"),
]


@cache
def password_hash() -> str:
    """Return the one hash of the demo password that all demo people share: hashing is slow."""
    return make_password(PASSWORD)
