"""The courses of a year formed for 45 groups and the grid of the load of 60 × 700, beside bare baselines (R45, R46).

`python -m benchmarks --preparation`; everything happens in one transaction that is taken back.
"""

import json
import sys
import time
from collections.abc import Callable
from typing import Any

import django

django.setup()

from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.audit import Trace  # noqa: E402
from accounts.enums import Role  # noqa: E402
from accounts.models import Appointment  # noqa: E402
from curriculum.models import AcademicYear, Course  # noqa: E402
from curriculum.queries.forming import read_forming  # noqa: E402
from curriculum.queries.load_grid import read_grid  # noqa: E402
from curriculum.services.courses.forming import form_courses  # noqa: E402
from curriculum.services.courses.made import undo_courses  # noqa: E402

RUNS = 5
BARE_GRID = """
    SELECT c.id, g.name, s.name, i.item_id, h.term_id, h.kind, h.hours, l.employee_id, l.kind, l.term, l.hours
    FROM curriculum_course c JOIN contingent_studygroup g ON g.id = c.study_group_id
    JOIN curriculum_subject s ON s.id = c.subject_id
    LEFT JOIN curriculum_courseitem i ON i.course_id = c.id
    LEFT JOIN curriculum_curriculumhours h ON h.item_id = i.item_id
    LEFT JOIN curriculum_teachingload l ON l.course_id = c.id AND l.kind = h.kind
    WHERE c.academic_year_id = %s
"""


def main(runs: int) -> None:
    """Measure, print what was measured as JSON and leave the database as it was."""
    with transaction.atomic():
        actor = Appointment.objects.filter(role=Role.DIRECTOR).order_by("pk")[0]
        trace = Trace(actor.user, timezone.now())
        year = AcademicYear.objects.select_related("organization").get(organization=actor.organization)
        place, today = year.organization, trace.now.date()
        courses = Course.objects.filter(academic_year=year).count()
        grid = timed(lambda: read_grid(place, year, today), runs)
        bare = timed(lambda: rows(BARE_GRID, year.pk), runs)
        size = len(json.dumps(read_grid(place, year, today), ensure_ascii=False, default=str).encode())
        fresh = fresh_year(year)
        forming, undoing, formed = [], [], 0
        for _turn in range(runs):
            started = time.perf_counter()
            action = form_courses(year=fresh, trace=trace)
            forming.append(time.perf_counter() - started)
            if action is None:
                raise SystemExit("nothing was formed")
            formed = len(action.made["courses"])
            started = time.perf_counter()
            undo_courses(action=action, trace=trace)
            undoing.append(time.perf_counter() - started)
        result = {
            "groups": len(read_forming(place, fresh)), "formed": formed,
            "forming, s": round(sorted(forming)[runs // 2], 3),
            "the same rows by bare INSERT … SELECT, s": timed(lambda: copied(year.pk), runs),
            "undoing, s": round(sorted(undoing)[runs // 2], 3),
            "preview, s": timed(lambda: read_forming(place, fresh), runs),
            "courses of the grid": courses, "grid, s": grid, "bare join of the same, s": bare, "grid, bytes": size,
        }  # fmt: skip
        transaction.set_rollback(True)
    sys.stdout.write(json.dumps(result, ensure_ascii=False, indent=1) + "\n")


def fresh_year(like: AcademicYear) -> AcademicYear:
    """Make a year without courses; curricula and groups are those of now."""
    made = AcademicYear.objects.create(
        organization=like.organization, name="bench", starts=like.starts.replace(year=like.starts.year + 1),
        ends=like.ends.replace(year=like.ends.year + 1),
    )  # fmt: skip
    return AcademicYear.objects.select_related("organization").get(pk=made.pk)


def copied(year: int) -> None:
    """Write as many courses and ties in two statements into tables without keys."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE bare_course AS SELECT * FROM curriculum_course WHERE academic_year_id = %s",
                       [year])  # fmt: skip
        cursor.execute(
            "CREATE TEMP TABLE bare_item AS SELECT i.* FROM curriculum_courseitem i "
            "JOIN bare_course c ON c.id = i.course_id"
        )
        cursor.execute("DROP TABLE bare_item, bare_course")


def rows(statement: str, *values: Any) -> list[Any]:
    """Return what a statement returns."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def timed(work: Callable[[], object], runs: int) -> float:
    """Return the median of the runs in seconds."""
    times = []
    for _ in range(runs):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return round(sorted(times)[runs // 2], 3)


if __name__ == "__main__":
    main(1 if "quick" in sys.argv[1:] else RUNS)
