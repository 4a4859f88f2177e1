"""People: staff, students, their parents; some are more than one of these at once."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from accounts.enums import OutsideSystem, Role
from accounts.models import Appointment, OutsideIdentity, User
from contingent.enums import RepresentativeKind
from contingent.feeds.stand_in.keys import person_key
from contingent.models import Employee, Representative, Student
from journal.demo.bulk import Bulk
from journal.demo.logins import password_hash
from journal.demo.names import Name, Names
from journal.demo.state import Family, Place, Pupil, Teacher

HIRED = date(2019, 8, 26)


@dataclass
class People:
    """Makes people; a login is taken from `known` when someone of the sign-in list is meant."""

    bulk: Bulk
    names: Names
    random: Random
    prefix: str = ""
    families: list[Family] = field(default_factory=list)
    made: dict[str, int] = field(default_factory=dict)
    known: set[tuple[str, int]] = field(default_factory=set)

    def user(self, name: Name, kind: str, login: str = "", **values: object) -> int:
        """Make a person who can sign in with the demo password."""
        number = self.made[kind] = self.made.get(kind, 0) + 1
        login = login or f"{self.prefix}{kind}{number}"
        values.setdefault("birth_date", date(1968 + number * 7 % 24, number % 12 + 1, number * 5 % 28 + 1))
        return self.bulk[User].add(
            username=login,
            password=password_hash(),
            last_name=name.last,
            first_name=name.first,
            patronymic=name.patronymic,
            email=f"{login}@example.org",
            phone=f"+79{self.random.randrange(10**9):09}",
            **values,
        )

    def know(self, system: OutsideSystem, user: int) -> None:
        """Give a person the number by which the stand-in of an outside system tells of them."""
        if (system, user) not in self.known:
            self.known.add((system, user))
            self.bulk[OutsideIdentity].add(system=system, key=person_key(system, user), user_id=user)

    def employee(self, place: Place, user: int, position: str, role: Role = Role.TEACHER) -> int:
        """Put a person on the staff with their appointment."""
        self.know(OutsideSystem.STAFF, user)
        self.bulk[Appointment].add(organization_id=place.id, user_id=user, role=role, starts=HIRED)
        return self.bulk[Employee].add(organization_id=place.id, user_id=user, position=position, starts=HIRED)

    def officer(self, place: Place, role: Role, position: str, login: str) -> int:
        """Make a member of the administration and return their user."""
        user = self.user(self.names.grown(self.random.random() < 0.4, ""), "staff", login)
        self.employee(place, user, position, role)
        return user

    def teacher(self, place: Place, area: str, position: str, login: str = "") -> Teacher:
        """Make a teacher of an area."""
        male = self.random.random() < (0.55 if area in {"авто", "электро", "сварка"} else 0.22)
        surname = self.names.surname()
        name = self.names.grown(male, surname)
        user = self.user(name, "teacher", login)
        made = Teacher(self.employee(place, user, position), user, name, area)
        if position.endswith("куратор") or self.random.random() < 0.1:
            self.families.append(Family(surname, name.first if male else "Сергей", [user]))
        place.teachers.append(made)
        return made

    def pupil(
        self,
        place: Place,
        born: int,
        starts: date,
        *,
        family: Family | None = None,
        name: Name | None = None,
        login: str = "",
    ) -> Pupil:
        """Make a student with their representatives."""
        family = family or self.family()
        while name is None or name.first in family.children:
            name = self.names.young(family.surname, family.father)
        birth = date(born, 1, 1) + timedelta(days=self.random.randrange(365))
        user = self.user(name, "student", login, birth_date=birth)
        self.know(OutsideSystem.CONTINGENT, user)
        student = self.bulk[Student].add(
            organization_id=place.id,
            user_id=user,
            outside_id=f"59-{place.id:04}-{self.made['student']:06}",
            starts=starts,
        )
        for parent in family.parents:
            self.represent(student, parent, starts)
        family.children.append(name.first)
        chance = self.random.random()
        return Pupil(
            student,
            user,
            name,
            ability=min(max(self.random.gauss(3.95, 0.5), 2.4), 5.0),
            skips=0.18 if chance < 0.03 else 0.06 if chance < 0.12 else 0.008,
            lates=0.2 if self.random.random() < 0.04 else 0.008,
            starts=starts,
        )

    def represent(self, student: int, user: int, starts: date) -> None:
        """Tie a parent to a student."""
        self.know(OutsideSystem.CONTINGENT, user)
        self.bulk[Representative].add(student_id=student, user_id=user, kind=RepresentativeKind.PARENT, starts=starts)

    def family(self) -> Family:
        """Return a family for the next student: mostly a new one, sometimes one with children here."""
        if self.families and self.random.random() < 0.1:
            family = self.random.choice(self.families)
            if len(family.children) < 3:
                return family
        return self.new_family()

    def new_family(self, login: str = "") -> Family:
        """Make a family of a mother, a father or both."""
        surname = self.names.surname()
        father, mother = self.names.grown(True, surname), self.names.grown(False, surname)
        both = self.random.random() < 0.45
        parents = [self.user(mother, "parent", login)]
        if both:
            parents.append(self.user(father, "parent"))
        family = Family(surname, father.first, parents)
        self.families.append(family)
        return family
