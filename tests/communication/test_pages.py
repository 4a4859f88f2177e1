"""Pages of help: what is attached, who reads what, how much they ask of the database."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from communication.models import Question
from communication.origin import browser_of, nameless, path_of
from communication.services.questions import write_to_question
from tests.communication.conftest import College
from tests.factories import NOW, AppointmentFactory, EmployeeFactory, RepresentativeFactory, UserFactory

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
)


def page(client: Client, address: str, **options: Any) -> str:
    return client.get(address, **options).content.decode()


def test_who_helps_is_named_with_how_to_reach_them(client: Client, college: College) -> None:
    college.helper.phone = "+79020000001"
    college.helper.save()
    client.force_login(college.parent)
    html = page(client, "/help/")
    assert college.helper.full_name in html
    assert college.helper.email in html
    assert "+79020000001" not in html, "the phone of an employee is for colleagues"
    client.force_login(college.teacher)
    assert "+79020000001" in page(client, "/help/")


def test_every_page_leads_to_help_and_names_itself_without_its_query(client: Client, college: College) -> None:
    client.force_login(college.parent)
    html = page(client, "/inbox/?kind=%D0%98%D0%B2%D0%B0%D0%BD%D0%BE%D0%B2")
    assert html.count('href="/help/?page=/inbox/"') == 2


def test_the_path_and_the_browser_go_with_the_question_and_nothing_that_names_a_child(
    client: Client, college: College
) -> None:
    client.force_login(college.parent)
    asked = {"page": "/diary/17/?q=Иванов#Петров", "screen": "390×844"}
    html = page(client, "/help/", query_params=asked, headers={"User-Agent": CHROME})
    assert "Дневник" in html
    assert "Chrome 140, Windows" in html
    assert "Иванов" not in html
    told = asked | {"text": "Не открывается", "organization": college.organization.pk}
    answer = client.post("/help/", told, headers={"User-Agent": CHROME})
    question = Question.objects.get()
    assert answer["Location"] == f"/help/questions/{question.pk}/"
    kept = (question.page, question.place, question.browser, question.screen)
    assert kept == ("/diary/17/", "Дневник", "Chrome 140, Windows", "390×844")


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("/journal/7/?period=2", "/journal/7/"),
        ("/sign-in/link/kq3V0mN1x2y3Z4a5B6c7D8e9F0/", "/sign-in/link/…/"),
        ("https://evil.example/x", "/x"),
        ("//evil.example/x", "/x"),
        ("https://evil.example//x", ""),
        ("javascript:alert(1)", ""),
        ("/" + "a" * 300, ""),
        ("http://[", ""),
        ("/a\x00b", ""),
    ],
)
def test_only_a_path_is_taken_of_an_address(address: str, path: str) -> None:
    assert path_of(address) == path


def test_a_browser_is_told_in_two_words() -> None:
    assert browser_of(CHROME.replace("Safari/", "YaBrowser/25.8 Safari/")) == "Яндекс Браузер 25, Windows"
    assert browser_of("Mozilla/5.0 (iPhone; CPU) Version/18.1 Mobile Safari/604.1") == "Safari 18, iPhone"
    assert browser_of("curl") == ""
    assert nameless("/diary/17/subjects/4/") == "/diary/…/subjects/…/"


def test_over_another_page_only_the_part_comes_and_a_mistake_stays_in_it(client: Client, college: College) -> None:
    client.force_login(college.parent)
    part = page(client, "/help/", headers={"HX-Request": "true"})
    assert "<html" not in part
    assert 'id="help-dialog-title"' in part
    answer = client.post("/help/", {"text": " "}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "Напишите, что случилось." in answer.content.decode()
    assert client.post("/help/", {"text": " "}).status_code == 400
    told = {"text": "Вопрос", "organization": college.organization.pk}
    sent = client.post("/help/", told, headers={"HX-Request": "true"}).content.decode()
    assert f"/help/questions/{Question.objects.get().pk}/" in sent


def test_who_belongs_to_two_organisations_chooses_whom_to_ask(
    client: Client, college: College, make_college: Callable[..., College]
) -> None:
    other = make_college()
    EmployeeFactory.create(organization=other.organization, user=college.parent)
    client.force_login(college.parent)
    html = page(client, "/help/")
    assert f'<option value="{college.organization.pk}">' in html
    assert other.helper.full_name in html
    client.post("/help/", {"text": "Вопрос", "organization": other.organization.pk})
    assert Question.objects.get().organization == other.organization
    stranger = make_college()
    told = {"text": "Вопрос", "organization": stranger.organization.pk}
    assert client.post("/help/", told).status_code == 400


def test_without_an_organisation_there_is_nobody_to_ask(client: Client, db: None) -> None:
    client.force_login(UserFactory.create())
    assert "data-help-form" not in page(client, "/help/")


def test_each_reads_only_their_own(client: Client, college: College, make_college: Any) -> None:
    stranger = make_college()
    question = college.ask(text="Секрет семьи")
    colleague_question = college.ask(college.teacher, text="Секрет коллеги")
    foreign = stranger.ask(text="Секрет чужих")
    address = reverse("communication:question", args=[question.pk])
    for user, status in (
        (college.parent, 200), (college.helper, 200), (college.teacher, 404), (stranger.helper, 404),
        (RepresentativeFactory.create(student__organization=college.organization).user, 404),
        (AppointmentFactory.create(organization=college.organization, role=Role.DIRECTOR).user, 404),
    ):  # fmt: skip
        client.force_login(user)
        assert client.get(address).status_code == status
        assert client.post(address, {"text": ""}).status_code in (400, 404)
    client.force_login(college.parent)
    mine = page(client, "/help/mine/")
    assert "Секрет семьи" in mine
    assert "Секрет коллеги" not in mine
    client.force_login(college.helper)
    assert client.get(f"/help/questions/{foreign.pk}/").status_code == 404
    listed = page(client, f"/help/questions/?state=all&organization={stranger.organization.pk}")
    assert "Секрет чужих" not in listed
    assert "Секрет семьи" in listed
    assert colleague_question.first_words in listed


def test_questions_are_found_by_state_words_and_name(client: Client, college: College) -> None:
    college.parent.last_name = "Журавлёва"
    college.parent.save()
    first = college.ask(text="Не открывается дневник")
    college.ask(college.teacher, text="Нет кнопки")
    write_to_question(actor=college.helper, now=NOW, question_id=first.pk, text="Готово")
    client.force_login(college.helper)
    assert "дневник" not in page(client, "/help/questions/")
    assert "дневник" in page(client, "/help/questions/?state=answered")
    assert "дневник" in page(client, "/help/questions/?state=all&q=журавлева")
    assert "дневник" in page(client, "/help/questions/?state=all&q=ДНЕВНИК")
    assert "Таких вопросов нет" in page(client, "/help/questions/?state=closed")
    assert client.get("/help/questions/?state=чушь&page=-7&organization=x").status_code == 200


def test_the_thread_says_what_each_may_do(client: Client, college: College) -> None:
    question = college.ask(text="<b>Жирный</b>\nвторая строка")
    address = f"/help/questions/{question.pk}/"
    client.force_login(college.parent)
    html = page(client, address)
    assert "&lt;b&gt;Жирный&lt;/b&gt;<br>" in html
    assert "Беру вопрос" not in html
    assert client.post(f"{address}take/").status_code == 403
    assert client.post(f"{address}pass/", {"text": "x"}).status_code == 403
    client.force_login(college.helper)
    assert "ответ не позднее 21 ноября" in page(client, address)
    assert "Передать разработчику" not in page(client, address), "no desk is known"
    client.post(f"{address}take/")
    html = client.post(f"{address}take/", follow=True).content.decode()
    assert "вопрос взяли" in html
    client.post(address, {"text": "Попробуйте ещё раз"})
    client.force_login(college.parent)
    assert "Попробуйте ещё раз" in page(client, address)


@pytest.mark.parametrize("address", ["/help/questions/?state=all", "/help/mine/", "/help/", "thread"])
def test_more_rows_ask_no_more_of_the_database(
    client: Client, college: College, address: str, django_assert_max_num_queries: Any
) -> None:
    AppointmentFactory.create(organization=college.organization, role=Role.JOURNAL_ADMIN)
    AppointmentFactory.create(organization=college.organization, role=Role.JOURNAL_ADMIN)
    questions = [college.ask(college.helper), college.ask(), college.ask(college.teacher)]
    for _number in range(3):
        write_to_question(actor=college.helper, now=NOW, question_id=questions[1].pk, text="Ответ")
    client.force_login(college.helper)
    if address == "thread":
        address = f"/help/questions/{questions[1].pk}/"
    with django_assert_max_num_queries(11):
        assert client.get(address).status_code == 200
