"""Who represents whom, as the contingent tells it (R12, R22); trusted persons are the parents' to admit."""

from contingent.enums import ChangeKind
from contingent.models import Representative
from contingent.services.sync.staging import closes
from contingent.services.sync.studies import LASTS
from contingent.services.sync.work import FULL_NAME, Work


def match_ties(work: Work) -> None:
    """Make `sync_tie`: the ties told of whose student and representative can be had."""
    if work.make("sync_tie", TIES, when=bool(work.told["tie"])):
        _find_present(work)
    work.make("sync_tie_gone", GONE, when=closes(work))


# A tie lasts no longer than the study it belongs to: whoever comes back is tied anew when the tie is told again.
TIES = """
    SELECT t.key, t.person, t.title AS kind, t.starts, t.ends,
        (t.ends IS NULL OR t.ends >= %(today)s) AND l.student_id IS NULL
            AND coalesce(y.live, s.ends IS NULL OR s.ends >= %(today)s) AS live,
        coalesce(y.student_id, s.id) AS student_id, y.key AS study, coalesce(y.group_id, NULL) AS group_id,
        coalesce(p.user_id, i.user_id) AS user_id, NULL::bigint AS current, ''::text AS was_kind,
        NULL::date AS was_ends, NULL::bigint AS made
    FROM sync_told t
    LEFT JOIN sync_study y ON y.key = t.other
    LEFT JOIN contingent_student s ON s.organization_id = %(organization)s
        AND s.outside_id = t.other AND s.outside_id <> ''
    LEFT JOIN sync_leaver l ON l.student_id = s.id
    LEFT JOIN sync_person p ON p.person = t.person
    LEFT JOIN accounts_outsideidentity i ON i.system = %(system)s AND i.key = t.person
    WHERE t.kind = 'tie' AND NOT t.wrong AND (y.key IS NOT NULL OR s.id IS NOT NULL)
        AND (i.id IS NOT NULL OR (p.person IS NOT NULL AND NOT p.held))
    """


def _find_present(work: Work) -> None:
    if work.told["ended"]:
        work.do("DELETE FROM sync_tie t USING sync_study y WHERE y.key = t.study AND NOT y.live AND t.user_id IS NULL")
    work.do(f"""
        UPDATE sync_tie t SET current = r.id, was_kind = r.kind, was_ends = r.ends FROM contingent_representative r
        WHERE r.student_id = t.student_id AND r.user_id = t.user_id AND {LASTS.format("r")}
    """)  # noqa: S608


def write_ties(work: Work) -> None:
    """End, change and make ties, after people and studies are there."""
    if work.made["sync_tie_gone"]:
        _end(work)
    if not work.made["sync_tie"]:
        return
    work.do("""
        UPDATE sync_tie t SET user_id = coalesce(t.user_id, p.user_id),
            student_id = coalesce(y.student_id, t.student_id),
            made = CASE WHEN t.current IS NULL AND t.live THEN nextval('contingent_representative_id_seq') END
        FROM sync_tie o LEFT JOIN sync_person p ON p.person = o.person LEFT JOIN sync_study y ON y.key = o.study
        WHERE o.ctid = t.ctid
    """)
    work.do("DELETE FROM sync_tie WHERE user_id IS NULL OR student_id IS NULL")
    work.do("""
        DELETE FROM sync_tie t USING sync_tie o
        WHERE o.student_id = t.student_id AND o.user_id = t.user_id AND o.key < t.key
    """)
    _change(work)
    _add(work)


def _end(work: Work) -> None:
    """End the ties told as ended, told as gone, no longer told of a student who is told, or of a study that ends."""
    work.note(
        ChangeKind.UNTIED, "representative", "FROM sync_tie_gone ORDER BY who, id",
        object_id="id", person_id="user_id", who="who", field="'ends'",
        before="coalesce(was_ends::text, '')", after="ends::text",
    )  # fmt: skip
    work.do("UPDATE contingent_representative r SET ends = t.ends FROM sync_tie_gone t WHERE t.id = r.id")


def _change(work: Work) -> None:
    changed = (
        "FROM sync_tie t JOIN accounts_user u ON u.id = t.user_id"
        " WHERE t.current IS NOT NULL AND t.live AND t.kind <> t.was_kind"
    )
    work.note(
        ChangeKind.CHANGED, "representative", changed,
        object_id="t.current", person_id="t.user_id", group_id="t.group_id", who=FULL_NAME.format("u"), field="'kind'",
        before="t.was_kind", after="t.kind",
    )  # fmt: skip
    work.do("""
        UPDATE contingent_representative r SET kind = t.kind FROM sync_tie t
        WHERE t.current = r.id AND t.live AND t.kind <> r.kind
    """)


def _add(work: Work) -> None:
    work.insert(
        Representative,
        {
            "id": "t.made",
            "student_id": "t.student_id",
            "user_id": "t.user_id",
            "kind": "t.kind",
            "starts": """CASE WHEN past.ends IS NULL OR t.starts > past.ends THEN coalesce(t.starts, %(today)s)
                ELSE greatest(%(today)s, past.ends + 1) END""",
            "ends": "NULL",
        },
        """FROM sync_tie t LEFT JOIN LATERAL (SELECT max(r.ends) AS ends FROM contingent_representative r
            WHERE r.student_id = t.student_id AND r.user_id = t.user_id AND r.ends >= r.starts) past ON true
            WHERE t.made IS NOT NULL ORDER BY t.made""",
    )
    work.note(
        ChangeKind.ADDED, "representative",
        """FROM sync_tie t JOIN accounts_user u ON u.id = t.user_id LEFT JOIN sync_person p ON p.user_id = t.user_id
            WHERE t.made IS NOT NULL ORDER BY t.made""",
        object_id="t.made", person_id="t.user_id", group_id="t.group_id", new_person="coalesce(p.is_new, false)",
        who=FULL_NAME.format("u"),
    )  # fmt: skip


GONE = f"""
    SELECT r.id, r.user_id, r.ends AS was_ends, {FULL_NAME.format("u")} AS who,
        l.student_id IS NOT NULL AS with_study, greatest(coalesce(least(t.ends, l.ends,
            CASE WHEN s.ends < %(today)s THEN s.ends END), %(today)s::date - 1), r.starts - 1) AS ends
    FROM contingent_student s JOIN contingent_representative r ON r.student_id = s.id AND {LASTS.format("r")}
    JOIN accounts_user u ON u.id = r.user_id
    LEFT JOIN sync_tie t ON t.current = r.id
    LEFT JOIN sync_leaver l ON l.student_id = s.id
    WHERE s.organization_id = %(organization)s AND s.outside_id <> '' AND (
        (t.current IS NOT NULL AND NOT t.live)
        OR (t.current IS NULL AND r.kind <> 'trusted' AND EXISTS (
            SELECT 1 FROM accounts_outsideidentity i JOIN sync_told g ON g.kind = 'gone' AND (
                (g.other = 'tie' AND g.key = s.outside_id || '/' || i.key)
                OR (g.other = 'representative' AND g.key = i.key))
            WHERE i.system = 'contingent' AND i.user_id = r.user_id))
        OR (t.current IS NULL AND l.student_id IS NOT NULL AND r.kind <> 'trusted' AND EXISTS (
            SELECT 1 FROM accounts_outsideidentity i WHERE i.system = 'contingent' AND i.user_id = r.user_id))
        OR (t.current IS NULL AND %(full)s AND r.kind <> 'trusted'
            AND EXISTS (SELECT 1 FROM sync_told o WHERE o.kind = 'student' AND o.key = s.outside_id AND NOT o.wrong)
            AND EXISTS (SELECT 1 FROM accounts_outsideidentity i
                WHERE i.system = 'contingent' AND i.user_id = r.user_id)
            AND NOT EXISTS (SELECT 1 FROM accounts_outsideidentity i JOIN sync_told o ON o.kind = 'tie'
                AND o.key = s.outside_id || '/' || i.key
                WHERE i.system = 'contingent' AND i.user_id = r.user_id))
    )
"""  # noqa: S608
