"""Staff as their source tells them (R36): taken on, changed, gone; with the employment ends all that hangs on it."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import models

from accounts.audit import Trace
from accounts.models import Appointment, Delegated
from accounts.offices import NEVER_NONE
from common.dated import Dated
from contingent.enums import ChangeKind
from contingent.models import Employee
from contingent.services.leaving import end_employments
from contingent.services.sync.studies import LASTS
from contingent.services.sync.work import FULL_NAME, Work

NEXT = "nextval('contingent_employee_id_seq')"


def match_staff(work: Work) -> None:
    """Make `sync_job`, one row for each employment told of, and `sync_dismissed`, whose employments all ended."""
    work.make(
        "sync_job",
        """
        SELECT t.key, t.person, t.who, t.title AS position, t.starts, t.ends,
            t.ends IS NULL OR t.ends >= %(today)s AS live, n.employee_id, n.position AS was_position,
            false AS is_new, false AS reopened
        FROM sync_told t JOIN sync_person p ON p.person = t.person AND NOT p.held
        LEFT JOIN contingent_outsideemployment n ON n.source_id = %(source)s AND n.key = t.key
        WHERE t.kind = 'employee' AND NOT t.wrong
        """,
    )
    work.do("DELETE FROM sync_job WHERE employee_id IS NULL AND NOT live")
    work.make("sync_job_gone", GONE)
    work.make(
        "sync_dismissed",
        f"""
        SELECT e.id AS employee_id, e.user_id, {FULL_NAME.format("u")} AS who, e.ends AS was_ends,
            greatest(max(coalesce(g.ends, %(today)s::date - 1)), e.starts - 1) AS ends
        FROM contingent_employee e JOIN accounts_user u ON u.id = e.user_id
        JOIN contingent_outsideemployment n ON n.employee_id = e.id AND n.source_id = %(source)s
        JOIN sync_job_gone g ON g.id = n.id
        WHERE {LASTS.format("e")} AND NOT EXISTS (
            SELECT 1 FROM contingent_outsideemployment o WHERE o.employee_id = e.id AND o.source_id = %(source)s
                AND NOT o.is_gone AND o.id NOT IN (SELECT id FROM sync_job_gone)
        ) AND NOT EXISTS (
            SELECT 1 FROM sync_job j JOIN sync_person p USING (person) WHERE p.user_id = e.user_id AND j.live)
        GROUP BY e.id, u.id
        """,  # noqa: S608
    )


GONE = """
    SELECT n.id, t.ends FROM contingent_outsideemployment n
    LEFT JOIN sync_told t ON t.kind = 'employee' AND t.key = n.key AND NOT t.wrong
    WHERE n.source_id = %(source)s AND NOT n.is_gone AND (
        t.ends < %(today)s
        OR EXISTS (SELECT 1 FROM sync_told g WHERE g.kind = 'gone' AND g.other = 'employee' AND g.key = n.key
            AND t.id IS NULL)
        OR (%(full)s AND NOT EXISTS (SELECT 1 FROM sync_told o WHERE o.kind = 'employee' AND o.key = n.key)))
"""


def write_staff(work: Work, trace: Trace) -> None:
    """End the employments of those who left, then change and add."""
    _leave(work, trace)
    work.do("UPDATE contingent_outsideemployment SET is_gone = true WHERE id IN (SELECT id FROM sync_job_gone)")
    _match_employees(work)
    _add(work)
    _change(work)


def _match_employees(work: Work) -> None:
    """Find the employee of each employment: by its number, else by the person on the staff now."""
    work.do("DELETE FROM sync_job WHERE NOT live")
    # One closed before, told again under its own number, is open again; nothing else may hold meanwhile.
    work.do(f"""
        UPDATE sync_job j SET employee_id = NULL FROM contingent_employee e
        WHERE e.id = j.employee_id AND NOT {LASTS.format("e")} AND EXISTS (
            SELECT 1 FROM contingent_employee o WHERE o.user_id = e.user_id AND o.organization_id = e.organization_id
                AND o.id <> e.id AND (o.ends IS NULL OR o.ends >= e.starts))
    """)  # noqa: S608
    work.do(f"""
        UPDATE sync_job j SET employee_id = e.id FROM sync_person p, contingent_employee e
        WHERE p.person = j.person AND j.employee_id IS NULL AND e.user_id = p.user_id
            AND e.organization_id = %(organization)s AND {LASTS.format("e")}
    """)  # noqa: S608
    work.do(f"""
        UPDATE sync_job j SET reopened = true FROM contingent_employee e
        WHERE e.id = j.employee_id AND NOT {LASTS.format("e")}
    """)  # noqa: S608


def _add(work: Work) -> None:
    work.make(
        "sync_hired",
        f"SELECT person, {NEXT} AS id FROM (SELECT DISTINCT person FROM sync_job WHERE employee_id IS NULL) d",  # noqa: S608
    )
    work.do("""
        UPDATE sync_job j SET is_new = true, employee_id = n.id FROM sync_hired n
        WHERE n.person = j.person AND j.employee_id IS NULL
    """)
    work.insert(
        Employee,
        {
            "id": "j.employee_id",
            "organization_id": "%(organization)s",
            "user_id": "p.user_id",
            "position": "left(string_agg(DISTINCT j.position, '; '), 200)",
            "starts": """greatest(coalesce(min(j.starts), %(today)s), (SELECT max(e.ends) + 1 FROM contingent_employee e
                WHERE e.organization_id = %(organization)s AND e.user_id = p.user_id AND e.ends >= e.starts))""",
            "ends": "NULL",
        },
        "FROM sync_job j JOIN sync_person p USING (person) WHERE j.is_new GROUP BY j.employee_id, p.user_id",
    )
    work.note(
        ChangeKind.ADDED, "employee",
        """FROM (SELECT DISTINCT ON (j.employee_id) j.employee_id, p.user_id, p.is_new, j.who FROM sync_job j
            JOIN sync_person p USING (person) WHERE j.is_new) t ORDER BY who""",
        object_id="employee_id", person_id="user_id", new_person="is_new", who="who",
    )  # fmt: skip


def _change(work: Work) -> None:
    work.make(
        "sync_post",
        """
        SELECT e.id, e.user_id, e.position AS before, left(string_agg(DISTINCT t.position, '; '), 200) AS after,
            e.ends AS was_ends, bool_or(t.reopened) AS reopened, min(t.who) AS who
        FROM contingent_employee e JOIN (
            SELECT employee_id, position, reopened, who FROM sync_job WHERE NOT is_new
            UNION ALL
            SELECT n.employee_id, n.position, false, NULL FROM contingent_outsideemployment n
            WHERE n.source_id = %(source)s AND NOT n.is_gone AND n.key NOT IN (SELECT key FROM sync_job)
                AND n.employee_id IN (SELECT employee_id FROM sync_job)
        ) t ON t.employee_id = e.id GROUP BY e.id
        """,
    )
    told = {"object_id": "id", "person_id": "user_id", "who": "who"}
    work.note(
        ChangeKind.CHANGED, "employee", "FROM sync_post WHERE after <> '' AND before <> after ORDER BY who", **told,
        field="'position'", before="before", after="after",
    )  # fmt: skip
    work.note(
        ChangeKind.RETURNED, "employee", "FROM sync_post WHERE reopened ORDER BY who", **told,
        field="'ends'", before="coalesce(was_ends::text, '')",
    )  # fmt: skip
    work.do("""
        UPDATE contingent_employee e SET position = coalesce(nullif(t.after, ''), e.position),
            ends = CASE WHEN t.reopened THEN NULL ELSE e.ends END
        FROM sync_post t WHERE t.id = e.id AND (t.reopened OR (t.after <> '' AND t.before <> t.after))
    """)
    work.do("""
        INSERT INTO contingent_outsideemployment AS n (source_id, key, employee_id, position, is_gone)
        SELECT %(source)s, key, employee_id, position, false FROM sync_job
        ON CONFLICT (source_id, key) DO UPDATE
            SET employee_id = excluded.employee_id, position = excluded.position, is_gone = false
            WHERE (n.employee_id, n.position, n.is_gone) <> (excluded.employee_id, excluded.position, false)
    """)


def _leave(work: Work, trace: Trace) -> None:
    """End employments with all that hangs on them; what ended with them is told in the report."""
    leavers = work.rows("SELECT employee_id, user_id, who, ends FROM sync_dismissed ORDER BY who, employee_id")
    if not leavers:
        return
    work.note(
        ChangeKind.LEFT, "employee", "FROM sync_dismissed ORDER BY who, employee_id",
        object_id="employee_id", person_id="user_id", who="who", field="'ends'",
        before="coalesce(was_ends::text, '')", after="ends::text",
    )  # fmt: skip
    for model, condition in hanging():
        work.make(
            f"sync_held_{model._meta.model_name}",
            f"SELECT t.id, t.ends, l.user_id, l.who FROM {model._meta.db_table} t JOIN sync_dismissed l ON {condition}"  # noqa: S608
            f" WHERE {LASTS.format('t')}",
        )
    by_day: dict[object, list[int]] = {}
    for employee, _user, _who, ends in leavers:
        by_day.setdefault(ends, []).append(employee)
    for day, employees in by_day.items():
        end_employments(employees=employees, last_day=day, trace=trace)  # type: ignore[arg-type]
    for model, _condition in hanging():
        name = str(model._meta.model_name)
        work.note(
            ChangeKind.ENDED, name,
            f"FROM sync_held_{name} b JOIN {model._meta.db_table} t USING (id)"
            " WHERE t.ends IS DISTINCT FROM b.ends ORDER BY b.who, id",
            object_id="id", person_id="b.user_id", who="b.who", field="'ends'",
            before="coalesce(b.ends::text, '')", after="coalesce(t.ends::text, '')",
        )  # fmt: skip


def hanging() -> Iterable[tuple[type[models.Model], str]]:
    """Return every dated model that an employment holds up, whatever room it is in, with its join to a leaver.

    Delegated rights end with it too, though they name the person and not the employment.
    """
    yield Appointment, "t.user_id = l.user_id AND t.organization_id = %(organization)s"
    for right in apps.get_models():
        if issubclass(right, Delegated):
            about: Any = right._meta.get_field("content_object")  # type: ignore[misc]
            target = about.related_model._meta.db_table
            here = f"SELECT id FROM {target} WHERE organization_id = %(organization)s"  # noqa: S608
            yield right, f"t.user_id = l.user_id AND t.content_object_id IN ({here})"
    for relation in Employee._meta.related_objects:
        model = relation.related_model
        if isinstance(model, type) and issubclass(model, Dated):
            yield model, f"t.{relation.field.column} = l.employee_id"


def closed_offices(work: Work) -> list[tuple[str, int]]:
    """Return the roles that nobody would have any more, which must never be vacant, with how many have them now."""
    return work.rows(
        """
        SELECT a.role, count(DISTINCT a.user_id) FROM accounts_appointment a
        WHERE a.organization_id = %(organization)s AND a.role = ANY(%(roles)s)
            AND a.starts <= %(today)s AND (a.ends IS NULL OR a.ends >= %(today)s)
        GROUP BY a.role HAVING bool_and(a.user_id IN (SELECT user_id FROM sync_dismissed)) ORDER BY a.role
        """,
        roles=[str(role.value) for role in NEVER_NONE],
    )
