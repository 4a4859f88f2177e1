"""Students as the contingent tells them: come, gone, back again, from group to group (R22, R37).

Nobody is deleted: who leaves is closed with a day and comes back as the same person.
"""

from contingent.enums import ChangeKind, GroupKind
from contingent.models import Membership, Student
from contingent.services.sync.staging import closes, set_aside
from contingent.services.sync.work import FULL_NAME, Work

# Whether a dated row still holds today or later.
LASTS = "({0}.ends IS NULL OR ({0}.ends >= %(today)s AND {0}.ends >= {0}.starts))"


def match_studies(work: Work) -> None:
    """Make `sync_study`, the studies told of that may go in, and `sync_leaver`, those that end."""
    told = bool(work.told["student"])
    if told:
        _set_aside_homeless(work)
    work.make("sync_leaver", LEAVERS, when=closes(work))
    if told:
        _set_aside_second(work)
    if not work.make("sync_study", STUDIES, when=told):
        return
    if work.told["ended"]:
        work.do("DELETE FROM sync_study WHERE student_id IS NULL AND NOT live")
    # A study loaded from a workbook without its number gets it.
    work.do("""
        UPDATE sync_study t SET student_id = s.id, adopted = true, was_ends = s.ends, was_form = s.form
        FROM contingent_student s
        WHERE t.student_id IS NULL AND t.user_id = s.user_id AND s.organization_id = %(organization)s
            AND s.outside_id = '' AND (s.ends IS NULL OR s.ends >= %(today)s)
    """)


def _set_aside_homeless(work: Work) -> None:
    set_aside(
        work,
        "group_unknown",
        "group",
        """
        WHERE t.kind = 'student' AND NOT t.wrong AND t.group_key <> '' AND NOT EXISTS (
            SELECT 1 FROM sync_group g WHERE g.key = t.group_key
        ) AND NOT EXISTS (
            SELECT 1 FROM contingent_outsidegroup n JOIN contingent_studygroup g ON g.id = n.group_id
            WHERE n.source_id = %(source)s AND n.key = t.group_key AND g.closed_on IS NULL)
        """,
    )


LEAVERS = f"""
    SELECT s.id AS student_id, s.user_id, s.starts, s.ends AS was_ends, {FULL_NAME.format("u")} AS who,
        greatest(coalesce(t.ends, %(today)s::date - 1), s.starts - 1) AS ends,
        (SELECT m.group_id FROM contingent_membership m WHERE m.student_id = s.id AND m.group_kind = 'home'
            AND {LASTS.format("m")} ORDER BY m.starts DESC LIMIT 1) AS group_id
    FROM contingent_student s JOIN accounts_user u ON u.id = s.user_id
    LEFT JOIN sync_told t ON t.kind = 'student' AND t.key = s.outside_id AND NOT t.wrong
    WHERE s.organization_id = %(organization)s AND s.outside_id <> '' AND {LASTS.format("s")} AND (
        t.ends < %(today)s
        OR EXISTS (SELECT 1 FROM sync_told g WHERE g.kind = 'gone' AND g.other = 'student' AND g.key = s.outside_id
            AND t.id IS NULL)
        OR (%(full)s AND NOT EXISTS (SELECT 1 FROM sync_told o WHERE o.kind = 'student' AND o.key = s.outside_id)
            AND EXISTS (SELECT 1 FROM accounts_outsideidentity i
                WHERE i.system = 'contingent' AND i.user_id = s.user_id)))
"""  # noqa: S608
STUDIES = """
    SELECT t.id AS record, t.key, t.person, t.who, p.user_id, t.group_key, t.starts, t.title AS form, t.note AS "order",
        t.ends IS NULL OR t.ends >= %(today)s AS live, s.id AS student_id, s.ends AS was_ends, s.form AS was_form,
        false AS is_new, false AS adopted,
        CASE WHEN t.group_key <> '' THEN coalesce(g.group_id, n.group_id) END AS group_id
    FROM sync_told t JOIN sync_person p ON p.person = t.person AND NOT p.held
    LEFT JOIN contingent_student s ON s.organization_id = %(organization)s
            AND s.outside_id = t.key AND s.outside_id <> ''
    LEFT JOIN sync_group g ON g.key = t.group_key
    LEFT JOIN contingent_outsidegroup n ON n.source_id = %(source)s AND n.key = t.group_key
    WHERE t.kind = 'student' AND NOT t.wrong
"""


def _set_aside_second(work: Work) -> None:
    """One study of a person in an organisation at a time: the database holds one row for any day."""
    live = "kind = 'student' AND NOT wrong AND (ends IS NULL OR ends >= %(today)s)"
    if work.told["second"]:
        set_aside(
            work,
            "second_study",
            "key",
            f"""
        JOIN (SELECT person, min(key) AS first FROM sync_told WHERE {live} GROUP BY person HAVING count(*) > 1) d
            ON d.person = t.person AND t.key > d.first
        WHERE t.kind = 'student' AND NOT t.wrong AND (t.ends IS NULL OR t.ends >= %(today)s)
        """,  # noqa: S608
        )
    # By the person, whatever the planner thinks of an organisation that it has not seen yet (OFFSET 0).
    set_aside(
        work,
        "second_study",
        "key",
        f"""
        JOIN sync_person p ON p.person = t.person AND p.user_id IS NOT NULL
        JOIN LATERAL (SELECT * FROM contingent_student s WHERE s.user_id = p.user_id OFFSET 0) s
            ON s.organization_id = %(organization)s AND s.outside_id NOT IN ('', t.key)
        LEFT JOIN contingent_student own ON own.organization_id = %(organization)s
            AND own.outside_id = t.key AND own.outside_id <> ''
        WHERE t.kind = 'student' AND NOT t.wrong AND (t.ends IS NULL OR t.ends >= %(today)s)
            AND CASE WHEN own.id IS NULL
            THEN {LASTS.format("s")} AND s.id NOT IN (SELECT student_id FROM sync_leaver)
            ELSE own.ends < %(today)s AND (s.ends IS NULL OR s.ends >= own.starts) END
        """,  # noqa: S608
    )


def write_studies(work: Work) -> None:
    """Close, change, open again and make the studies, then the places in groups."""
    _close(work)
    if work.made["sync_study"]:
        ((is_back, is_changed, is_adopted, is_new),) = work.rows(TO_DO)
        if is_back or is_changed or is_adopted:
            _change(work)
        if is_new:
            _add(work)
        place_students(work)


def _close(work: Work) -> None:
    if not work.made["sync_leaver"]:
        return
    work.note(
        ChangeKind.LEFT, "student", "FROM sync_leaver ORDER BY who, student_id",
        object_id="student_id", person_id="user_id", group_id="group_id", who="who", field="'ends'",
        before="coalesce(was_ends::text, '')", after="ends::text",
    )  # fmt: skip
    work.do("UPDATE contingent_student s SET ends = t.ends FROM sync_leaver t WHERE t.student_id = s.id")
    work.make(
        "sync_closed",
        f"""
        SELECT m.id, t.user_id, m.group_id, t.who, m.ends AS was_ends, greatest(t.ends, m.starts - 1) AS ends
        FROM sync_leaver t JOIN contingent_membership m ON m.student_id = t.student_id AND {LASTS.format("m")}
        """,  # noqa: S608
    )
    close_places(work, "sync_closed")


def close_places(work: Work, closed: str) -> None:
    """End the memberships of the table `closed` with their history."""
    if not work.made[closed]:
        return
    work.note(
        ChangeKind.ENDED, "membership", f"FROM {closed} ORDER BY who, id",
        object_id="id", person_id="user_id", group_id="group_id", who="who", field="'ends'",
        before="coalesce(was_ends::text, '')", after="ends::text",
    )  # fmt: skip
    if work.do(f"UPDATE contingent_membership m SET ends = t.ends FROM {closed} t WHERE t.id = m.id"):  # noqa: S608
        work.history(Membership, "~", f"SELECT id FROM {closed}")  # noqa: S608


# Whether anybody is back, told with another form of study, or with a number for the first time; and whether any is new.
TO_DO = """
    SELECT bool_or(student_id IS NOT NULL AND live AND was_ends < %(today)s),
        bool_or(student_id IS NOT NULL AND live AND form <> was_form), bool_or(adopted AND live),
        bool_or(student_id IS NULL AND live)
    FROM sync_study
"""


def _change(work: Work) -> None:
    known = "FROM sync_study WHERE student_id IS NOT NULL AND live"
    told = {"object_id": "student_id", "person_id": "user_id", "group_id": "group_id", "who": "who"}
    work.note(
        ChangeKind.RETURNED, "student", f"{known} AND was_ends < %(today)s ORDER BY who", **told,
        field="'ends'", before="was_ends::text",
    )  # fmt: skip
    work.note(
        ChangeKind.CHANGED, "student", f"{known} AND form <> was_form ORDER BY who", **told,
        field="'form'", before="was_form", after="form",
    )  # fmt: skip
    work.note(
        ChangeKind.TIED, "student", f"{known} AND adopted ORDER BY who", **told, field="'outside_id'", after="key"
    )
    work.do("""
        UPDATE contingent_student s SET form = t.form, outside_id = t.key,
            ends = CASE WHEN s.ends < %(today)s THEN NULL ELSE s.ends END
        FROM sync_study t WHERE t.student_id = s.id AND t.live
            AND (t.adopted OR t.form <> s.form OR s.ends < %(today)s)
    """)


def _add(work: Work) -> None:
    work.do("""
        UPDATE sync_study t SET user_id = p.user_id, is_new = t.student_id IS NULL AND t.live,
            student_id = CASE WHEN t.student_id IS NULL AND t.live THEN nextval('contingent_student_id_seq')
                ELSE t.student_id END
        FROM sync_person p WHERE p.person = t.person AND (t.user_id IS NULL OR (t.student_id IS NULL AND t.live))
    """)
    work.insert(
        Student,
        {
            "id": "t.student_id",
            "organization_id": "%(organization)s",
            "user_id": "t.user_id",
            "outside_id": "t.key",
            "form": "t.form",
            "starts": """greatest(coalesce(t.starts, %(today)s), (SELECT max(s.ends) + 1 FROM contingent_student s
                WHERE s.organization_id = %(organization)s AND s.user_id = t.user_id AND s.ends >= s.starts))""",
            "ends": "NULL",
        },
        "FROM sync_study t WHERE t.is_new ORDER BY t.student_id",
    )
    work.note(
        ChangeKind.ADDED, "student",
        "FROM sync_study t JOIN sync_person p ON p.person = t.person WHERE t.is_new ORDER BY t.who",
        object_id="t.student_id", person_id="t.user_id", group_id="t.group_id", new_person="p.is_new", who="t.who",
    )  # fmt: skip


def place_students(work: Work) -> None:
    """Put every student into the home group told: the old place is closed the day before the new one."""
    work.make(
        "sync_place",
        f"""
        SELECT t.student_id, t.user_id, t.who, t.group_id, t."order", t.is_new, m.id AS old, m.group_id AS old_group,
            CASE WHEN t.group_id IS NOT NULL THEN nextval('contingent_membership_id_seq') END AS made,
            m.starts AS old_starts, m.ends AS old_ends,
            CASE WHEN m.id IS NULL THEN
                CASE WHEN t.starts > past.ends OR past.ends IS NULL THEN coalesce(t.starts, %(today)s)
                    ELSE greatest(%(today)s, past.ends + 1) END
            WHEN t.starts > m.starts THEN t.starts
            ELSE greatest(%(today)s, m.starts) END AS starts
        FROM sync_study t
        LEFT JOIN LATERAL (SELECT * FROM contingent_membership m WHERE m.student_id = t.student_id
            AND m.group_kind = 'home' AND {LASTS.format("m")} ORDER BY m.starts DESC LIMIT 1) m ON NOT t.is_new
        LEFT JOIN LATERAL (SELECT max(m.ends) AS ends FROM contingent_membership m WHERE m.student_id = t.student_id
            AND m.group_kind = 'home' AND m.ends >= m.starts) past ON NOT t.is_new
        WHERE t.live AND t.group_id IS DISTINCT FROM m.group_id
        """,  # noqa: S608
    )
    if not work.made["sync_place"]:
        return
    work.make("sync_moved", CLOSED)
    close_places(work, "sync_moved")
    work.insert(
        Membership,
        {
            "id": "made",
            "student_id": "student_id",
            "group_id": "group_id",
            "group_kind": f"'{GroupKind.HOME.value}'",
            "order": 'left("order", 120)',
            "starts": "starts",
            "ends": "NULL",
        },
        "FROM sync_place WHERE made IS NOT NULL ORDER BY made",
    )
    work.history(Membership, "+", "SELECT made FROM sync_place")
    work.note(
        ChangeKind.MOVED, "membership",
        """FROM sync_place t LEFT JOIN contingent_studygroup a ON a.id = t.old_group
            LEFT JOIN contingent_studygroup b ON b.id = t.group_id
            WHERE NOT t.is_new AND t.made IS NOT NULL ORDER BY t.who""",
        object_id="t.made", person_id="t.user_id", group_id="t.group_id", who="t.who", field="'group'",
        before="coalesce(a.name, '')", after="b.name",
    )  # fmt: skip


# The place that is left, and those in subgroups and streams drawn from it and not from the new group.
CLOSED = f"""
    SELECT t.old AS id, t.user_id, t.old_group AS group_id, t.who, t.old_ends AS was_ends,
        greatest(CASE WHEN t.group_id IS NULL THEN %(today)s ELSE t.starts END, t.old_starts) - 1 AS ends
    FROM sync_place t WHERE t.old IS NOT NULL
    UNION ALL
    SELECT m.id, t.user_id, m.group_id, t.who, m.ends,
        greatest(CASE WHEN t.group_id IS NULL THEN %(today)s ELSE t.starts END, m.starts) - 1
    FROM sync_place t JOIN contingent_membership m ON m.student_id = t.student_id AND m.group_kind <> 'home'
        AND {LASTS.format("m")}
    WHERE t.old IS NOT NULL AND EXISTS (
        SELECT 1 FROM contingent_studygroup_sources d WHERE d.from_studygroup_id = m.group_id
            AND d.to_studygroup_id = t.old_group
    ) AND NOT EXISTS (
        SELECT 1 FROM contingent_studygroup_sources d WHERE d.from_studygroup_id = m.group_id
            AND d.to_studygroup_id = t.group_id)
"""  # noqa: S608
