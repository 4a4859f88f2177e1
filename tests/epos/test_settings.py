"""What holds on every page."""

import re

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.utils import translation

from epos.middleware import chosen_language, visitor_address
from epos.reporting import NoPersonalDataFilter


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
