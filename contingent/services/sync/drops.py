"""Whether too much is gone at once to be believed without a person's word."""

from typing import Any

from accounts.enums import OutsideSystem
from contingent.services.sync.staff import closed_offices
from contingent.services.sync.studies import LASTS
from contingent.services.sync.work import Work

# One or two may always leave, of a group of four too.
FEW = 2


def sudden_drops(work: Work) -> list[dict[str, Any]]:
    """Return the groups and the whole of which more than the set share is gone, each {what, name, had, gone}.

    Ties that end with a study are asked about with it.
    """
    share = work.run.source.drop_share
    found = _staff(work) if work.run.source.system == OutsideSystem.STAFF else _students(work)
    asks = [
        {"what": what, "name": name, "had": had, "gone": gone}
        for what, name, had, gone in found
        if gone > FEW and gone * 100 > had * share
    ]
    if found and work.run.source.system == OutsideSystem.STAFF:
        asks += [{"what": "role", "name": role, "had": had, "gone": had} for role, had in closed_offices(work)]
    return asks


def _students(work: Work) -> list[tuple[Any, ...]]:
    if not work.made["sync_leaver"] and not work.made["sync_tie_gone"]:
        return []
    whole = work.rows(f"""
        SELECT 'organization', '', count(*), (SELECT count(*) FROM sync_leaver) FROM contingent_student s
        WHERE s.organization_id = %(organization)s AND {LASTS.format("s")}
    """)  # noqa: S608
    groups = work.rows(f"""
        SELECT 'group', g.name, count(DISTINCT m.student_id),
            count(DISTINCT m.student_id) FILTER (WHERE l.student_id IS NOT NULL)
        FROM contingent_membership m JOIN contingent_studygroup g ON g.id = m.group_id
        LEFT JOIN sync_leaver l ON l.student_id = m.student_id
        WHERE g.id IN (SELECT group_id FROM sync_leaver) AND {LASTS.format("m")} GROUP BY g.id ORDER BY g.sort_key
    """)  # noqa: S608
    ties = work.rows(f"""
        SELECT 'ties', '', count(*), (SELECT count(*) FROM sync_tie_gone WHERE NOT with_study)
        FROM contingent_representative r JOIN contingent_student s ON s.id = r.student_id
        WHERE s.organization_id = %(organization)s AND {LASTS.format("r")}
    """)  # noqa: S608
    return whole + groups + ties


def _staff(work: Work) -> list[tuple[Any, ...]]:
    if not work.made["sync_dismissed"]:
        return []
    return work.rows(f"""
        SELECT 'staff', '', count(*), (SELECT count(*) FROM sync_dismissed) FROM contingent_employee e
        WHERE e.organization_id = %(organization)s AND {LASTS.format("e")}
    """)  # noqa: S608
