"""What stays for a person to look at after a run: records set aside, pairs that are no longer doubtful (R22)."""

from contingent.services.sync.studies import LASTS
from contingent.services.sync.work import Work


def keep_set_aside(work: Work) -> None:
    """Keep what was set aside with its reasons and the group whose curator should know; forget what is mended."""
    if work.aside:
        _keep(work)
    work.do("""
        UPDATE contingent_setaside s SET mended_at = %(now)s, raw = '{}'
        WHERE s.source_id = %(source)s AND s.mended_at IS NULL
            AND NOT EXISTS (SELECT 1 FROM sync_problem p WHERE p.kind = s.kind AND p.key = s.key)
            AND (%(full)s OR EXISTS (SELECT 1 FROM sync_told t WHERE (t.kind = s.kind AND t.key = s.key)
                OR (t.kind = 'gone' AND t.other = s.kind AND t.key = s.key)))
    """)


def _keep(work: Work) -> None:
    work.do(f"""
        INSERT INTO contingent_setaside AS s (source_id, kind, key, group_id, who, reasons, raw, since)
        SELECT DISTINCT ON (p.kind, p.key) %(source)s, p.kind, p.key, coalesce(n.group_id, (
                SELECT m.group_id FROM contingent_student t JOIN contingent_membership m ON m.student_id = t.id
                    AND m.group_kind = 'home' AND {LASTS.format("m")}
                WHERE t.organization_id = %(organization)s AND t.outside_id IN (
                    SELECT p.key WHERE p.kind = 'student'
                    UNION SELECT o.other FROM sync_told o WHERE o.kind = 'tie'
                        AND (o.person = p.key AND p.kind = 'representative' OR o.key = p.key AND p.kind = 'tie')
                ) ORDER BY m.starts DESC LIMIT 1)),
            p.who, p.reasons, r.raw, %(now)s
        FROM sync_problem p JOIN contingent_syncrecord r ON r.id = p.record
        LEFT JOIN contingent_outsidegroup n ON n.source_id = %(source)s AND n.key = p.group_key AND p.kind = 'student'
        ON CONFLICT (source_id, kind, key) WHERE mended_at IS NULL DO UPDATE
            SET reasons = excluded.reasons, raw = excluded.raw, who = excluded.who, group_id = excluded.group_id
            WHERE (s.reasons, s.raw, s.group_id) IS DISTINCT FROM (excluded.reasons, excluded.raw, excluded.group_id)
    """)  # noqa: S608
    work.newly_aside = work.rows(
        "SELECT count(*) FROM contingent_setaside"
        " WHERE source_id = %(source)s AND mended_at IS NULL AND since = %(now)s"
    )[0][0]


def forget_decided_pairs(work: Work) -> None:
    """Delete open pairs that nothing is left to decide of: either of the two is known by a number now."""
    work.do("""
        DELETE FROM contingent_doubtfulpair d WHERE d.source_id = %(source)s AND d.state = 'open' AND (
            EXISTS (SELECT 1 FROM accounts_outsideidentity i WHERE i.system = %(system)s AND i.key = d.key)
            OR EXISTS (SELECT 1 FROM accounts_outsideidentity i WHERE i.system = %(system)s AND i.user_id = d.user_id)
            OR (%(full)s AND NOT EXISTS (SELECT 1 FROM sync_person p WHERE p.person = d.key AND p.held)))
    """)
