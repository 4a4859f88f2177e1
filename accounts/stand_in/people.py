"""Who can sign in at the demo's stand-ins: people of the demo, a stranger, a namesake."""

from collections.abc import Iterator
from typing import Any

from accounts.models import User
from accounts.stand_in.provider import Person

# (login in the demo, what the button says besides the name)
KNOWN = {
    "gosuslugi": [
        ("parent", "представитель из демо: будет узнан"),
        ("curator", "преподаватель и родитель: войдёт как сотрудник"),
    ],
    "rsaag": [
        ("student", "обучающийся из демо: будет узнан"),
        ("school-student", "ученик 7А из демо: будет узнан"),
    ],
}
STRANGER = {
    "family_name": "Незнакомова", "given_name": "Алла", "middle_name": "Юрьевна",
    "email": "neznakomova@example.org", "email_verified": True, "birthdate": "1985-03-14",
}  # fmt: skip


def demo_people(system: str) -> list[Person]:
    """Return the people of a stand-in, as the demo's database knows them now."""
    people = list(_known(system))
    people.append(Person(f"{system}-900", "в журнале такой нет: попросит организацию узнать её", STRANGER))
    if people[:-1]:
        claims = people[0].claims | {"birthdate": "1971-07-07", "email": "tezka@example.org"}
        people.append(Person(f"{system}-901", "тёзка первого в списке, родился в другой день: не будет узнан", claims))
    return people


def _known(system: str) -> Iterator[Person]:
    users = {user.username: user for user in User.objects.filter(username__in=[login for login, _ in KNOWN[system]])}
    for number, (login, hint) in enumerate(KNOWN[system], 1):
        if login in users:
            yield Person(f"{system}-{number:03}", hint, claims_of(users[login]))


def claims_of(user: User) -> dict[str, Any]:
    """Return what a provider would say of a person."""
    return {
        "family_name": user.last_name,
        "given_name": user.first_name,
        "middle_name": user.patronymic,
        "email": user.email,
        "email_verified": True,
        "birthdate": user.birth_date.isoformat() if user.birth_date else "",
    }
