"""The second factor: set up, asked for, recovered, obligatory for whoever directs or administers."""

import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.core.cache import cache
from django.test import Client

from accounts import factor
from accounts.enums import Role
from accounts.models import Appointment, User
from tests.factories import PASSWORD, TODAY, AppointmentFactory, UserFactory

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PAIR = {"username": "ivanova", "password": PASSWORD}
JSON = {"Accept": "application/json"}


def code(secret: str = SECRET, shift: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + shift))


@pytest.fixture(autouse=True)
def counted_from_nothing() -> None:
    cache.clear()


@pytest.fixture
def someone() -> User:
    return UserFactory(username="ivanova")


@pytest.fixture
def codes(someone: User) -> list[str]:
    return factor.turn_on(someone, SECRET)


def test_it_is_set_up_by_its_first_code_and_codes_are_shown_once(client: Client, someone: User) -> None:
    client.force_login(someone)
    assert client.get("/password/second-factor/confirm/").status_code == 302
    client.post("/password/second-factor/begin/")
    page = client.get("/password/second-factor/confirm/")
    secret = page.context["secret"].replace(" ", "")
    assert "<svg" in page.content.decode()
    assert client.post("/password/second-factor/confirm/", {"code": "000000"}).status_code == 400
    assert not factor.has_factor(someone)
    done = client.post("/password/second-factor/confirm/", {"code": f"{code(secret)[:3]} {code(secret)[3:]}"})
    assert len(done.context["codes"]) == 10
    assert factor.has_factor(someone)
    assert secret not in str(Authenticator.objects.values_list("data"))
    assert done.context["codes"][0] not in client.get("/password/second-factor/").content.decode()


@pytest.mark.usefixtures("codes")
def test_the_password_alone_opens_nothing(client: Client) -> None:
    asked = client.post("/sign-in/", PAIR | {"next": "/inbox/"})
    assert asked["Location"] == "/sign-in/code/"
    assert client.get("/inbox/").status_code == 302
    assert client.get("/sign-in/code/").status_code == 200
    wrong = client.post("/sign-in/code/", {"code": "000000"})
    assert wrong.status_code == 400
    assert client.post("/sign-in/code/", {"code": code()})["Location"] == "/inbox/"
    assert client.get("/inbox/").status_code == 200


@pytest.mark.usefixtures("codes")
def test_a_code_is_good_once_and_guessing_is_stopped(client: Client) -> None:
    once = code()
    client.post("/sign-in/", PAIR)
    assert client.post("/sign-in/code/", {"code": once}).status_code == 302
    other = Client()
    other.post("/sign-in/", PAIR)
    assert other.post("/sign-in/code/", {"code": once}).status_code == 400
    for _ in range(5):
        other.post("/sign-in/code/", {"code": "000000"})
    assert other.post("/sign-in/code/", {"code": code(shift=1)}).status_code == 400


def test_a_recovery_code_signs_in_once(client: Client, codes: list[str]) -> None:
    for attempt, status in ((1, 302), (2, 400)):
        guest = Client()
        guest.post("/sign-in/", PAIR)
        assert guest.post("/sign-in/code/", {"code": codes[0]}).status_code == status, attempt


def test_without_the_first_step_there_is_no_second(client: Client, codes: list[str]) -> None:
    assert client.get("/sign-in/code/")["Location"] == "/sign-in/"
    assert client.post("/sign-in/again/", {"code": codes[0]}, headers=JSON).status_code == 409


def test_the_dialog_on_the_spot_asks_for_the_code_in_its_second_step(
    client: Client, someone: User, codes: list[str]
) -> None:
    first = client.post("/sign-in/again/", PAIR, headers=JSON)
    assert (first.status_code, first.json()["step"]) == (200, "code")
    assert client.get("/sign-in/again/").json()["user"] is None
    assert client.post("/sign-in/again/", {"code": "1"}, headers=JSON).status_code == 400
    second = client.post("/sign-in/again/", {"code": codes[0]}, headers=JSON)
    assert second.json()["user"] == someone.pk
    assert client.get("/inbox/").status_code == 200


def test_turning_off_and_new_codes_need_the_password(client: Client, someone: User, codes: list[str]) -> None:
    client.force_login(someone)
    assert client.post("/password/second-factor/codes/", {"password": "не тот"}).status_code == 400
    made = client.post("/password/second-factor/codes/", {"password": PASSWORD}).context["codes"]
    assert made[0].replace(" ", "") not in codes
    assert client.post("/password/second-factor/off/", {"password": "не тот"}).status_code == 400
    assert factor.has_factor(someone)
    client.post("/password/second-factor/off/", {"password": PASSWORD})
    assert not factor.has_factor(someone)
    assert not Authenticator.objects.exists()


def test_a_credential_that_no_browser_made_is_refused_in_words(client: Client, someone: User) -> None:
    client.force_login(someone)
    page, told = "/password/second-factor/passkey/", {"name": "Ноутбук", "password": PASSWORD}
    assert client.post(page, {"credential": "{}"}).status_code == 400  # nothing was asked
    assert client.post(f"{page}begin/", told | {"password": "не тот"}).status_code == 400
    for rubbish in ("", "{}", "[]", '"x"', '{"id": "a", "rawId": "YQ", "response": {}}', '{"response": {"x": 1}}'):
        asked = client.post(f"{page}begin/", told).json()["publicKey"]
        assert asked["rp"]["id"] == "testserver"
        assert client.post(page, {"credential": rubbish}).status_code == 400, rubbish
    WebAuthn.add(someone, "Ключ", {})
    cache.clear()
    guest = Client()
    assert guest.post("/sign-in/passkey/").status_code == 409
    guest.post("/sign-in/", PAIR)
    assert guest.post("/sign-in/code/", {"credential": '{"id": "a"}'}).status_code == 400
    assert guest.get("/inbox/").status_code == 302


def test_one_of_several_ways_is_removed_by_the_password_and_the_codes_go_with_the_last(
    client: Client, someone: User, codes: list[str]
) -> None:
    WebAuthn.add(someone, "Ключ", {})
    application, key = Authenticator.objects.exclude(type="recovery_codes").order_by("type")
    client.force_login(UserFactory())
    remove = "/password/second-factor/{}/remove/".format
    assert client.post(remove(key.pk), {"password": PASSWORD}).status_code == 404
    client.force_login(someone)
    assert client.post(remove(key.pk), {"password": "не тот"}).status_code == 400
    assert client.post(remove(key.pk), {"password": PASSWORD}).status_code == 302
    assert factor.codes_left(someone) == len(codes)
    assert client.post(remove(application.pk), {"password": PASSWORD}).status_code == 302
    assert not Authenticator.objects.exists()


class TestObligatory:
    @pytest.fixture(autouse=True)
    def switched_on(self, settings: Any) -> None:
        settings.STAFF_SECOND_FACTOR = True

    @pytest.mark.parametrize(("role", "is_obliged"), [(role, role in factor.OBLIGED) for role in Role])
    def test_for_directors_and_journal_administrators(
        self, client: Client, someone: User, role: Role, is_obliged: bool
    ) -> None:
        AppointmentFactory(user=someone, role=role)
        client.post("/sign-in/", PAIR)
        answer = client.get("/inbox/")
        assert answer.status_code == (302 if is_obliged else 200)
        if is_obliged:
            assert answer["Location"] == "/password/second-factor/?next=/inbox/"
            again = Client().post("/sign-in/again/", PAIR, headers=JSON)
            assert again.status_code == 400
            assert "другой вкладке" in again.json()["error"]

    def test_set_up_it_lets_in_and_cannot_be_turned_off(self, client: Client, someone: User) -> None:
        AppointmentFactory(user=someone, role=Role.DIRECTOR)
        client.post("/sign-in/", PAIR)
        client.post("/password/second-factor/begin/")
        secret = client.get("/password/second-factor/confirm/").context["secret"].replace(" ", "")
        client.post("/password/second-factor/confirm/", {"code": code(secret)})
        assert client.get("/inbox/").status_code == 200
        assert client.post("/password/second-factor/off/", {"password": PASSWORD}).status_code == 403
        assert factor.has_factor(someone)

    def test_a_role_received_in_the_middle_of_a_session_asks_with_the_next_request(
        self, client: Client, someone: User
    ) -> None:
        client.post("/sign-in/", PAIR)
        assert client.get("/inbox/").status_code == 200
        row = AppointmentFactory(user=someone, role=Role.JOURNAL_ADMIN)
        assert client.get("/inbox/")["Location"] == "/password/second-factor/?next=/inbox/"
        assert client.get("/search/", headers=JSON).status_code == 401
        Appointment.objects.filter(pk=row.pk).delete()
        assert client.get("/inbox/").status_code == 200

    def test_the_last_way_of_who_must_have_one_stays(self, client: Client, someone: User) -> None:
        AppointmentFactory(user=someone, role=Role.DIRECTOR)
        factor.turn_on(someone, SECRET)
        client.force_login(someone)
        way = Authenticator.objects.get(type="totp").pk
        assert client.post(f"/password/second-factor/{way}/remove/", {"password": PASSWORD}).status_code == 403
        assert factor.has_factor(someone)

    def test_an_appointment_of_the_past_obliges_nobody(self, client: Client, someone: User) -> None:
        AppointmentFactory(user=someone, role=Role.DIRECTOR, ends=TODAY.replace(year=2025))
        assert Appointment.objects.count() == 1
        client.post("/sign-in/", PAIR)
        assert client.get("/inbox/").status_code == 200
