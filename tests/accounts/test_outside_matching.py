"""Who has come through госуслуги or РСААГ: claims × people → outcome (R24)."""

from dataclasses import replace
from datetime import date

import pytest

from accounts.services.outside_sign_in import UNKNOWN, Claims, Decision, Known, Outcome, decide

BORN = date(1985, 3, 14)
CLAIMS = Claims("gosuslugi", "100", "Ёлкина", "Анна", "Петровна", "Anna@Mail.ru", BORN)
ANNA = Known(1, "Елкина", "АННА", "Петровна", "anna@mail.ru", BORN)
FOUND, STAFF, CLOSED = (Decision(outcome, 1) for outcome in (Outcome.FOUND, Outcome.STAFF, Outcome.CLOSED))


def other(**changes: object) -> Known:
    return replace(ANNA, user_id=2, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("claims", "people", "expected"),
    [
        pytest.param(CLAIMS, [], UNKNOWN, id="nobody"),
        pytest.param(CLAIMS, [ANNA], FOUND, id="e-mail, names and birth date; ё = е, case"),
        pytest.param(CLAIMS, [ANNA, other()], UNKNOWN, id="two candidates"),
        pytest.param(CLAIMS, [ANNA, other(is_active=False)], FOUND, id="one of two is closed"),
        pytest.param(CLAIMS, [ANNA, other(is_of_kind=False)], UNKNOWN, id="two candidates, one of another kind"),
        pytest.param(CLAIMS, [ANNA, other(birth_date=date(1985, 3, 15))], FOUND, id="a namesake of another day"),
        pytest.param(replace(CLAIMS, email=""), [ANNA], UNKNOWN, id="no confirmed e-mail"),
        pytest.param(replace(CLAIMS, birth_date=None), [ANNA], UNKNOWN, id="no birth date claimed"),
        pytest.param(CLAIMS, [replace(ANNA, birth_date=None)], UNKNOWN, id="no birth date known"),
        pytest.param(CLAIMS, [replace(ANNA, email="other@mail.ru")], UNKNOWN, id="another e-mail"),
        pytest.param(CLAIMS, [replace(ANNA, email="")], UNKNOWN, id="no e-mail known"),
        pytest.param(CLAIMS, [replace(ANNA, last_name="Сосна")], UNKNOWN, id="another surname"),
        pytest.param(CLAIMS, [replace(ANNA, first_name="Алла")], UNKNOWN, id="another name"),
        pytest.param(CLAIMS, [replace(ANNA, patronymic="Ивановна")], UNKNOWN, id="another patronymic"),
        pytest.param(CLAIMS, [replace(ANNA, patronymic="")], FOUND, id="no patronymic known"),
        pytest.param(replace(CLAIMS, patronymic=""), [ANNA], FOUND, id="no patronymic claimed"),
        pytest.param(replace(CLAIMS, first_name=""), [replace(ANNA, first_name="")], UNKNOWN, id="no name"),
        pytest.param(CLAIMS, [replace(ANNA, is_of_kind=False)], UNKNOWN, id="not of the kind the system signs in"),
        pytest.param(CLAIMS, [replace(ANNA, has_other_key=True)], UNKNOWN, id="known there by another number"),
        pytest.param(CLAIMS, [replace(ANNA, is_active=False)], CLOSED, id="may not sign in"),
        pytest.param(CLAIMS, [replace(ANNA, works=True)], STAFF, id="works here"),
        pytest.param(CLAIMS, [replace(ANNA, works=True, has_key=True)], STAFF, id="works here, number known"),
        pytest.param(
            Claims("gosuslugi", "100"), [Known(1, "Сосна", "Алла", is_of_kind=False, has_key=True)], FOUND,
            id="number known: nothing else is asked",
        ),
        pytest.param(CLAIMS, [other(), replace(ANNA, has_key=True)], FOUND, id="number before likeness"),
        pytest.param(
            Claims("gosuslugi", "100", contingent_key="7"), [replace(ANNA, has_contingent_key=True)], FOUND,
            id="number of the contingent",
        ),
        pytest.param(CLAIMS, [other(), replace(ANNA, has_contingent_key=True)], FOUND, id="contingent before likeness"),
        pytest.param(
            CLAIMS, [other(has_contingent_key=True), replace(ANNA, has_key=True)], FOUND, id="number before contingent"
        ),
        pytest.param(
            CLAIMS, [ANNA, other(has_contingent_key=True, is_of_kind=False)], UNKNOWN,
            id="the contingent names another kind: nobody is guessed",
        ),
        pytest.param(
            CLAIMS, [replace(ANNA, has_contingent_key=True, has_other_key=True)], UNKNOWN,
            id="the contingent names one known there by another number",
        ),
    ],
)  # fmt: skip
def test_decision(claims: Claims, people: list[Known], expected: Decision) -> None:
    assert decide(claims, people) == expected
