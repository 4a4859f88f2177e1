"""No personal data in logs, in addresses kept by servers, on error pages, in task arguments (152-ФЗ, R5)."""

import inspect
import logging
import re
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from celery import current_app
from django.conf import settings
from django.test import Client, RequestFactory
from django.urls import get_resolver, reverse
from django.views.debug import ExceptionReporter
from gunicorn.config import Config  # type: ignore[import-untyped]

from accounts.enums import Role
from epos.reporting import PlacesOnly
from epos.requests_log import PathsOnly
from tests.factories import (
    PASSWORD,
    AppointmentFactory,
    MembershipFactory,
    RepresentativeFactory,
    TeachingLoadFactory,
    UserFactory,
)
from tests.test_url_guard import addresses

ROOT = Path(settings.BASE_DIR)
LEAKABLE = {
    "last_name": "Щукарёв-Тайный",
    "first_name": "Елпидифор",
    "patronymic": "Аввакумович",
    "email": "elpidifor.tainy@example.org",
    "phone": "+79024447781",
    "username": "shchukarev-tainy",
}
OURS = (
    "accounts",
    "common",
    "communication",
    "contingent",
    "curriculum",
    "epos",
    "journal",
    "notifications",
    "schedule",
)


class Kept(logging.Handler):
    """Keeps what the console would print, formatted as the console formats it."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(PlacesOnly("%(asctime)s %(levelname)s %(name)s %(message)s"))
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> Any:
    """What our loggers and Django's say at the most talkative level that production can be given."""
    handler = Kept()
    loggers = [logging.getLogger(name) for name in (*OURS, "django", "celery")]
    for logger in loggers:
        logger.addHandler(handler)
        monkeypatch.setattr(logger, "level", logging.DEBUG)
    logging.getLogger("django.db.backends").setLevel(logging.WARNING)
    yield handler
    for logger in loggers:
        logger.removeHandler(handler)


def assert_silent(text: str) -> None:
    for value in (*LEAKABLE.values(), "Тайн", "elpidifor"):
        assert value not in text, value


@pytest.mark.django_db
def test_the_log_and_the_tasks_name_nobody(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[str] = []
    monkeypatch.setattr(
        "celery.app.task.Task.apply_async", lambda self, args=None, kwargs=None, **more: sent.append(f"{args} {kwargs}")
    )
    student = MembershipFactory.create(student__user=UserFactory.create(**LEAKABLE)).student
    load = TeachingLoadFactory.create(course__study_group=student.memberships.get().group,
                                      course__organization=student.organization)  # fmt: skip
    parent = RepresentativeFactory.create(student=student).user
    boss = AppointmentFactory.create(organization=student.organization, role=Role.JOURNAL_ADMIN).user
    Client().post(reverse("accounts:sign_in"), {"username": LEAKABLE["username"], "password": "неверный"})
    Client().post(reverse("accounts:sign_in"), {"username": LEAKABLE["username"], "password": PASSWORD})
    asked = [
        (load.employee.user, "journal:page", [load.course_id]),
        (parent, "diary:week", [student.pk]),
        *((boss, name, []) for name in ("contingent:students", "contingent:students_workbook", "contingent:rights")),
        *((boss, name, [student.user_id]) for name in ("contingent:person", "contingent:rights_of",
                                                       "contingent:personal_data", "contingent:personal_workbook")),
        (boss, "contingent:person_edit", [student.user_id]),
    ]  # fmt: skip
    for user, name, ids in asked:
        client = Client()
        client.force_login(user)
        assert client.get(reverse(name, args=ids), {"q": "Щукарёв"}).status_code == 200, name
    client = Client()
    client.force_login(boss)
    client.post(reverse("contingent:person_edit", args=[student.user_id]), LEAKABLE | {"phone": "не телефон"})
    client.get("/contingent/people/404404/", {"q": LEAKABLE["last_name"]})
    assert kept.lines
    assert_silent("\n".join(kept.lines))
    assert_silent("\n".join(sent))


@pytest.mark.django_db
def test_a_page_that_breaks_tells_nobody_whose_it_was(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    student = MembershipFactory.create(student__user=UserFactory.create(**LEAKABLE)).student
    boss = AppointmentFactory.create(organization=student.organization, role=Role.DIRECTOR).user

    def breaks(*told: Any, **named: Any) -> None:
        secret = student.user.full_name
        raise ValueError(f"{secret} {student.user.email}")

    monkeypatch.setattr("contingent.views.people.read_card", breaks)
    client = Client(raise_request_exception=False)
    client.force_login(boss)
    answer = client.get(reverse("contingent:person", args=[student.user_id]), {"q": LEAKABLE["last_name"]})
    assert answer.status_code == 500
    assert_silent(answer.content.decode())
    assert any("ValueError" in line for line in kept.lines)
    assert_silent("\n".join(kept.lines))


def test_the_report_of_an_error_hides_what_was_typed() -> None:
    request = RequestFactory().post("/x/", LEAKABLE)
    try:
        secret = LEAKABLE["last_name"]
        raise ValueError(len(secret))
    except ValueError as error:
        text = ExceptionReporter(request, type(error), error, error.__traceback__).get_traceback_text()
    assert_silent(text)


def test_servers_in_front_keep_no_queries() -> None:
    """Searches ask for people by name, and filters are kept in the address: what is logged is the path alone."""
    gunicorn = (ROOT / "deploy" / "gunicorn.conf.py").read_text()
    told = re.search(r'access_log_format = "(.*)"', gunicorn)
    assert told
    assert set(re.findall(r"%\((\w)\)", told[1])) <= set("tmUsM"), "no query (q, r), no referer (f), no visitor (h)"
    caddy = (ROOT / "deploy" / "Caddyfile").read_text()
    assert r"request>uri regexp `\?.*|[\w-]{25,}`" in caddy
    assert "request>headers delete" in caddy
    assert not re.search(r"^\s*log\s*\{", caddy.partition("{$EPOS_HOST}")[2], re.MULTILINE), "no log of requests"


def test_no_log_holds_the_secret_of_a_link(kept: Kept) -> None:
    """Opening the page does not use a link up: whoever reads it in a log could choose the password first."""
    secret = "7D4nDgraLYTA8GpPAAjukeCftbBa_W_vvQGK-aGZWXg"
    page = reverse("accounts:link", args=[secret])
    logging.getLogger("django.request").warning("Not Found: %s", page)
    assert any("Not Found: /sign-in/link/…/" in line for line in kept.lines)
    answer = SimpleNamespace(status="200 OK", headers=[])
    asked = {"REQUEST_METHOD": "GET", "RAW_URI": page, "SERVER_PROTOCOL": "HTTP/1.1", "PATH_INFO": page}
    atoms = PathsOnly(Config()).atoms(answer, SimpleNamespace(headers=[]), asked, timedelta())
    assert atoms["U"] == "/sign-in/link/…/"
    assert 'logger_class = "epos.requests_log.PathsOnly"' in (ROOT / "deploy" / "gunicorn.conf.py").read_text()


WORDS = {"kind", "layout", "token"}
"""What may stand in an address beside numbers: one of a few words, the secret of a link that opens once."""


def test_addresses_hold_numbers_and_not_names() -> None:
    """Paths are logged: nobody's name stands in them."""
    taken: list[str] = []

    def walk(resolver: Any) -> None:
        for pattern in resolver.url_patterns:
            if getattr(pattern, "namespace", "") == "admin":
                continue
            taken.extend(re.findall(r"<(?:(?:str|path):)?(\w+)>", str(pattern.pattern)))
            if hasattr(pattern, "url_patterns"):
                walk(pattern)

    walk(get_resolver())
    assert len(list(addresses(get_resolver()))) > 50
    assert set(taken) <= WORDS


def test_tasks_take_numbers_or_nothing() -> None:
    """What waits in the broker names nobody."""
    current_app.loader.import_default_modules()
    ours = [task for name, task in current_app.tasks.items() if name.partition(".")[0] in OURS]
    assert len(ours) > 5
    for task in ours:
        for name, parameter in inspect.signature(task.run).parameters.items():
            assert parameter.annotation in (int, bool, "int", "bool", int | None, list[int]), f"{task.name}: {name}"
