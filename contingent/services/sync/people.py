"""Whom the records tell of: matched by outside numbers, doubtful, or new (R22, X1, X2).

Nobody is matched by name. Who has no number here yet and is alike in name and birthday, or in
name and e-mail, waits for a person to decide.
"""

from secrets import token_hex
from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX

from accounts.enums import OutsideSystem
from accounts.models import OutsideIdentity, User
from contingent.enums import ChangeKind
from contingent.models import PersonChange
from contingent.services.sync.staging import NAME_KEY, set_aside
from contingent.services.sync.work import FULL_NAME, Work

# The letters of a login, as `people_import.logins` spells them.
PLAIN, LATIN = "абвгдезийклмнопрстуфыэё", "abvgdeziyklmnoprstufyee"
SPELT = {"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "yu", "я": "ya"}


def match_people(work: Work) -> None:
    """Make `sync_person`, one row for each person told of, with who they are here."""
    work.make(
        "sync_person",
        f"""
        SELECT DISTINCT ON (person) person, last_name, first_name, patronymic, email, phone, birth_date, t.id AS record,
            who, {NAME_KEY.format("t")} AS name_key, i.user_id, false AS is_new, false AS tied, false AS held,
            NULL::text AS login
        FROM sync_told t LEFT JOIN accounts_outsideidentity i ON i.system = %(system)s AND i.key = t.person
        WHERE kind IN ('student', 'representative', 'employee') AND NOT wrong
        ORDER BY person, kind DESC, t.key
        """,  # noqa: S608
        index="UNIQUE INDEX (person)",
        analyze="(person, user_id, is_new, held, tied)",
    )
    if not work.made["sync_person"]:
        return
    work.has_unknown = _has_unknown(work)
    if work.told["student"]:
        _match_studies(work)
    if work.has_unknown:
        find_doubts(work)


def _has_unknown(work: Work) -> bool:
    return bool(work.rows("SELECT 1 FROM sync_person WHERE user_id IS NULL LIMIT 1"))


def _match_studies(work: Work) -> None:
    """Know people by the number of their study; what contradicts the number of the person is set aside."""
    set_aside(
        work,
        "study_of_another",
        "key",
        """
        JOIN contingent_student s ON s.organization_id = %(organization)s
            AND s.outside_id = t.key AND s.outside_id <> ''
        JOIN sync_person p ON p.person = t.person
        WHERE t.kind = 'student' AND (
            (p.user_id IS NOT NULL AND s.user_id <> p.user_id)
            OR (p.user_id IS NULL AND EXISTS (
                SELECT 1 FROM accounts_outsideidentity i WHERE i.system = %(system)s AND i.user_id = s.user_id))
        )
        """,
    )
    if not work.has_unknown:
        return
    work.tied = work.do(f"""
        UPDATE sync_person p SET user_id = s.user_id, tied = true
        FROM sync_told t JOIN contingent_student s
            ON s.organization_id = %(organization)s
            AND s.outside_id = t.key AND s.outside_id <> ''
            JOIN accounts_user u ON u.id = s.user_id
        WHERE t.kind = 'student' AND NOT t.wrong AND t.person = p.person AND p.user_id IS NULL
            AND ({NAME_KEY.format("u")} = p.name_key OR u.birth_date = p.birth_date)
    """)  # noqa: S608
    work.has_unknown = _has_unknown(work)


def find_doubts(work: Work) -> None:
    """Hold back who may be someone known here without a number; the pair waits for a decision.

    Only people of this organisation are looked through: another's are not ours to show (R5).
    """
    work.make(
        "sync_here",
        f"""
        SELECT u.id, {NAME_KEY.format("u")} AS name_key, u.birth_date, lower(u.email) AS email, lower(u.patronymic) AS p
        FROM accounts_user u WHERE u.id IN (
            SELECT user_id FROM contingent_student WHERE organization_id = %(organization)s
            UNION SELECT r.user_id FROM contingent_representative r JOIN contingent_student s ON s.id = r.student_id
                WHERE s.organization_id = %(organization)s
            UNION SELECT user_id FROM contingent_employee WHERE organization_id = %(organization)s
            UNION SELECT user_id FROM accounts_appointment WHERE organization_id = %(organization)s
        ) AND NOT EXISTS (
            SELECT 1 FROM accounts_outsideidentity i WHERE i.system = %(system)s AND i.user_id = u.id)
        """,  # noqa: S608
    )
    work.do("""
        INSERT INTO contingent_doubtfulpair (source_id, key, user_id, told, alike, found_at, state)
        SELECT DISTINCT ON (p.person, h.id) %(source)s, p.person, h.id, jsonb_build_object(
                'last_name', p.last_name, 'first_name', p.first_name, 'patronymic', p.patronymic, 'email', p.email,
                'phone', p.phone, 'birth_date', coalesce(p.birth_date::text, '')),
            to_jsonb(array_remove(ARRAY[
                CASE WHEN h.birth_date = p.birth_date THEN 'birth_date' END,
                CASE WHEN h.email = p.email THEN 'email' END,
                CASE WHEN s.id IS NOT NULL THEN 'outside_id' END], NULL)),
            %(now)s, 'open'
        FROM sync_person p
        LEFT JOIN sync_told t ON t.person = p.person AND t.kind = 'student' AND NOT t.wrong
        LEFT JOIN contingent_student s ON s.organization_id = %(organization)s
            AND s.outside_id = t.key AND s.outside_id <> ''
        JOIN sync_here h ON h.id = s.user_id
            OR (h.name_key = p.name_key AND (h.birth_date = p.birth_date OR h.email = p.email)
                AND (h.p = '' OR p.patronymic = '' OR h.p = lower(p.patronymic)))
        WHERE p.user_id IS NULL
        ON CONFLICT (source_id, key, user_id) DO UPDATE SET told = excluded.told, alike = excluded.alike
            WHERE contingent_doubtfulpair.state = 'open'
    """)
    work.held = work.do("""
        UPDATE sync_person p SET held = true FROM contingent_doubtfulpair d JOIN sync_here h ON h.id = d.user_id
        WHERE d.source_id = %(source)s AND d.key = p.person AND d.state = 'open' AND p.user_id IS NULL
    """)


def make_people(work: Work, needed: str) -> None:
    """Make the new people whom the query `needed` names by number; give known ones their numbers (R26).

    They have logins, and no way to sign in until one is given to them.
    """
    if (work.has_unknown and _number_people(work, needed)) or work.tied:
        _write_people(work)


def _number_people(work: Work, needed: str) -> int:
    """Give the new people numbers and logins: the surname in Latin letters with the number, never one that is taken."""
    spelt = "translate(lower(last_name), %(plain)s, %(latin)s)"
    for number in range(len(SPELT)):
        spelt = f"replace({spelt}, %(from{number})s, %(to{number})s)"
    letters: dict[str, Any] = {f"from{n}": sign for n, sign in enumerate(SPELT)} | {
        f"to{n}": to for n, to in enumerate(SPELT.values())
    }
    made = work.do(
        f"""
        UPDATE sync_person p SET is_new = true, user_id = n.id,
            login = coalesce(nullif(left(regexp_replace({spelt}, '[^a-z0-9]', '', 'g'), 40), ''), 'user') || n.id
        FROM (SELECT person, nextval('accounts_user_id_seq') AS id FROM sync_person
            WHERE user_id IS NULL AND NOT held AND person IN ({needed})) n
        WHERE n.person = p.person
        """,  # noqa: S608
        plain=PLAIN,
        latin=LATIN,
        **letters,
    )
    while made and work.do("""
        UPDATE sync_person p SET login = login || 'x' WHERE is_new AND EXISTS (
            SELECT 1 FROM accounts_user u WHERE u.username = p.login)
    """):
        pass
    return made


def _write_people(work: Work) -> None:
    work.insert(
        User,
        {
            "id": "user_id",
            "username": "login",
            "password": "%(unusable)s || encode(sha224(convert_to(%(secret)s || user_id, 'UTF8')), 'hex')",
            **{name: name for name in ("last_name", "first_name", "patronymic", "email", "phone", "birth_date")},
        },
        "FROM sync_person WHERE is_new ORDER BY user_id",
        unusable=UNUSABLE_PASSWORD_PREFIX,
        secret=token_hex(28),
    )
    work.insert(
        OutsideIdentity,
        {"system": "%(system)s", "key": "person", "user_id": "user_id"},
        "FROM sync_person WHERE is_new OR (tied AND NOT held)",
    )
    work.note(
        ChangeKind.TIED, "user", "FROM sync_person WHERE tied AND NOT held",
        object_id="user_id", person_id="user_id", who="who", after="person",
    )  # fmt: skip


def change_people(work: Work) -> None:
    """Bring the names, birthdays and contacts of known people up to date, field by field.

    Of a person whom several sources know, one of them decides: the staff source of where they work,
    else the contingent of where they study, else of where the child is; the latest begun. What
    another says is only reported, so that nothing changes back and forth every night.
    """
    work.make(
        "sync_field",
        f"""
        SELECT p.user_id, {FULL_NAME.format("u")} AS who, f.field, f.before, f.after,
            u.is_staff OR u.is_superuser OR u.anonymised_at IS NOT NULL AS kept
        FROM (SELECT DISTINCT ON (user_id) * FROM sync_person WHERE user_id IS NOT NULL AND NOT is_new AND NOT held
            ORDER BY user_id, person) p
        JOIN accounts_user u ON u.id = p.user_id
        CROSS JOIN LATERAL (VALUES
            ('last_name', u.last_name, p.last_name), ('first_name', u.first_name, p.first_name),
            ('patronymic', u.patronymic, coalesce(nullif(p.patronymic, ''), u.patronymic)),
            ('email', u.email, CASE WHEN lower(u.email) = lower(p.email) THEN u.email ELSE p.email END),
            ('phone', u.phone, p.phone),
            ('birth_date', coalesce(u.birth_date::text, ''), coalesce(p.birth_date, u.birth_date)::text)
        ) f(field, before, after)
        WHERE (u.last_name, u.first_name, u.phone, lower(u.email))
                <> (p.last_name, p.first_name, p.phone, lower(p.email))
            OR (p.patronymic <> '' AND p.patronymic <> u.patronymic)
            OR (p.birth_date IS NOT NULL AND p.birth_date IS DISTINCT FROM u.birth_date)
        """,  # noqa: S608
        when=bool(work.made["sync_person"]),
    )
    if not work.made["sync_field"]:
        return
    work.do("DELETE FROM sync_field WHERE before IS NOT DISTINCT FROM after OR after IS NULL")
    staff = work.run.source.system == OutsideSystem.STAFF
    work.do(KEPT_STAFF if staff else KEPT_CONTINGENT)
    for kind, kept in ((ChangeKind.CHANGED, "false"), (ChangeKind.CONFLICT, "true")):
        work.note(
            kind, "user", f"FROM sync_field WHERE kept = {kept} ORDER BY who, user_id",
            object_id="user_id", person_id="user_id", who="who", field="field", before="before", after="after",
        )  # fmt: skip
    work.do("""
        UPDATE accounts_user u SET last_name = coalesce(f.last_name, u.last_name),
            first_name = coalesce(f.first_name, u.first_name), patronymic = coalesce(f.patronymic, u.patronymic),
            email = coalesce(f.email, u.email), phone = coalesce(f.phone, u.phone),
            birth_date = coalesce(f.birth_date, u.birth_date)
        FROM (
            SELECT user_id, max(after) FILTER (WHERE field = 'last_name') AS last_name,
                max(after) FILTER (WHERE field = 'first_name') AS first_name,
                max(after) FILTER (WHERE field = 'patronymic') AS patronymic,
                max(after) FILTER (WHERE field = 'email') AS email, max(after) FILTER (WHERE field = 'phone') AS phone,
                max(after) FILTER (WHERE field = 'birth_date')::date AS birth_date
            FROM sync_field WHERE NOT kept GROUP BY user_id
        ) f WHERE u.id = f.user_id
    """)
    work.insert(
        PersonChange,
        {
            "person_id": "user_id", "field": "field", "before": "before", "after": "after", "at": "%(now)s",
            "by_id": "%(user)s::bigint", "reason": "left(%(reason)s, 120)",
        },
        "FROM sync_field WHERE NOT kept ORDER BY user_id, field",
    )  # fmt: skip


LASTING = "({0}.ends IS NULL OR {0}.ends >= %(today)s) AND {0}.ends IS DISTINCT FROM {0}.starts - 1"
# Where the person works now, of places with a source; the latest begun decides.
KEPT_STAFF = f"""
    UPDATE sync_field f SET kept = true WHERE NOT kept AND %(organization)s <> (
        SELECT e.organization_id FROM contingent_employee e JOIN contingent_syncsource c
            ON c.organization_id = e.organization_id AND c.system = 'staff'
        WHERE e.user_id = f.user_id AND {LASTING.format("e")} ORDER BY e.starts DESC, e.id DESC LIMIT 1)
"""  # noqa: S608
# Staff and whoever holds an appointment are told by the staff source alone: by changing an e-mail
# one could take over their sign-in.
KEPT_CONTINGENT = f"""
    UPDATE sync_field f SET kept = true WHERE NOT kept AND (
        EXISTS (SELECT 1 FROM contingent_employee e WHERE e.user_id = f.user_id AND {LASTING.format("e")})
        OR EXISTS (SELECT 1 FROM accounts_appointment a WHERE a.user_id = f.user_id AND {LASTING.format("a")})
        OR %(organization)s <> coalesce((
            SELECT s.organization_id FROM contingent_student s JOIN contingent_syncsource c
                ON c.organization_id = s.organization_id AND c.system = 'contingent'
            WHERE s.user_id = f.user_id AND {LASTING.format("s")} ORDER BY s.starts DESC, s.id DESC LIMIT 1
        ), (
            SELECT s.organization_id FROM contingent_representative r
            JOIN contingent_student s ON s.id = r.student_id JOIN contingent_syncsource c
                ON c.organization_id = s.organization_id AND c.system = 'contingent'
            WHERE r.user_id = f.user_id AND {LASTING.format("r")} AND {LASTING.format("s")}
            ORDER BY r.starts DESC, r.id DESC LIMIT 1
        ), %(organization)s))
"""  # noqa: S608
