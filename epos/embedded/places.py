"""Where the embedded servers keep their things, and as whom they run."""

import hashlib
import os
import pwd
import secrets
import stat
from pathlib import Path
from typing import TypedDict

ROOT = Path(__file__).resolve().parent.parent.parent


def data_dir() -> Path:
    """Return the folder of all local state: ``.data`` in the checkout unless EPOS_DATA_DIR says otherwise."""
    return Path(os.environ.get("EPOS_DATA_DIR") or ROOT / ".data").absolute()


def make_private(folder: Path) -> Path:
    """Create the folder, closed to other users.

    For root the top folder alone may be passed through (0711), since PostgreSQL runs as another user there.
    """
    top = data_dir()
    top.mkdir(parents=True, exist_ok=True)
    top.chmod(0o711 if os.geteuid() == 0 else 0o700)
    if folder != top:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def log_file(name: str) -> Path:
    return make_private(data_dir() / "log") / f"{name}.log"


def state_file(name: str) -> Path:
    return make_private(data_dir() / "run") / f"{name}.json"


def secret(name: str) -> str:
    """Return the random secret of that name, made on first use and readable by its owner only."""
    path = make_private(data_dir() / "secrets") / name
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        pass
    else:
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(40))
    return path.read_text()


def service_user() -> pwd.struct_passwd | None:
    """Return the user PostgreSQL must run as when we are root: the checkout's owner, else ``nobody``."""
    if os.geteuid() != 0:
        return None
    owner = ROOT.stat().st_uid
    return pwd.getpwuid(owner) if owner else pwd.getpwnam("nobody")


class AsUser(TypedDict, total=False):
    """The arguments with which ``subprocess`` runs a program as another user."""

    user: int
    group: int
    extra_groups: list[int]


def as_user(user: pwd.struct_passwd | None) -> AsUser:
    """Return them, or nothing when the program is to run as ourselves."""
    if user is None:
        return {}
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def reachable(path: Path, user: pwd.struct_passwd) -> bool:
    """Return whether the user may pass through every folder above the path."""
    for folder in path.absolute().parents:
        if not folder.exists():
            continue
        info = folder.stat()
        bit = stat.S_IXUSR if info.st_uid == user.pw_uid else stat.S_IXOTH
        if not info.st_mode & bit:
            return False
    return True


def database_home() -> Path:
    """Return the folder for database clusters: a place the database's user can reach, parents untouched."""
    top = make_private(data_dir())
    user = service_user()
    if user is None or reachable(top / "x", user):
        return top
    mark = hashlib.sha256(str(top).encode()).hexdigest()[:12]
    home = Path("/var/lib") / f"epos-{mark}"
    home.mkdir(mode=0o711, parents=True, exist_ok=True)
    return home
