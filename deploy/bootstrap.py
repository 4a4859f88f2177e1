"""Makes ``.venv`` with the pinned packages, by nothing but the Python it is run with.

``python3 deploy/bootstrap.py requirements.txt``: does nothing when the list has not changed since.
uv installs in seconds what takes pip minutes; where it cannot, pip does it.
"""

import ast
import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
PIP = [str(PYTHON), "-m", "pip", "install", "-q", "--no-compile", "--require-hashes"]
INSTALLER = ROOT / "deploy" / "installer.txt"
OLDEST = (3, 11)


def main():
    """Return the exit code. Written for old Pythons too, so that they can say they are too old."""
    if sys.version_info < OLDEST:
        return use_newer()
    wanted = ROOT / sys.argv[1]
    mark = hashlib.sha256(wanted.read_bytes() + sys.version.encode()).hexdigest()
    stamp = VENV / ("installed-" + wanted.name)
    if stamp.exists() and stamp.read_text() == mark and works():
        return 0
    if not works():
        shutil.rmtree(str(VENV), ignore_errors=True)
        if not run("Virtual environment", [sys.executable, "-m", "venv", str(VENV)]):
            print("On Debian and Ubuntu: apt-get install python3-venv. Then run the command again.")
            return 1
    # Half of the packages' modules are never imported: each is compiled when it is first.
    if not quick_install(wanted) and not run("Python packages", [*PIP, "-r", str(wanted)]):
        print("Is the package index reachable? Run the command again: what was fetched is kept.")
        return 1
    for other in VENV.glob("installed-*"):
        other.unlink()
    stamp.write_text(mark)
    if wanted.name != "requirements.txt":
        smaller = ROOT / "requirements.txt"
        mark = hashlib.sha256(smaller.read_bytes() + sys.version.encode()).hexdigest()
        (VENV / "installed-requirements.txt").write_text(mark)
    return 0


def use_newer():
    """Go on with a newer Python of this machine, or say that there is none."""
    for minor in range(20, OLDEST[1] - 1, -1):
        newer = shutil.which("python3." + str(minor))
        if newer and subprocess.call([newer, "-c", "import venv, ensurepip"]) == 0:
            return subprocess.call([newer, *sys.argv])
    print("Python 3.11 or newer is needed, this is " + sys.version)
    print("Install one, or name it: make demo PYTHON=/path/to/python3.11")
    return 1


def works():
    """Return whether the virtual environment's Python runs and is of this very version."""
    if not PYTHON.exists():
        return False
    told = subprocess.run([str(PYTHON), "-c", "import sys, pip; print(sys.version)"], capture_output=True, text=True)
    return told.returncode == 0 and told.stdout.strip() == sys.version.strip()


def quick_install(wanted):
    """Install the list with uv, from the index that pip is told to use; return whether that worked."""
    if quiet([*PIP, "--only-binary=:all:", "-r", str(INSTALLER)]).returncode:
        return False
    told = pip_settings()
    env = dict(os.environ)
    if "cert" in told:
        env.setdefault("SSL_CERT_FILE", told["cert"])
    install = [str(VENV / "bin" / "uv"), "pip", "install", "-q", "--python", str(PYTHON), "--require-hashes"]
    index = ["--default-index", told["index-url"]] if "index-url" in told else []
    return run("Python packages", [*install, *index, "-r", str(wanted)], env, "not by uv, then by pip")


def pip_settings():
    """Return what pip is told by its files and the environment, which goes before them."""
    found = {}
    lines = quiet([str(PYTHON), "-m", "pip", "config", "list"]).stdout.splitlines()
    for line in sorted(lines, key=lambda line: line.startswith(":env:")):
        name, _equals, value = line.partition("=")
        found[name.rpartition(".")[2]] = ast.literal_eval(value)
    return found


def run(title, command, env=None, failing=None):
    """Run a step; show its name and time, and its output only when it fails, unless `failing` says enough."""
    print("• " + title, end=" … ", flush=True)
    started = time.time()
    done = quiet(command, env)
    if done.returncode:
        print(failing or "failed\n" + done.stdout[-3000:] + done.stderr[-5000:])
        return False
    print("%.1f s" % (time.time() - started))
    return True


def quiet(command, env=None):
    """Run a command in the project's folder and keep what it says."""
    return subprocess.run(command, cwd=str(ROOT), stdin=subprocess.DEVNULL, capture_output=True, text=True, env=env)


if __name__ == "__main__":
    sys.exit(main())
