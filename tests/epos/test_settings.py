"""What holds on every page."""

import os
import re
import subprocess
import sys
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.utils import timezone, translation

from accounts.tasks import clear_sessions
from epos.checks import PRODUCTION
from epos.embedded.places import ROOT
from epos.middleware import chosen_language, visitor_address
from epos.reporting import NoPersonalDataFilter
from epos.warm import warm
from tests.factories import PASSWORD, TeachingLoadFactory, UserFactory


def test_policy_allows_nothing_inline(client: Client) -> None:
    policy = client.get("/nowhere/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"https?:", policy)


@pytest.mark.parametrize(("cookie", "expected"), [("", "ru"), ("en", "en"), ("ru", "ru"), ("xx", "ru")])
def test_language_is_russian_until_chosen(rf: RequestFactory, cookie: str, expected: str) -> None:
    request = rf.get("/", headers={"Accept-Language": "en-US"})
    request.COOKIES["django_language"] = cookie
    seen = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(translation.get_language())
        return HttpResponse()

    response = chosen_language(view)(request)
    assert seen == [expected]
    assert response.headers["Content-Language"] == expected


def test_sign_in_is_required_by_default(client: Client) -> None:
    response = client.get("/admin/password_change/")
    assert response.status_code == 302


@override_settings(BEHIND_PROXY=True)
def test_behind_the_proxy_the_visitors_address_is_the_one_the_proxy_saw(rf: RequestFactory) -> None:
    request = rf.get("/", headers={"X-Forwarded-For": "1.1.1.1, 10.2.3.4"}, REMOTE_ADDR="172.18.0.9")
    visitor_address(lambda _: HttpResponse())(request)
    assert request.META["REMOTE_ADDR"] == "10.2.3.4"


def test_report_of_an_error_hides_what_was_typed(rf: RequestFactory) -> None:
    request = rf.post("/", {"surname": "Ёлкина", "password": "secret"})
    shown = NoPersonalDataFilter().get_post_parameters(request)
    assert set(shown) == {"surname", "password"}
    assert "Ёлкина" not in str(shown)


def test_models_and_migrations_agree(django_db_blocker: pytest.FixtureRequest, db: None) -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_vendor_files_name_source_maps_that_are_there() -> None:
    from epos.frontend.build import VENDOR

    for name in VENDOR:
        path = finders.find(f"dist/vendor/{name.rpartition('/')[2]}")
        assert path, name


def test_every_script_that_a_template_names_is_built() -> None:
    """A module left out of the build would be missed only where somebody opens its page."""
    from epos.frontend.build import SCRIPTS

    named = {
        name
        for template in (ROOT / "templates").rglob("*.html")
        for name in re.findall(r"""static ['"]([^'"]+\.js)['"]""", template.read_text())
    }
    assert named == {*(f"dist/{name}" for name in SCRIPTS), "dist/vendor/htmx.min.js"}
    assert all(finders.find(name) for name in named)


def test_what_is_read_before_the_first_request_is_there() -> None:
    """A template renamed would keep the web server from starting."""
    warm()


@pytest.mark.parametrize("address", ["/", "/journal/", "/search/?q=ив", "/nowhere/", "/sign-in/again/", "/password/"])
@pytest.mark.django_db
def test_no_page_is_kept_by_a_browser(client: Client, address: str) -> None:
    client.force_login(UserFactory())
    assert client.get(address)["Cache-Control"] == "no-store, private"


@pytest.mark.django_db
def test_a_session_ends_with_the_browser_and_with_the_day(client: Client) -> None:
    user = UserFactory()
    answer = client.post("/sign-in/", {"username": user.username, "password": PASSWORD})
    assert answer.cookies["sessionid"]["max-age"] == ""
    session = Session.objects.get()
    assert timezone.now() + timedelta(hours=11) < session.expire_date < timezone.now() + timedelta(hours=13)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert client.get("/password/").status_code == 302
    clear_sessions.apply()
    assert not Session.objects.exists()
    assert "accounts.clear_sessions" in {line["task"] for line in settings.CELERY_BEAT_SCHEDULE.values()}


@pytest.mark.parametrize("address", ["/journal/", "/mail/", "/search/", "/students/"])
@pytest.mark.django_db
def test_control_characters_in_an_address_are_left_out(client: Client, address: str, settings: Any) -> None:
    settings.DEMO = True
    client.force_login(TeachingLoadFactory().employee.user)
    answer = client.get(f"{address}?q=%00а%01б&%00x=1")
    assert answer.status_code in (200, 404)
    assert answer.wsgi_request.GET == {"q": ["аб"], "x": ["1"]}


def test_a_demo_is_no_production() -> None:
    env = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/")} | PRODUCTION | {"EPOS_DEMO": "1"}
    done = subprocess.run([sys.executable, "manage.py", "check"], cwd=ROOT, env=env, capture_output=True, text=True)
    assert done.returncode != 0
    assert "ImproperlyConfigured: EPOS_DEMO" in done.stderr
