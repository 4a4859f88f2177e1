"""The batch of a run as the comparison reads it: one row a record, the last one told of a key."""

from contingent.services.sync.work import FULL_NAME, Work

# What two spellings of one name share: ё as е, no capitals (as `common.sql.SortKey`).
NAME_KEY = "lower(translate({0}.last_name || ' ' || {0}.first_name, 'Ёё', 'Ее'))"


# How many records there are of each kind, of which some are wrong, some tell an end, some are a person's second study.
COUNTED = """
    SELECT CASE WHEN kind = 'gone' THEN 'gone ' || other ELSE kind END, count(*)::int FROM sync_told GROUP BY 1
    UNION ALL SELECT 'wrong', count(*)::int FROM sync_told WHERE wrong
    UNION ALL SELECT 'ended', count(*)::int FROM sync_told WHERE kind = 'gone' OR ends < %(today)s
    UNION ALL SELECT 'second', (count(*) - count(DISTINCT person))::int FROM sync_told WHERE kind = 'student'
"""


def stage(work: Work) -> None:
    """Make `sync_told` of the batch and `sync_problem` of what is wrong with its records.

    A page sent twice and a record told twice count once.
    """
    work.begin()
    work.make(
        "sync_told",
        f"""
        SELECT DISTINCT ON (kind, key)
            r.id, kind, key, person, last_name, first_name, patronymic, email, phone, birth_date,
            title, "group" AS group_key, note, other, level, starts, ends, problems <> '[]' AS wrong,
            CASE WHEN kind = 'group' THEN title ELSE {FULL_NAME.format("r")} END AS who
        FROM contingent_syncrecord r WHERE run_id = %(run)s ORDER BY kind, key, r.id DESC
        """,  # noqa: S608
        index="INDEX (kind, key)",
        analyze="(kind, key, person, group_key, other, wrong)",
    )
    work.told.update(dict(work.rows(COUNTED)))
    work.make(
        "sync_problem",
        """
        SELECT t.kind, t.key, t.who, t.group_key, r.problems AS reasons, r.id AS record
        FROM sync_told t JOIN contingent_syncrecord r USING (id) WHERE t.wrong
        """,
        when=bool(work.told["wrong"]),
    )
    work.aside = work.made["sync_problem"]


def set_aside(work: Work, code: str, field: str, rest: str) -> None:
    """Set aside the records that a query names by `t`, a row of `sync_told`."""
    work.aside += work.do(
        f"""
        WITH found AS (
            SELECT t.id FROM sync_told t {rest}
        ), wrong AS (
            UPDATE sync_told SET wrong = true WHERE id IN (SELECT id FROM found) AND NOT wrong
            RETURNING id, kind, key, who, group_key
        )
        INSERT INTO sync_problem (kind, key, who, group_key, reasons, record)
        SELECT kind, key, who, group_key, jsonb_build_array(jsonb_build_array(
            %(field)s::text, %(code)s::text, jsonb_build_object('value', left(CASE %(field)s::text
            WHEN 'group' THEN group_key WHEN 'name' THEN who ELSE '' END, 60)))), id
        FROM wrong
        """,  # noqa: S608
        code=code,
        field=field,
    )


def closes(work: Work) -> bool:
    """Whether the batch can end anything: with a few changes among which nobody ends, nothing is looked through."""
    return work.run.full or bool(work.told["ended"])
