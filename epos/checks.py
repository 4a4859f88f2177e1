"""``make check`` and ``make test``: ``python -m epos.checks check | test [arguments of pytest]``."""

import os
import subprocess
import sys
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

from epos.embedded.places import ROOT
from epos.frontend.build import BuildError, build

PYTHON = [sys.executable, "-m"]
LINT_IMPORTS = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()"]
MANAGE = [sys.executable, "manage.py"]
TESTS = "--settings=tests.settings"
# Production as a stranger would configure it: nothing is connected to, only checked.
PRODUCTION = {
    "EPOS_MODE": "production",
    "EPOS_SECRET_KEY": "".join(chr(33 + i) for i in range(60)),
    "EPOS_ALLOWED_HOSTS": "journal.example",
    "EPOS_PUBLIC_URL": "https://journal.example",
    "DATABASE_URL": "postgres://epos@database.example/epos",
    "REDIS_URL": "redis://broker.example/0",
}
CHECKS: tuple[tuple[str, list[str], dict[str, str]], ...] = (
    ("Types: mypy", [*PYTHON, "mypy", "."], {}),
    ("Style: ruff check", [*PYTHON, "ruff", "check", "-q", "."], {}),
    ("Layout: ruff format", [*PYTHON, "ruff", "format", "--check", "-q", "."], {}),
    ("Rooms and layers: import-linter", [*LINT_IMPORTS, "--no-cache"], {}),
    ("Templates: djlint", [*PYTHON, "djlint", "--lint", "--quiet", "templates"], {}),
    ("Templates compile", [*MANAGE, "templates", TESTS], {}),
    ("Missing migrations", [*MANAGE, "makemigrations", "--check", "--dry-run", TESTS], {}),
    ("Russian strings", [*MANAGE, "translations", "check"], {}),
    ("Production settings", [*MANAGE, "check", "--deploy", "--fail-level=WARNING"], PRODUCTION),
)


def check() -> int:
    """Run every check, two at a time; show what the failing ones said; return the exit code."""
    with ThreadPoolExecutor(2) as pool:
        passed = list(pool.map(lambda each: _passes(*each), CHECKS))
    failed = [title for (title, *_rest), good in zip(CHECKS, passed, strict=True) if not good]
    if failed:
        sys.stdout.write(f"\n{len(failed)} of {len(CHECKS)} checks failed: {'; '.join(failed)}\n")
        sys.stdout.write("`make format` puts style and layout right.\n")
        return 1
    sys.stdout.write("\nAll checks passed.\n")
    return 0


def test(arguments: Iterable[str]) -> int:
    """Build what the browser tests load, then run the whole suite on two processes."""
    try:
        build(with_browser=True)
    except BuildError as error:
        sys.stdout.write(f"\n✗ {error}\n")
        return 1
    command = [*PYTHON, "pytest", "-n", "2", "--dist", "worksteal", "--durations=25", *arguments]
    return subprocess.call(command, cwd=ROOT, stdin=subprocess.DEVNULL)


def requirements() -> int:
    """Compile the pinned lists anew, naming no package index in them."""
    env = {**os.environ, "CUSTOM_COMPILE_COMMAND": "make requirements"}
    compile_list = [*PYTHON, "piptools", "compile", "--quiet"]
    lists = (
        ["--output-file=requirements.txt", "pyproject.toml"],
        ["--extra=dev", "--constraint=requirements.txt", "--output-file=requirements-dev.txt", "pyproject.toml"],
        ["--output-file=deploy/installer.txt", "deploy/installer.in"],
    )
    return max(subprocess.call([*compile_list, *options], cwd=ROOT, env=env) for options in lists)


def _passes(title: str, command: list[str], env: dict[str, str]) -> bool:
    started = time.monotonic()
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **env}, stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    mark = "✗" if done.returncode else "✓"
    told = f"{done.stdout}{done.stderr}\n" if done.returncode else ""
    sys.stdout.write(f"{mark} {title} … {time.monotonic() - started:.1f} s\n{told}")
    sys.stdout.flush()
    return not done.returncode


def main() -> int:
    action, *rest = sys.argv[1:]
    if action == "test":
        return test(rest)
    return {"check": check, "requirements": requirements}[action]()


if __name__ == "__main__":
    sys.exit(main())
