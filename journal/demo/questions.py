"""Questions to those who help, as people ask them: answered, taken, waiting (R31)."""

from datetime import date, datetime, time, timedelta
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from accounts.enums import Role
from accounts.models import Organization, User
from communication.access import own_organizations
from communication.models import Question
from communication.origin import Origin, section_of
from communication.services.questions import ask_question, close_question, take_question, write_to_question

WINDOWS, PHONE = ("Chrome 141, Windows", "1366×681"), ("Яндекс Браузер 25, Android", "390×764")


def ask_questions(today: date) -> None:
    """Ask the demo's questions in the days before `today`, and answer some; done where its sign-ins are."""
    people = {user.username: user for user in User.objects.filter(username__in=("teacher", "parent", "student"))}
    if len(people) < 3:
        return
    Asking(people["teacher"], today, 4, time(14, 20)).ask(
        "Поставила «н» не тому обучающемуся в прошлый вторник, а клетка уже серая. Как исправить?",
        "/journal/", WINDOWS,
        ("Ввод за прошлые дни закрывается через срок, который задала организация. "
         "Администратор журнала продлил ввод до вечера: исправьте и напишите, получилось ли.", True),
        ("Получилось, спасибо!", False),
        closed=True,
    )  # fmt: skip
    Asking(people["student"], today, 3, time(19, 5)).ask(
        "В «Что, если» средний балл не меняется, когда выбираю вес 2. Так и должно быть?",
        "/diary/", PHONE,
        ("Меняется, если отметок больше нуля: поставьте в поле «сколько» единицу. "
         "Средний балл пересчитается сразу.", True),
    )  # fmt: skip
    Asking(people["parent"], today, 1, time(21, 40)).ask(
        "Сменила фамилию, в журнале осталась прежняя. Госуслуги пускают, но в дневнике подписано по-старому. "
        "Куда обратиться?",
        "/diary/", PHONE,
        taken=True,
    )  # fmt: skip
    Asking(people["teacher"], today, 0, time(7, 55)).ask(
        "После перехода на другую вкладку пропадает выделенный столбец, приходится выделять заново. "
        "Это можно настроить?",
        "/journal/", WINDOWS,
    )  # fmt: skip


class Asking:
    """One person's question at a moment some days ago, and what came of it."""

    def __init__(self, asker: User, today: date, days: int, at: time) -> None:
        self.asker = asker
        self.day = today - timedelta(days=days)
        self.place: Organization = own_organizations(asker, self.day).order_by("pk")[0]
        self.now = datetime.combine(self.day, at, ZoneInfo(self.place.time_zone))
        helpers = User.objects.filter(appointments__organization=self.place, appointments__role=Role.IT_SUPPORT)
        self.helper = helpers.order_by("pk").first()

    def ask(
        self, text: str, page: str, seen: tuple[str, str], *said: tuple[str, bool],
        taken: bool = False, closed: bool = False,
    ) -> Question:  # fmt: skip
        """Ask; `said` are words with whether the helper says them."""
        question = ask_question(
            actor=self.asker, now=self.now, key=uuid5(NAMESPACE_URL, text), organization=self.place, text=text,
            origin=Origin(page, section_of(page), *seen),
        )  # fmt: skip
        if self.helper and taken:
            take_question(actor=self.helper, now=self._later(), question_id=question.pk)
        for words, by_helper in said:
            if actor := self.helper if by_helper else self.asker:
                write_to_question(actor=actor, now=self._later(), question_id=question.pk, text=words)
        if closed:
            close_question(actor=self.asker, now=self._later(), question_id=question.pk)
        return question

    def _later(self) -> datetime:
        self.now += timedelta(minutes=25)
        return self.now
