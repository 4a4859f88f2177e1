"""All measurements against one database; the last line printed is their JSON."""

import json
import sys

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402

from benchmarks.browser import measure_browser  # noqa: E402
from benchmarks.fixtures import make_sample  # noqa: E402
from benchmarks.load import measure_load  # noqa: E402
from benchmarks.pages import measure_pages  # noqa: E402
from benchmarks.plans import check_plans  # noqa: E402
from benchmarks.saves import measure_saves  # noqa: E402
from benchmarks.server import running_server  # noqa: E402
from epos.warm import warm  # noqa: E402


def main(scale: str, flags: list[str]) -> None:
    """Measure; in a region the people are of an organisation in its midst."""
    quick = "quick" in flags
    end = middle_organization() if scale == "region" else ""
    sample = make_sample(f"teacher{end}")
    warm()  # as every process of the web server does
    result: dict[str, object] = {
        "pages": measure_pages(sample, f"student{end}", 3 if quick else 80),
        "saves": measure_saves(sample, 3 if quick else 100),
        "counts": counts(),
    }
    whole = "alone" not in flags
    if whole and scale == "region":
        result["plans"] = check_plans(sample, f"student{end}")
    elif whole:
        with running_server() as server:
            if "no_browser" not in flags:
                result["browser"] = measure_browser(server, sample, 1 if quick else 7)
            result["load"] = measure_load(server, 3 if quick else 60)
    sys.stdout.write("\n" + json.dumps(result) + "\n")


def middle_organization() -> str:
    """Return the ending of the sign-ins of an organisation in the middle of the region."""
    copies = get_user_model().objects.filter(username__startswith="teacher-").count()
    return f"-{(copies + 1) // 2}"


def counts() -> dict[str, int]:
    """Return how large the database is."""
    from accounts.models import Organization
    from contingent.models import Student
    from journal.models import Mark

    models = {"organizations": Organization, "students": Student, "marks": Mark}
    return {name: model.objects.count() for name, model in models.items()}  # type: ignore[attr-defined]


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
