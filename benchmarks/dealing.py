"""Dealing the topics of 700 programmes out over 60,000 lessons, beside bare writes of the same rows (R69).

`python -m benchmarks --dealing`; everything happens in one transaction that is taken back.
"""

import json
import sys
import time
from collections.abc import Callable
from typing import Any

import django

django.setup()

from django.db import connection, transaction  # noqa: E402

from journal.services.dealing import deal_out  # noqa: E402

COURSES, LESSONS, TOPICS = 700, 60_000, 40
RUNS = 5
BARE = "CREATE TEMP TABLE {} (lesson_id bigint, topic_id bigint, position smallint, hours numeric(4, 1))"
COPIED = "COPY copied (lesson_id, topic_id, position, hours) FROM STDIN"


def main(runs: int) -> None:
    """Measure, print what was measured as JSON and leave the database as it was."""
    with transaction.atomic():
        courses = furnish()
        written = deal_out(courses=courses)
        rows = told("SELECT lesson_id, topic_id, position, hours FROM schedule_lessontopic WHERE lesson_id IN "
                    "(SELECT id FROM schedule_lesson WHERE course_id = ANY(%s))", courses)  # fmt: skip
        run(BARE.format("copied"))
        run(BARE.format("inserted"))
        run("CREATE TEMP TABLE ready AS SELECT * FROM schedule_lessontopic WHERE lesson_id IN "
            "(SELECT id FROM schedule_lesson WHERE course_id = ANY(%s))", courses)  # fmt: skip
        result = {
            "courses": len(courses), "lessons": LESSONS, "rows": written,
            "dealing, s": timed(lambda: deal_out(courses=courses), runs),
            "the same rows by bare COPY, s": timed(lambda: copied(rows), runs),
            "the same rows by bare INSERT, s": timed(
                lambda: run("INSERT INTO inserted SELECT lesson_id, topic_id, position, hours FROM ready"), runs
            ),
            "one course, s": timed(lambda: deal_out(courses=courses[:1]), runs),
        }  # fmt: skip
        transaction.set_rollback(True)
    sys.stdout.write(json.dumps(result, ensure_ascii=False, indent=1) + "\n")


def timed(work: Callable[[], object], runs: int) -> float:
    """Return the median of the runs in seconds."""
    times = []
    for _ in range(runs):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return round(sorted(times)[runs // 2], 3)


def furnish() -> list[int]:
    """Make courses with approved programmes and lessons; return the courses."""
    like = told("SELECT course_id, teacher_id FROM schedule_lesson ORDER BY id LIMIT 1")
    course, teacher = like[0]
    groups = told(
        "INSERT INTO contingent_studygroup (organization_id, name, kind, level, specialty, division) "
        "SELECT c.organization_id, 'bench ' || n, 'subgroup', 1, '', '' "
        "FROM curriculum_course c, generate_series(1, %s) n WHERE c.id = %s RETURNING id", COURSES, course
    )  # fmt: skip
    programs = told(
        "INSERT INTO curriculum_workprogram (organization_id, academic_year_id, subject_id, author_id, study_year, "
        "title, aims, state, version, reason, is_shared, decided_at, changed_at) "
        "SELECT organization_id, academic_year_id, subject_id, %s, 1, 'bench', '', 'approved', 1, '', false, now(), "
        "now() FROM curriculum_course, generate_series(1, %s) n WHERE id = %s RETURNING id", teacher, COURSES, course
    )  # fmt: skip
    run("INSERT INTO curriculum_topic (program_id, name, kind, hours, content, homework, position) "
        "SELECT p, 'Тема ' || n, 'theory', 1 + n %% 4, '', '', n FROM unnest(%s) p, generate_series(1, %s) n",
        [pk for (pk,) in programs], TOPICS)  # fmt: skip
    courses = told(
        "INSERT INTO curriculum_course (organization_id, academic_year_id, subject_id, study_group_id, period_kind, "
        "program_id) SELECT c.organization_id, c.academic_year_id, c.subject_id, g, c.period_kind, p "
        "FROM curriculum_course c, unnest(%s, %s) AS made (g, p) WHERE c.id = %s RETURNING id",
        [pk for (pk,) in groups], [pk for (pk,) in programs], course,
    )  # fmt: skip
    found = [pk for (pk,) in courses]
    run("INSERT INTO schedule_lesson (course_id, date, number, starts_at, ends_at, hours, teacher_id, format, status) "
        "SELECT c, date '2026-09-01' + n, 1, '08:30', '10:00', 2, %s, 'in_person', 'planned' "
        "FROM unnest(%s) c, generate_series(1, %s) n LIMIT %s",
        teacher, found, -(-LESSONS // COURSES), LESSONS)  # fmt: skip
    run("ANALYZE schedule_lesson, curriculum_topic, curriculum_course, curriculum_workprogram")
    return found


def copied(rows: list[tuple[object, ...]]) -> None:
    with connection.cursor() as cursor, cursor.copy(COPIED) as copy:
        for row in rows:
            copy.write_row(row)


def told(sql: str, *values: object) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values or None)  # type: ignore[arg-type]
        return list(cursor.fetchall())


def run(sql: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values or None)  # type: ignore[arg-type]


if __name__ == "__main__":
    main(1 if "quick" in sys.argv[1:] else RUNS)
