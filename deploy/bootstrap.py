"""Makes ``.venv`` with the pinned packages, by nothing but the Python it is run with.

``python3 deploy/bootstrap.py requirements.txt``: does nothing when the list has not changed since.
"""

import hashlib
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
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
    # Half of the packages' modules are never imported: each is compiled when it is first
    install = [str(PYTHON), "-m", "pip", "install", "-q", "--no-compile", "--require-hashes", "-r", str(wanted)]
    if not run("Python packages", install):
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


def run(title, command):
    """Run a step; show its name and time, and its output only when it fails."""
    print("• " + title, end=" … ", flush=True)
    started = time.time()
    done = subprocess.run(command, cwd=str(ROOT), stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode:
        print("failed\n" + done.stdout[-3000:] + done.stderr[-5000:])
        return False
    print("%.1f s" % (time.time() - started))
    return True


if __name__ == "__main__":
    sys.exit(main())
