"""Who gets what from every address: role × URL (H). A new address needs one row.

Every GET of the table runs in a read-only transaction, so a page that writes fails here; every
page of HTML is searched for inline scripts and styles, which the security policy would refuse.
An object of another college in the address is 404 for everyone of this one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from tests.factories import NOW
from tests.guard_world import ROLES, World, build_world

READERS = {"teacher": 200, "curator": 200, "admin": 200, "director": 200}
KEEPER = READERS | {"curator": 403, "admin": 403, "director": 403}
LOOKERS = {"admin": 200, "director": 200, "foreign_director": 200}
WRITERS = dict.fromkeys(("teacher", "admin", "director"), 200)
WRITERS_ALONE = {"teacher": 302, "admin": 403, "director": 403}
KEEPS_ALONE = {"teacher": 302, "curator": 403, "admin": 403, "director": 403}
FAMILY = {"student": 200, "representative": 200}
SEEN = {"until": "2026-09-01T12:00:00+05:00"}
SIGNED_IN = dict.fromkeys(set(ROLES) - {"anonymous"}, 200)


@dataclass(frozen=True)
class Row:
    """One address: who gets which answer. Whoever is not named gets 404, the anonymous the door."""

    name: str
    args: str = ""
    answers: dict[str, int] = field(default_factory=dict)
    method: str = "get"
    data: Any = None
    kind: str = "multipart/form-data"

    def __str__(self) -> str:
        return f"{self.method} {self.name} {self.args}".strip()

    def expected(self, role: str) -> int:
        return self.answers.get(role, 302 if role == "anonymous" else 404)


def row(name: str, args: str = "", answers: dict[str, int] | None = None, *, method: str = "get",
        data: Any = None, json: Any = None, **more: int) -> Row:  # fmt: skip
    """A row of the table: `answers` and keywords say role=status, `everyone` the signed-in."""
    told = dict(answers or {})
    if "everyone" in more:
        told |= dict.fromkeys(SIGNED_IN, more.pop("everyone"))
    if json is not None:
        return Row(name, args, told | more, "post", json, "application/json")
    return Row(name, args, told | more, method, data)


def post(name: str, args: str = "", answers: dict[str, int] | None = None, **more: Any) -> Row:
    """A row of an address that changes something."""
    return row(name, args, answers, method="post", **more)


# Sorted by name. `args` name the ids of the world in the order of the address.
TABLE = [
    row("accounts:ask", anonymous=302, everyone=302),
    post("accounts:ask", data={}, anonymous=302, everyone=302),
    row("accounts:forgotten", anonymous=200, everyone=200),
    post("accounts:forgotten", data={}, anonymous=400, everyone=400),
    row("accounts:link", "token", anonymous=404),
    post("accounts:link", "token", data={}, anonymous=404),
    row("accounts:outside_callback", "provider", anonymous=404),
    post("accounts:outside_start", "provider", anonymous=404),
    post("accounts:passkey_add", data={}, everyone=400),
    post("accounts:passkey_begin", data={}, everyone=400),
    row("accounts:password", everyone=200),
    post("accounts:password", data={}, everyone=400),
    row("accounts:second_factor", everyone=200),
    post("accounts:second_factor_begin", everyone=302),
    post("accounts:second_factor_codes", data={}, everyone=400),
    row("accounts:second_factor_confirm", everyone=302),
    post("accounts:second_factor_confirm", data={}, everyone=302),
    post("accounts:second_factor_off", data={}, everyone=400),
    post("accounts:second_factor_remove", "message", data={}),
    post("accounts:session_end", "message"),
    row("accounts:sessions", everyone=200),
    post("accounts:sessions_end", everyone=302),
    row("accounts:sign_in", anonymous=200, everyone=302),
    post("accounts:sign_in", data={}, anonymous=400, everyone=400),
    row("accounts:sign_in_again", anonymous=200, everyone=200),
    post("accounts:sign_in_again", data={}, anonymous=400, everyone=400),
    post("accounts:sign_in_passkey", anonymous=409, everyone=409),
    post("accounts:sign_out", everyone=302),
    row("admin_sign_in"),
    row("communication:attachment", "question file", teacher=200, admin=200),
    post("communication:close", "question", teacher=302, admin=302),
    row("communication:help", everyone=200),
    post("communication:help", data={}, everyone=400),
    row("communication:mine", everyone=200),
    post("communication:pass", "question", data={}, teacher=403, admin=400),
    row("communication:question", "question", teacher=200, admin=200),
    post("communication:question", "question", data={}, teacher=400, admin=400),
    row("communication:questions", admin=200),
    post("communication:reopen", "question", teacher=302, admin=302),
    post("communication:take", "question", teacher=403, admin=302),
    row("contingent:access_log", "", LOOKERS),
    row("contingent:access_log_workbook", "", LOOKERS),
    post("contingent:add_employee", data={}, admin=400),
    row("contingent:add_employee", admin=200),
    post("contingent:add_representative", "student", data={}, admin=400),
    row("contingent:add_representative", "student", admin=200),
    post("contingent:add_student", data={}, admin=400),
    row("contingent:add_student", admin=200),
    row("contingent:appointment", "appointment", admin=200, director=200),
    post("contingent:appointment", "appointment", data={}, admin=400, director=403),
    row("contingent:appointment_give", admin=200, director=200, foreign_director=200),
    post("contingent:appointment_give", data={}),
    row("contingent:appointments", admin=200, director=200, foreign_director=200),
    post("contingent:bulk", data={"kind": "leave"}, admin=200),
    row("contingent:bulk_action", "action", admin=200),
    row("contingent:bulk_actions", admin=200),
    post("contingent:bulk_apply", data={"kind": "leave"}, admin=400),
    post("contingent:bulk_undo", "action", admin=302),
    post("contingent:consent_record", "student_user", data={}, admin=400, director=403),
    post("contingent:consent_withdraw", "student_user consent", admin=302, director=403),
    post("contingent:credentials", data={"list": "staff"}, admin=200, director=200, foreign_director=200),
    post("contingent:credentials_give", data={"way": "slip"}),
    row("contingent:credentials_person", "student_user", admin=200, director=200),
    post("contingent:factor_reset", "student_user", data={}, admin=302, director=302),
    row("contingent:group", "home", curator=200, admin=200, director=200),
    row("contingent:group_board", "drawn", curator=403, admin=200, director=403),
    row("contingent:group_check", "home", curator=200, admin=200, director=200),
    post("contingent:group_check", "home", data={"seen": ""}, curator=409, admin=403, director=403),
    row("contingent:group_close", "home", curator=403, admin=200, director=403),
    post("contingent:group_close", "home", data={}, curator=403, admin=400, director=403),
    row("contingent:group_compose", "drawn", json={}, anonymous=401, curator=403, admin=400, director=403),
    row("contingent:group_curator", "home", curator=403, admin=200, director=403),
    post("contingent:group_curator", "home", data={}, curator=403, admin=400, director=403),
    row("contingent:group_edit", "home", curator=403, admin=200, director=403),
    post("contingent:group_edit", "home", data={"name": ""}, curator=403, admin=400, director=403),
    row("contingent:group_new", admin=200),
    post("contingent:group_new", data={}, admin=400),
    post("contingent:group_reopen", "home", curator=403, admin=302, director=403),
    post("contingent:group_uncheck", "home", curator=302, admin=403, director=403),
    post("contingent:group_undo", "drawn composed", curator=403, admin=302, director=403),
    row("contingent:groups", curator=200, admin=200, director=200, foreign_director=200),
    row("contingent:groups_workbook", curator=200, admin=200, director=200, foreign_director=200),
    post("contingent:import_apply", "batch", admin=302),
    row("contingent:import_batch", "batch", admin=200),
    post("contingent:import_discard", "batch", admin=302),
    row("contingent:import_rejected", "batch", admin=200),
    row("contingent:import_remarks", "batch", admin=200),
    row("contingent:import_sample", admin=200, foreign_director=404),
    row("contingent:import_template", admin=200),
    post("contingent:import_undo", "batch", admin=302),
    row("contingent:imports", admin=200),
    post("contingent:imports", data={"starts": ""}, admin=400),
    row("contingent:keeping", "", LOOKERS),
    post("contingent:keeping", "", dict.fromkeys(LOOKERS, 400), data={}),
    row("contingent:own_data", everyone=200),
    row("contingent:own_workbook", everyone=200),
    row("contingent:person", "student_user", curator=200, admin=200, director=200),
    post("contingent:person_anonymise", "student_user", data={}, admin=400, director=403),
    row("contingent:person_anonymise", "student_user", admin=200, director=403),
    post("contingent:person_edit", "student_user", data={}, curator=403, admin=400, director=403),
    row("contingent:person_edit", "student_user", curator=403, admin=200, director=403),
    row("contingent:personal_data", "student_user", admin=200, director=200),
    row("contingent:personal_workbook", "student_user", admin=200, director=200),
    row("contingent:representatives", curator=200, admin=200, director=200, foreign_director=200),
    row("contingent:representatives_workbook", curator=200, admin=200, director=200, foreign_director=200),
    row("contingent:rights", "", LOOKERS),
    row("contingent:rights_of", "student_user", admin=200, director=200),
    post("contingent:sign_in_link", "asked", data={"user": "1"}, admin=302),
    post("contingent:sign_in_refuse", "asked", data={}, admin=400),
    row("contingent:sign_in_request", "asked", admin=200),
    row("contingent:sign_in_requests", admin=200),
    post("contingent:sign_in_unlink", "asked", admin=302),
    row("contingent:staff", admin=200, director=200, foreign_director=200),
    row("contingent:staff_workbook", admin=200, director=200, foreign_director=200),
    row("contingent:student_readers", "student", admin=200, director=200),
    row("contingent:students", curator=200, admin=200, director=200, foreign_director=200),
    row("contingent:students_workbook", curator=200, admin=200, director=200, foreign_director=200),
    row("contingent:sync", admin=200, director=200, foreign_director=200),
    post("contingent:sync_confirm", "run", admin=302, director=403),
    post("contingent:sync_decide", "pair", data={"same": "no"}, admin=302, director=403),
    row("contingent:sync_files", "source", admin=200, director=403),
    post("contingent:sync_files", "source", admin=400, director=403),
    row("contingent:sync_pair", "pair", admin=200, director=200),
    row("contingent:sync_pairs", admin=200, director=200, foreign_director=200),
    post("contingent:sync_refuse", "run", admin=302, director=403),
    post("contingent:sync_reopen", "pair", admin=302, director=403),
    post("contingent:sync_roll_back", "run", admin=302, director=403),
    row("contingent:sync_roll_back", "run", admin=200, director=403),
    row("contingent:sync_run", "run", admin=200, director=200),
    row("contingent:sync_set_aside", curator=200, admin=200, director=200, foreign_director=200),
    post("contingent:sync_settings", "source", data={"drop_share": "20"}, admin=302, director=403),
    post("contingent:sync_start", "source", admin=302, director=403),
    row("curriculum:calendars", "", LOOKERS),
    row("curriculum:calendars_print", "", LOOKERS),
    post("curriculum:calendars_publish", data={}, admin=302, director=302, foreign_director=302),
    row("curriculum:calendars_save", "", LOOKERS, json={"changes": []}, anonymous=401),
    row("curriculum:calendars_workbook", "", LOOKERS),
    row("curriculum:codifier", "subject", WRITERS),
    post("curriculum:codifier", "subject", dict.fromkeys(WRITERS, 400), data={}),
    post("curriculum:codifier_delete", "element", dict.fromkeys(WRITERS, 302)),
    row("curriculum:courses", "", LOOKERS),
    post("curriculum:courses_form", data={}, admin=302, director=302, foreign_director=302),
    row("curriculum:courses_group", "home", admin=200, director=200),
    post("curriculum:courses_regroup", "home", data={"do": "back"}, admin=302, director=302),
    post("curriculum:courses_undo", "formed", admin=302, director=302),
    post("curriculum:delegation_end", "kind delegation", admin=302, director=302),
    row("curriculum:delegation_give", admin=200, director=200, foreign_director=200),
    post("curriculum:delegation_give", data={}),
    post("curriculum:delegation_undo", "kind delegation", admin=302, director=302),
    row("curriculum:delegations", admin=200, director=200, foreign_director=200),
    row("curriculum:individual_plan", "own_plan", admin=200, director=200),
    post("curriculum:individual_plan", "own_plan", data={"act": "about"}, admin=400, director=400),
    row("curriculum:individual_plan_new", "", LOOKERS),
    post("curriculum:individual_plan_new", data={}),
    row("curriculum:individual_plans", "", LOOKERS),
    row("curriculum:load", "", LOOKERS),
    post("curriculum:load_hand_over", data={}),
    row("curriculum:load_history", "course", admin=200, director=200),
    row("curriculum:load_import", "", LOOKERS),
    post("curriculum:load_import", data={}, admin=400, director=400, foreign_director=400),
    row("curriculum:load_save", "", LOOKERS, json={"changes": []}, anonymous=401),
    row("curriculum:load_workbook", "", LOOKERS),
    row("curriculum:plan", "plan", admin=200, director=200),
    row("curriculum:plan_approve", "plan", admin=200, director=200),
    post("curriculum:plan_approve", "plan", data={}, admin=400, director=400),
    post("curriculum:plan_copy", "plan", data={"intake_year": 2027}, admin=302, director=302),
    row("curriculum:plan_file", "plan paper", admin=200, director=200),
    row("curriculum:plan_groups", "plan", admin=200, director=200),
    post("curriculum:plan_groups", "plan", data={}, admin=400, director=400),
    row("curriculum:plan_import", "", LOOKERS),
    post("curriculum:plan_import", data={}, admin=400, director=400, foreign_director=400),
    post("curriculum:plan_import_undo", "plan_import", admin=302, director=302),
    row("curriculum:plan_new", "", LOOKERS),
    post("curriculum:plan_new", data={}, admin=400, director=400, foreign_director=400),
    row("curriculum:plan_rules", "plan", admin=200, director=200),
    post("curriculum:plan_rules", "plan", data={}, admin=400, director=400),
    row("curriculum:plan_sample", "layout", LOOKERS),
    row("curriculum:plan_save", "plan", admin=409, director=409, anonymous=401, json={"seen": "", "edits": {}}),
    post("curriculum:plan_state", "plan", data={"act": "restore"}, admin=302, director=302),
    row(
        "curriculum:plan_subject",
        "plan",
        admin=200,
        director=200,
        anonymous=401,
        json={"kind": "discipline", "code": "ОП.01", "name": "Сварка"},
    ),
    post("curriculum:plan_subjects", "plan", data={}, admin=302, director=302),
    post("curriculum:plan_terms", "plan", data={"act": "add"}, admin=302, director=302),
    post("curriculum:plan_unbind", "binding", admin=302, director=302),
    row("curriculum:plans", "", LOOKERS),
    row("curriculum:program", "program", WRITERS),
    row("curriculum:program_compare", "program", WRITERS),
    post("curriculum:program_follow", "course", data={}),
    post("curriculum:program_leave", "course", WRITERS_ALONE, data={}),
    row("curriculum:program_make", "course", WRITERS),
    post("curriculum:program_make", "course", WRITERS_ALONE, data={}),
    row("curriculum:program_material", "material", WRITERS),
    post("curriculum:program_material_add", "program topic", WRITERS_ALONE | {"teacher": 400}, data={"url": "x"}),
    post("curriculum:program_material_delete", "material", WRITERS_ALONE | {"teacher": 200}),
    post("curriculum:program_read", "program", WRITERS, data={"text": "Введение\t2"}),
    post("curriculum:program_remark", "program", WRITERS_ALONE | {"teacher": 403, "director": 400}, data={"text": "x"}),
    post("curriculum:program_remark_change", "program remark", WRITERS_ALONE, data={"action": "settle"}),
    row(
        "curriculum:program_save",
        "program",
        WRITERS_ALONE | {"teacher": 409},
        anonymous=401,
        json={"title": "Сварка", "rows": []},
    ),
    post("curriculum:program_state", "program", WRITERS_ALONE | {"teacher": 400}, data={"action": "submit"}),
    row("curriculum:program_workbook", "program", WRITERS),
    row("curriculum:programs", "", LOOKERS, teacher=200, other_teacher=200, curator=200),
    row("curriculum:public", "slug", anonymous=200, everyone=200),
    row("curriculum:public_act", "slug act", anonymous=200, everyone=200),
    row("curriculum:public_act_file", "slug act number", anonymous=200, everyone=200),
    row("curriculum:public_calendars", "slug public_year", anonymous=200, everyone=200),
    row("curriculum:public_curriculum", "slug public_plan", anonymous=200, everyone=200),
    row("curriculum:public_program", "slug public_program", anonymous=200, everyone=200),
    row("curriculum:publishing", admin=200, director=200, foreign_director=200),
    post("curriculum:publishing_address", "organization", data={"address": "own-address"}, admin=302, director=302),
    post("curriculum:publishing_documents", "organization", data={"do": "all"}, admin=302, director=302),
    post("curriculum:publishing_new_act", "organization", data={"title": "Приказ"}, admin=302, director=302),
    post("curriculum:publishing_new_version", "act", admin=400, director=400),
    row("curriculum:readiness", "", LOOKERS | {"other_teacher": 200}),
    row("curriculum:readiness_lacking", "public_year prep_step prep_lack", admin=200, director=200),
    post("curriculum:readiness_sign", "public_year prep_step", admin=302, director=302, other_teacher=302),
    post("curriculum:readiness_take_back", "public_year prep_step", admin=302, director=302, other_teacher=302),
    row("curriculum:readiness_terms", "public_year", admin=200, director=200),
    post("curriculum:readiness_terms", "public_year", data={}, admin=302, director=302),
    row("curriculum:readiness_workbook", "", LOOKERS | {"other_teacher": 200}),
    row("curriculum:reference", "table", LOOKERS),
    post("curriculum:reference_apply", "table", data={}, admin=400, director=400, foreign_director=400),
    row("curriculum:reference_load", "table", LOOKERS),
    post("curriculum:reference_load", "table", data={}, admin=400, director=400, foreign_director=400),
    post("curriculum:reference_remove", "table building", data={}, admin=302, director=302),
    row("curriculum:reference_row", "table building", admin=200, director=200),
    post("curriculum:reference_row", "table building", data={"name": ""}, admin=409, director=409),
    post("curriculum:reference_undo", "loading", admin=302, director=302),
    row("curriculum:reference_workbook", "table", LOOKERS),
    row("curriculum:references", "", LOOKERS),
    post("curriculum:references_usual", data={}, admin=302, director=302, foreign_director=302),
    row("curriculum:rollover", "", LOOKERS),
    post("curriculum:rollover", data={}, admin=200, director=200, foreign_director=200),
    row("curriculum:rollover_made", "rolled", admin=200, director=200),
    post("curriculum:rollover_undo", "rolled", admin=302, director=302),
    row("curriculum:work_calendar", "", LOOKERS),
    post("curriculum:work_calendar", data={"day": ""}, admin=400, director=400, foreign_director=400),
    row("diary:material", "student handout", FAMILY, curator=200, admin=200, director=200),
    row("diary:news", "student", FAMILY, curator=200, admin=200, director=200),
    row("diary:period", "student", FAMILY, curator=200, admin=200, director=200),
    post("diary:put_out", "student tie", representative=302, student=403, curator=403, admin=403, director=403),
    row("diary:schedule", "student", FAMILY, curator=200, admin=200, director=200),
    post("diary:seen", "student", data=SEEN, student=302, representative=302, curator=403, admin=403, director=403),
    row("diary:subject", "student course", FAMILY, curator=200, admin=200, director=200),
    row("diary:trusted", "student", FAMILY, curator=200, admin=200, director=200),
    post("diary:trusted", "student", data={}, representative=400, student=403, curator=403, admin=403, director=403),
    post("diary:trusted_link", "student tie", representative=302, student=403, curator=403, admin=403, director=403),
    row("diary:week", student=302, other_student=302, representative=302, other_representative=302),
    row("diary:week", "student", FAMILY, curator=200, admin=200, director=200),
    row("diary:works", "student", FAMILY, curator=200, admin=200, director=200),
    row("health", anonymous=200, everyone=200),
    post("journal:add_work", "course", KEEPER),
    row("journal:add_work", "course", KEEPER),
    row("journal:control_works", "", READERS, other_teacher=200, foreign_director=200),
    row("journal:control_works_workbook", "", READERS, other_teacher=200, foreign_director=200),
    row("journal:courses", everyone=200),
    post("journal:delete_work", "course work", teacher=302, curator=403, admin=403, director=403),
    row("journal:excel", "course", READERS),
    row("journal:history", "course", READERS),
    row("journal:history_excel", "course", READERS),
    row("journal:home", everyone=200, student=302, other_student=302, representative=302, other_representative=302),
    row("journal:lesson", "course lesson", READERS),
    post("journal:lesson", "course lesson", data={"topic": "x"}, teacher=302, curator=403, admin=403, director=403),
    row("journal:lessons", "course", READERS),
    row("journal:page", "course", READERS),
    row("journal:plan", "course", READERS),
    post("journal:plan_arrange", "course lesson", KEEPS_ALONE, data={"action": "release"}),
    post("journal:plan_deal", "course", KEEPS_ALONE, data={}),
    row("journal:plans", "", READERS, other_teacher=200, foreign_director=200),
    row("journal:plans_workbook", "", READERS, other_teacher=200, foreign_director=200),
    row("journal:policy", admin=200, director=200, foreign_director=200),
    post("journal:policy", data={}, admin=302, director=403, foreign_director=403),
    row("journal:print", "course", READERS),
    post("journal:roll_call", "course lesson", teacher=302, curator=403, admin=403, director=403),
    row("journal:save_entries", "course", KEEPER, anonymous=401, json={"entries": []}),
    row("journal:search", everyone=200),
    row("journal:work", "course work", READERS),
    post("journal:work", "course work", KEEPER),
    row("mfa_authenticate", anonymous=302, everyone=302),
    post("mfa_authenticate", data={}, anonymous=302, everyone=302),
    row("notifications:caught_mail"),
    row("notifications:choices", everyone=200),
    post("notifications:choices", data={"absence": "on"}, everyone=302),
    row("notifications:inbox", everyone=200),
    row("notifications:message", "message", teacher=200),
    post("notifications:open", "message", teacher=302),
    post("notifications:read_all", everyone=302),
    row("notifications:terms", admin=200, director=200, foreign_director=200),
    post("notifications:terms", data={}, admin=302, director=403, foreign_director=403),
    row("schedule:regimes", "", LOOKERS),
    post("schedule:regimes", data={}, admin=400, director=400, foreign_director=400),
    post("set_language", data={"language": "en"}, anonymous=302, everyone=302),
]


@pytest.fixture(autouse=True)
def the_day_is_fixed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows and years are asked for on the day the rows are made for."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The two colleges, made once; nothing of them stays."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build_world()
        transaction.set_rollback(True)


def client_of(role: str, world: World) -> Client:
    """Return a client as the role has it after signing in: signing in for each request takes longer than it."""
    client = Client()
    client.cookies = SimpleCookie({name: morsel.value for name, morsel in world.doors[role].items()})
    return client


def ask(row: Row, role: str, world: World, college: str = "own") -> HttpResponse:
    """Send the row's request as the role; what it changes is taken back."""
    ids = getattr(world, college).ids
    url = reverse(row.name, args=[ids[name] for name in row.args.split()])
    client = client_of(role, world)
    with transaction.atomic():
        if row.method == "get":
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION READ ONLY")
                response = client.get(url)
                transaction.set_rollback(True)
        elif row.kind == "application/json":
            response = client.post(url, row.data, row.kind, headers={"Accept": row.kind})
        else:
            response = client.post(url, row.data or {})
        transaction.set_rollback(True)
    return response  # type: ignore[return-value]


def addresses(resolver: URLResolver, namespace: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from addresses(pattern, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}"


def test_every_address_has_a_row() -> None:
    named = {name for name in addresses(get_resolver()) if not name.startswith("admin:")}
    assert named - {row.name for row in TABLE} == set()


def test_the_table_is_sorted() -> None:
    assert [row.name for row in TABLE] == sorted(row.name for row in TABLE)


@pytest.mark.django_db
@pytest.mark.parametrize("row", TABLE, ids=str)
def test_each_role_gets_what_is_theirs(row: Row, world: World) -> None:
    got = {role: ask(row, role, world) for role in ROLES}
    assert {role: answer.status_code for role, answer in got.items()} == {role: row.expected(role) for role in ROLES}
    if row.expected("anonymous") in (302, 401) and row.name != "set_language":
        answer = got["anonymous"]
        assert answer.status_code == 401 or answer["Location"].startswith("/sign-in/")
    for answer in got.values():
        assert_nothing_inline(answer)


@pytest.mark.django_db
@pytest.mark.parametrize("row", [row for row in TABLE if row.args], ids=str)
def test_an_object_of_another_college_is_not_there(row: Row, world: World) -> None:
    got = {
        role: ask(row, role, world, "foreign").status_code
        for role in ROLES
        if role not in ("anonymous", "foreign_director")
    }
    assert got == dict.fromkeys(got, 404)


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_the_technical_pages_are_closed(role: str, world: World) -> None:
    names = [name for name in addresses(get_resolver()) if name.endswith(("_changelist", "admin:index"))]
    assert len(names) > 1
    for name in names:
        assert ask(Row(name), role, world).status_code == 302


METHODS: dict[tuple[str, str], set[str]] = {}
for _row in TABLE:
    METHODS.setdefault((_row.name, _row.args), set()).add(_row.method)
ANSWERS_BOTH = {"accounts:outside_callback", "admin_sign_in", "health", "set_language"}
"""Doors that answer any method alike, and change nothing."""
ONE_METHOD = [(name, args, *methods) for (name, args), methods in METHODS.items() if len(methods) == 1]


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "args", "method"), [row for row in ONE_METHOD if row[0] not in ANSWERS_BOTH])
def test_the_other_method_is_not_taken(name: str, args: str, method: str, world: World) -> None:
    """A page takes no POST, an action no GET: 405 whoever asks of whatever, and nothing is written."""
    asked = [("own", role) for role in ("anonymous", "student", "teacher", "admin")]
    asked += [("foreign", "admin")] * bool(args)
    for college, role in asked:
        ids = getattr(world, college).ids
        url = reverse(name, args=[ids[each] for each in args.split()])
        client = client_of(role, world)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")
            status = (client.post(url, {"x": "1"}) if method == "get" else client.get(url)).status_code
            transaction.set_rollback(True)
        assert status == 405 or (role == "anonymous" and status in (302, 401)), (college, role)


class Inline(HTMLParser):
    """Finds what the policy would refuse: scripts and styles inside the page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        script = tag == "script" and "src" not in told and told.get("type") != "application/json"
        if script or tag == "style":
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            if name == "style" or (name.startswith("on") and name != "on"):
                self.found.append(f"<{tag} {name}={value!r}>")
            if name in ("href", "src", "action") and (value or "").strip().lower().startswith("javascript:"):
                self.found.append(f"<{tag} {name}={value!r}>")


SUSPECT = re.compile(
    rb"<style|\sstyle\s*=|[\s\"'/]on[a-z]+\s*=|javascript:|<script(?![^>]*(?:\bsrc=|application/json))", re.IGNORECASE
)
"""Without any of these in it a page has nothing inline, and is not taken apart."""


def assert_nothing_inline(answer: HttpResponse) -> None:
    policy = answer["Content-Security-Policy"]
    assert "script-src 'self'" in policy or policy == "default-src 'none'; sandbox"
    if answer.get("Content-Type", "").startswith("text/html") and SUSPECT.search(answer.content):
        page = Inline()
        page.feed(answer.content.decode())
        assert page.found == []
