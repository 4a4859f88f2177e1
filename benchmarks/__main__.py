"""The one command of the benchmarks."""

import argparse
import json
import os
import subprocess
import sys
from typing import Any

from benchmarks.databases import COLLEGE, REGION, SYNC, broker, emptied, prepared
from benchmarks.report import figures, publish

TURNS = range(3)


def main() -> None:
    """Measure on a college, and on a region when asked; print the table and publish it."""
    parser = argparse.ArgumentParser(prog="benchmarks")
    parser.add_argument("--quick", action="store_true", help="few runs: whether it works, not how fast")
    parser.add_argument("--region", action="store_true", help="also on 100 organisations")
    parser.add_argument("--organizations", type=int, default=100)
    parser.add_argument("--sync", action="store_true", help="only the synchronisation of a region's people")
    parser.add_argument("--dealing", action="store_true", help="only the dealing of topics over 60,000 lessons")
    parser.add_argument("--preparation", action="store_true", help="only the forming of courses and the load's grid")
    parser.add_argument("--sync-database", default=SYNC)
    parser.add_argument("--no-browser", action="store_true")
    parser.add_argument("--publish", action="store_true", help="write the table to docs/performance.md")
    parser.add_argument("--college-database", default=COLLEGE)
    parser.add_argument("--region-database", default=REGION)
    asked = parser.parse_args()

    if asked.sync:
        sys.stdout.write(synchronised(asked))
        return
    if asked.dealing or asked.preparation:
        part = "benchmarks.dealing" if asked.dealing else "benchmarks.preparation"
        subprocess.run(
            [sys.executable, "-m", part, *(["quick"] if asked.quick else [])],
            env=os.environ
            | {"DATABASE_URL": prepared(asked.college_database, 1), "DJANGO_SETTINGS_MODULE": "benchmarks.settings"},
            check=True,
        )
        return
    urls = {"college": prepared(asked.college_database, 1)}
    if asked.region:
        urls["region"] = prepared(asked.region_database, asked.organizations)
    results = {scale: measured(scale, url, asked) for scale, url in urls.items()}
    turns = []
    if asked.region:
        turns = [{scale: measured(scale, url, asked, "alone") for scale, url in urls.items()} for _turn in TURNS]
    text = figures(results, turns, quick=asked.quick)
    sys.stdout.write(text)
    if asked.publish:
        publish(text)


def synchronised(asked: argparse.Namespace) -> str:
    """Measure the synchronisation in a process and a database of its own; quick: three organisations."""
    size = ["3", "3000"] if asked.quick else []
    command = [sys.executable, "-m", "benchmarks.sync", *size]
    environment = os.environ | {
        "DATABASE_URL": emptied(asked.sync_database),
        "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
        "EPOS_LOG_LEVEL": "ERROR",
    }
    done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    return str(json.loads(done.stdout.splitlines()[-1]))


def measured(scale: str, url: str, asked: argparse.Namespace, *more: str) -> dict[str, Any]:
    """Run the measurements in a process of their own against one database; `alone`: of pages and saves."""
    flags = [*(flag for flag in ("quick", "no_browser") if getattr(asked, flag)), *more]
    command = [sys.executable, "-m", "benchmarks.run", scale, *flags]
    environment = os.environ | {
        "DATABASE_URL": url,
        "REDIS_URL": broker(),
        "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
        "EPOS_LOG_LEVEL": "ERROR",
    }
    done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


if __name__ == "__main__":
    main()
