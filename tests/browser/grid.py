"""A journal page in a real browser, and what the tests ask of it."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Locator, Page, expect

from accounts.models import User
from contingent.models import Student
from journal.models import Attendance, Mark
from tests.journal.pages import Page as Journal


def sign_in(context: BrowserContext, address: str, user: User) -> None:
    """Give the browser a session of the user."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": address}])


@dataclass
class Grid:
    """The grid of one journal page, open in a tab."""

    page: Page
    journal: Journal
    address: str

    def open(self) -> "Grid":
        self.page.goto(self.address + self.journal.url)
        self.ready()
        return self

    def ready(self) -> None:
        expect(self.page.locator("#grid[data-ready]")).to_be_visible()

    def reload(self) -> None:
        self.page.reload()
        self.ready()

    def cell(self, row: int, column: int) -> Locator:
        return self.page.locator(f"#grid tbody tr:nth-child({row + 1}) td:nth-of-type({column + 1})")

    def go(self, row: int, column: int) -> None:
        self.cell(row, column).click()
        expect(self.cell(row, column)).to_be_focused()

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, key: str, code: str) -> None:
        """Press a key as a keyboard of another layout would."""
        self.page.evaluate(
            """([key, code]) => document.activeElement.dispatchEvent(
                 new KeyboardEvent('keydown', {key, code, bubbles: true, cancelable: true}))""",
            [key, code],
        )

    def column(self, column: int) -> list[str]:
        return self.page.eval_on_selector_all(
            "#grid tbody tr", f"rows => rows.map(row => row.querySelectorAll('td')[{column}].textContent)"
        )

    def at(self) -> tuple[int, int]:
        """The row and column that have the focus."""
        place: list[int] = self.page.evaluate(
            "[document.activeElement.parentElement.sectionRowIndex, document.activeElement.cellIndex - 1]"
        )
        return place[0], place[1]

    def saved(self) -> None:
        """Wait until the page says that all is in, and nothing is kept in the browser any more."""
        expect(self.page.locator("#grid-status")).to_contain_text("Всё сохранено")
        self.page.wait_for_function("() => !Object.keys(localStorage).some(key => key.startsWith('epos:unsent'))")

    def unsent(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.page.evaluate(
            "Object.entries(localStorage).filter(([k]) => k.startsWith('epos:unsent')).map(([, v]) => JSON.parse(v))"
        )
        return found

    def paste(self, text: str) -> None:
        self.page.evaluate(
            """text => {
              const data = new DataTransfer();
              data.setData('text/plain', text);
              document.activeElement.dispatchEvent(
                new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}));
            }""",
            text,
        )

    def live(self) -> Locator:
        return self.page.locator("#grid-live")


def marks(journal: Journal, column: int) -> list[str]:
    """The marks of a column in the database, in the order of the page's students."""
    found = dict(Mark.objects.filter(work=journal.works[column]).values_list("student", "grade__code"))
    return [found.get(student, "") for student in shown(journal)]


def absences(journal: Journal, column: int) -> list[str]:
    """The attendance of a lesson in the database, in the order of the page's students."""
    rows = Attendance.objects.filter(lesson=journal.lessons[column])
    found = {row.student_id: f"{row.kind}:{row.minutes}" if row.minutes else row.kind for row in rows}
    return [found.get(student, "") for student in shown(journal)]


def shown(journal: Journal) -> list[int]:
    """The students in the order of the page's rows."""
    people = Student.objects.filter(pk__in=[student.pk for student in journal.students])
    return list(people.order_by("user__sort_key", "pk").values_list("pk", flat=True))


def history(journal: Journal, column: int) -> int:
    """How many changes of marks of a column the history holds."""
    count: int = Mark.history.filter(work_id=journal.works[column].pk).count()
    return count
