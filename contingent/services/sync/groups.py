"""Home groups as the contingent tells them: new, renamed, closed, opened again, with their curators."""

from contingent.enums import ChangeKind, GroupKind
from contingent.models import Curatorship, OutsideGroup, StudyGroup
from contingent.services.sync.staging import set_aside
from contingent.services.sync.work import FULL_NAME, Work

# What two spellings of one group share, as `people_import.names.group_key` has it.
GROUP_KEY = "regexp_replace(translate(upper({0}.{1}), 'ABCEHKMOPTXYЁ', 'АВСЕНКМОРТХУЕ'), '[^[:alnum:]]', '', 'g')"
FIELDS = ("name", "level", "specialty")


def match_groups(work: Work) -> None:
    """Make `sync_group`: the groups told of, by their numbers; an open group of the same name gets its number."""
    told = bool(work.told["group"])
    if told:
        _set_aside_taken(work)
    work.make("sync_group", GROUPS, when=told)
    if told:
        _find_known(work)


def _set_aside_taken(work: Work) -> None:
    set_aside(
        work,
        "group_name_taken",
        "name",
        """
        WHERE t.kind = 'group' AND NOT t.wrong AND (EXISTS (
            SELECT 1 FROM sync_told o WHERE o.kind = 'group' AND NOT o.wrong AND o.title = t.title AND o.key < t.key
        ) OR EXISTS (
            SELECT 1 FROM contingent_studygroup g LEFT JOIN contingent_outsidegroup n
                ON n.group_id = g.id AND n.source_id = %(source)s
            WHERE g.organization_id = %(organization)s AND g.closed_on IS NULL AND g.name = t.title
                AND (g.kind <> 'home' OR (n.key <> t.key AND NOT EXISTS (
                    SELECT 1 FROM sync_told o WHERE o.kind = 'group' AND o.key = n.key AND o.title <> t.title)
                AND (NOT %(full)s OR EXISTS (
                    SELECT 1 FROM sync_told o WHERE o.kind = 'group' AND o.key = n.key))))
        ))
        """,
    )


GROUPS = """
    SELECT t.key, t.title AS name, coalesce(t.level, 1) AS level, t.note AS specialty, t.other AS curator,
        n.group_id, n.curator AS curator_before, false AS is_new, n.id IS NULL AS untied
    FROM sync_told t LEFT JOIN contingent_outsidegroup n ON n.source_id = %(source)s AND n.key = t.key
    WHERE t.kind = 'group' AND NOT t.wrong
"""


def _find_known(work: Work) -> None:
    work.do(f"""
        UPDATE sync_group t SET group_id = g.id FROM contingent_studygroup g
        WHERE t.group_id IS NULL AND g.organization_id = %(organization)s AND g.closed_on IS NULL AND g.kind = 'home'
            AND {GROUP_KEY.format("g", "name")} = {GROUP_KEY.format("t", "name")}
            AND NOT EXISTS (SELECT 1 FROM contingent_outsidegroup n
                WHERE n.source_id = %(source)s AND n.group_id = g.id)
    """)  # noqa: S608
    work.do("""
        UPDATE sync_group SET is_new = true,
            group_id = nextval('contingent_studygroup_id_seq') WHERE group_id IS NULL
    """)


def write_groups(work: Work) -> None:
    """Close what is gone and empty, change, open again, make; numbers of groups are kept."""
    if not work.made["sync_group"]:
        return
    _change_groups(work)
    columns = {"id": "group_id", "organization_id": "%(organization)s", "kind": f"'{GroupKind.HOME.value}'"}
    work.insert(StudyGroup, columns | {name: name for name in FIELDS}, "FROM sync_group WHERE is_new ORDER BY group_id")
    work.note(
        ChangeKind.ADDED, "studygroup", "FROM sync_group WHERE is_new ORDER BY name",
        object_id="group_id", group_id="group_id", who="name",
    )  # fmt: skip
    work.note(
        ChangeKind.TIED, "studygroup", "FROM sync_group WHERE untied AND NOT is_new ORDER BY name",
        object_id="group_id", group_id="group_id", who="name", after="key",
    )  # fmt: skip
    work.insert(
        OutsideGroup,
        {"source_id": "%(source)s", "key": "key", "group_id": "group_id"},
        "FROM sync_group WHERE untied",
    )


def _change_groups(work: Work) -> None:
    work.make(
        "sync_group_field",
        """
        SELECT t.group_id, t.name AS who, f.field, f.before, f.after
        FROM sync_group t JOIN contingent_studygroup g ON g.id = t.group_id
        CROSS JOIN LATERAL (VALUES ('name', g.name, t.name), ('level', g.level::text, t.level::text),
            ('specialty', g.specialty, coalesce(nullif(t.specialty, ''), g.specialty)),
            ('closed_on', coalesce(g.closed_on::text, ''), '')) f(field, before, after)
        WHERE NOT t.is_new AND f.before <> f.after
        """,
    )
    if not work.made["sync_group_field"]:
        return
    for kind, condition in ((ChangeKind.CHANGED, "<>"), (ChangeKind.RETURNED, "=")):
        work.note(
            kind, "studygroup", f"FROM sync_group_field WHERE field {condition} 'closed_on' ORDER BY who",
            object_id="group_id", group_id="group_id", who="who", field="field", before="before", after="after",
        )  # fmt: skip
    # Names may go round in a circle: those that change step aside first.
    work.do("""
        UPDATE contingent_studygroup g SET name = '#' || g.id FROM sync_group_field f
        WHERE f.group_id = g.id AND f.field = 'name'
    """)
    work.do("""
        UPDATE contingent_studygroup g SET name = t.name, level = t.level, closed_on = NULL,
            specialty = coalesce(nullif(t.specialty, ''), g.specialty)
        FROM sync_group t WHERE t.group_id = g.id AND g.id IN (SELECT group_id FROM sync_group_field)
    """)


def close_groups(work: Work) -> None:
    """Close the groups that the source no longer tells of; one where somebody still studies stays, and is reported."""
    if not work.run.full and not work.told["gone group"]:
        return
    work.make(
        "sync_group_gone",
        """
        SELECT g.id, g.name, EXISTS (
            SELECT 1 FROM contingent_membership m WHERE m.group_id = g.id
                AND (m.ends IS NULL OR m.ends >= %(today)s)) AS used
        FROM contingent_outsidegroup n JOIN contingent_studygroup g ON g.id = n.group_id
        WHERE n.source_id = %(source)s AND g.closed_on IS NULL AND CASE WHEN %(full)s
            THEN NOT EXISTS (SELECT 1 FROM sync_told t WHERE t.kind = 'group' AND t.key = n.key)
            ELSE EXISTS (SELECT 1 FROM sync_told t WHERE t.kind = 'gone' AND t.other = 'group' AND t.key = n.key) END
        """,
    )
    if not work.made["sync_group_gone"]:
        return
    for kind, used in ((ChangeKind.GONE, "false"), (ChangeKind.CONFLICT, "true")):
        work.note(
            kind, "studygroup", f"FROM sync_group_gone WHERE used = {used} ORDER BY name",
            object_id="id", group_id="id", who="name", field="'closed_on'", after="%(today)s::date::text",
        )  # fmt: skip
    work.do("""
        UPDATE contingent_studygroup SET closed_on = %(today)s
        WHERE id IN (SELECT id FROM sync_group_gone WHERE NOT used)
    """)


def set_curators(work: Work) -> None:
    """Name the curators told of, once: whom the organisation names afterwards stays until the source tells anew."""
    if not work.made["sync_group"]:
        return
    work.make(
        "sync_curator",
        f"""
        SELECT t.key, t.group_id, t.name, t.curator AS told, e.id AS employee_id, c.id AS current,
            c.starts AS current_starts, c.ends AS current_ends, c.employee_id AS former, {FULL_NAME.format("u")} AS who,
            NULL::bigint AS made
        FROM sync_group t
        JOIN accounts_outsideidentity i ON i.system = 'staff' AND i.key = t.curator
        JOIN accounts_user u ON u.id = i.user_id
        JOIN contingent_employee e ON e.user_id = i.user_id AND e.organization_id = %(organization)s
            AND e.starts <= %(today)s AND (e.ends IS NULL OR e.ends >= %(today)s)
        LEFT JOIN LATERAL (SELECT * FROM contingent_curatorship c WHERE c.group_id = t.group_id
            AND (c.ends IS NULL OR c.ends >= %(today)s) AND c.ends IS DISTINCT FROM c.starts - 1
            ORDER BY c.starts DESC LIMIT 1) c ON true
        WHERE t.curator <> '' AND t.curator IS DISTINCT FROM t.curator_before
        """,  # noqa: S608
    )
    if not work.made["sync_curator"]:
        return
    work.do("""
        UPDATE contingent_outsidegroup n SET curator = t.told FROM sync_curator t
        WHERE n.source_id = %(source)s AND n.key = t.key
    """)
    work.do("DELETE FROM sync_curator WHERE former = employee_id OR current_starts > %(today)s")
    work.note(
        ChangeKind.CHANGED, "curatorship", "FROM sync_curator WHERE current IS NOT NULL",
        object_id="current", group_id="group_id", who="name", field="'ends'",
        before="coalesce(current_ends::text, '')", after="(%(today)s::date - 1)::text",
    )  # fmt: skip
    work.do("""
        UPDATE contingent_curatorship c SET ends = %(today)s::date - 1 FROM sync_curator t WHERE t.current = c.id
    """)
    work.history(Curatorship, "~", "SELECT current FROM sync_curator WHERE current IS NOT NULL")
    work.do("UPDATE sync_curator SET made = nextval('contingent_curatorship_id_seq')")
    work.insert(
        Curatorship,
        {"id": "made", "group_id": "group_id", "employee_id": "employee_id", "starts": "%(today)s", "ends": "NULL"},
        "FROM sync_curator",
    )
    work.history(Curatorship, "+", "SELECT made FROM sync_curator")
    work.note(
        ChangeKind.ADDED, "curatorship", "FROM sync_curator",
        object_id="made", group_id="group_id", who="name", field="'curator'", after="who",
    )  # fmt: skip
