"""The deployment files name settings that exist, and name all that production needs."""

import os
import re
import subprocess
import sys
from typing import Any

import pytest
import yaml

from epos import environment
from epos.checks import PRODUCTION
from epos.embedded.places import ROOT

# Of one's own machine only: production has no embedded server, demo data or debug pages.
LOCAL_ONLY = {"EPOS_DEMO", "EPOS_DEBUG", "EPOS_DATA_DIR", "EPOS_PORT"}
# Set in the image, or left to who deploys without containers.
ELSEWHERE = {"EPOS_STATIC_ROOT", "EPOS_EMAIL_BACKEND", "EPOS_PGBOUNCER"}
REFERENCE = re.compile(r"\$\{(\w+)(?::([-?])([^}]*))?\}")
OURS = ("web", "worker", "beat", "migrate")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())


def example() -> dict[str, str]:
    lines = (ROOT / "deploy" / "example.env").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def test_compose_names_exactly_the_settings_of_production(compose: dict[str, Any]) -> None:
    for name in OURS:
        named = set(compose["services"][name]["environment"]) - {"WEB_CONCURRENCY"}
        assert named == set(environment.VARIABLES) - LOCAL_ONLY - ELSEWHERE


def test_settings_read_every_declared_variable_and_no_other() -> None:
    code = "".join(path.read_text() for path in sorted((ROOT / "epos").rglob("*.py")))
    read = set(re.findall(r'(?:read|is_on)\(\s*"(\w+)"', code)) | set(re.findall(r'environ(?:\.get\(|\[)"(\w+)"', code))
    assert read - {"PATH"} == set(environment.VARIABLES)


def test_image_sets_only_variables_that_exist() -> None:
    named = set(re.findall(r"\b(EPOS_\w+)=", (ROOT / "Dockerfile").read_text()))
    assert named
    assert named <= set(environment.VARIABLES)


def test_every_value_asked_for_is_in_the_example_and_back() -> None:
    asked = {name for name, *_ in REFERENCE.findall((ROOT / "docker-compose.yml").read_text())}
    assert asked == set(example())


def test_values_without_a_default_are_demanded_by_compose() -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    bare = [name for name, rule, _ in REFERENCE.findall(text) if not rule]
    assert bare == []


def test_database_is_made_as_the_embedded_one(compose: dict[str, Any]) -> None:
    from epos.embedded.postgres import INITDB

    arguments = compose["services"]["database"]["environment"]["POSTGRES_INITDB_ARGS"].split()
    assert set(arguments) == {argument for argument in INITDB if not argument.startswith("--username")}


def test_only_the_proxy_is_open_to_the_world(compose: dict[str, Any]) -> None:
    open_ones = [name for name, service in compose["services"].items() if "ports" in service]
    assert open_ones == ["proxy"]
    assert compose["networks"]["inside"]["internal"] is True


def test_attached_files_outlive_the_containers_that_write_them(compose: dict[str, Any]) -> None:
    folder = compose["services"]["web"]["environment"]["EPOS_FILES_ROOT"]
    for name in ("web", "worker"):
        assert compose["services"][name]["volumes"] == [f"files:{folder}"]
    assert "files" in compose["volumes"]
    assert f" {folder}" in (ROOT / "Dockerfile").read_text()


def test_production_starts_with_what_compose_gives(compose: dict[str, Any]) -> None:
    filled = {**{name: value or "x" * 50 + "yz0123456789" for name, value in example().items()}}
    filled |= {
        name: "https://id.example.org" for name in filled if name.startswith("EPOS_OIDC") and name.endswith("URL")
    }
    given = {
        name: REFERENCE.sub(lambda match: filled[match[1]], str(value))
        for name, value in compose["services"]["web"]["environment"].items()
    }
    done = _check(given)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", [n for n, v in environment.VARIABLES.items() if v.required_in_production])
def test_production_refuses_to_start_without(name: str) -> None:
    done = _check({key: value for key, value in PRODUCTION.items() if key != name})
    assert done.returncode != 0
    assert f"Set {name}" in done.stderr


def _check(given: dict[str, str]) -> subprocess.CompletedProcess[str]:
    env = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/")} | given
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level=WARNING"]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)


def test_only_who_migrates_owns_the_tables(compose: dict[str, Any]) -> None:
    as_whom = {name: compose["services"][name]["environment"]["DATABASE_URL"] for name in OURS}
    assert "//epos_owner:" in as_whom.pop("migrate")
    assert all("//epos_application:" in address for address in as_whom.values())
    assert "grant_application_role epos_application" in compose["services"]["migrate"]["command"][-1]


def test_servers_of_the_database_keep_rows_out_of_their_log(compose: dict[str, Any]) -> None:
    from epos.embedded.postgres import COMMON, QUIET

    told = compose["services"]["database"]["command"]
    assert {f"{name}={value}" for name, value in QUIET.items()} <= set(told)
    assert QUIET.items() <= COMMON.items()


def test_the_image_holds_only_what_is_named() -> None:
    lines = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and line[0] != "#"]
    assert lines[0] == "*"
    named = {line[1:] for line in lines if line.startswith("!")}
    tracked = {line.partition("/")[0] for line in _git("ls-files").splitlines()}
    apps = {path.parent.name for path in ROOT.glob("*/apps.py")}
    assert apps <= named <= tracked
    assert not [name for name in named if name.startswith(".env") or name in {".data", ".git", "tests", "docs"}]


def _git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True).stdout
