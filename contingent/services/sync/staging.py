"""The batch of a run as the comparison reads it: one row a record, the last one told of a key."""

from contingent.services.sync.work import FULL_NAME, Work

# What two spellings of one name share: ё as е, no capitals (as `common.sql.SortKey`).
NAME_KEY = "lower(translate({0}.last_name || ' ' || {0}.first_name, 'Ёё', 'Ее'))"


def stage(work: Work) -> None:
    """Make `sync_told` of the batch and `sync_problem` of what is wrong with its records.

    A page sent twice and a record told twice count once.
    """
    work.make(
        "sync_told",
        f"""
        SELECT DISTINCT ON (kind, key)
            r.id, kind, key, person, last_name, first_name, patronymic, email, phone, birth_date,
            title, "group" AS group_key, note, other, level, starts, ends, problems <> '[]' AS wrong,
            CASE WHEN kind = 'group' THEN title ELSE {FULL_NAME.format("r")} END AS who
        FROM contingent_syncrecord r WHERE run_id = %(run)s ORDER BY kind, key, r.id DESC
        """,  # noqa: S608
    )
    work.do("CREATE INDEX ON sync_told (kind, key)")
    work.make(
        "sync_problem",
        """
        SELECT t.kind, t.key, t.who, t.group_key, r.problems AS reasons, r.id AS record
        FROM sync_told t JOIN contingent_syncrecord r USING (id) WHERE t.wrong
        """,
    )


def set_aside(work: Work, code: str, field: str, rest: str) -> None:
    """Set aside the records that a query names by `t`, a row of `sync_told`."""
    work.do(
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
    if work.run.full:
        return True
    ended = "SELECT 1 FROM sync_told WHERE kind = 'gone' OR ends < %(today)s LIMIT 1"
    return bool(work.rows(ended))
