"""The pinned lists: complete, hashed, and naming no place to fetch from."""

import re
import tomllib

import pytest

from epos.embedded.places import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[\[<>=]", line)[0].lower() for line in requirements}


@pytest.mark.parametrize("list_name", ["requirements.txt", "requirements-dev.txt", "deploy/installer.txt"])
def test_list_is_pinned_hashed_and_names_no_index(list_name: str) -> None:
    text = (ROOT / list_name).read_text()
    entries = re.findall(r"^(\S+)==\S+ \\\n((?:    --hash=sha256:\w{64}(?: \\)?\n)+)", text, re.M)
    lines = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
    assert len(entries) == len(lines)
    wanted = {"uv"} if "installer" in list_name else names(PROJECT["dependencies"])
    if "dev" in list_name:
        wanted |= names(PROJECT["optional-dependencies"]["dev"])
    assert wanted <= {name for name, _ in entries}
    assert not re.search(r"index-url|find-links|trusted-host|://", text)


def test_front_end_lock_names_no_registry() -> None:
    text = (ROOT / "package-lock.json").read_text()
    assert '"resolved"' not in text
    assert '"integrity"' in text
