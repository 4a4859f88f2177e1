"""A folder of its own for the embedded servers, and commands run in it."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from epos.embedded.places import ROOT

# A space, Cyrillic letters, and longer than any socket's or script header's path may be.
LONG_NAME = "Учебный год 2026–2027, " + "очень длинное название папки " * 4


def clean_environment(**more: str) -> dict[str, str]:
    """Return the environment without anything that would point at servers or folders of others."""
    dropped = {"DATABASE_URL", "REDIS_URL", "MAKEFLAGS", "MFLAGS", "MAKELEVEL", "VIRTUAL_ENV", "DJANGO_SETTINGS_MODULE"}
    kept = {k: v for k, v in os.environ.items() if k not in dropped and not k.startswith(("EPOS_", "PYTEST"))}
    return kept | more


@dataclass(frozen=True)
class Machine:
    """The state folder of one set of servers."""

    data: Path
    code: Path = ROOT

    def manage(self, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=self.code,
            env=clean_environment(EPOS_DATA_DIR=str(self.data), **env),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )

    def state(self, name: str) -> dict[str, Any]:
        return dict(json.loads((self.data / "run" / f"{name}.json").read_text()))

    def kill(self, name: str) -> None:
        os.kill(self.state(name)["pid"], signal.SIGKILL)

    def connect(self) -> psycopg.Connection[Any]:
        password = (self.data / "secrets" / "postgres").read_text()
        port = self.state("postgres")["port"]
        return psycopg.connect(
            host="127.0.0.1", port=port, user="epos", password=password, dbname="epos", autocommit=True
        )


@contextmanager
def taken(*ports: int) -> Iterator[None]:
    """Keep the ports busy; one that someone else holds is busy already."""
    holders = []
    for port in ports:
        holder = socket.socket()
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            holder.bind(("127.0.0.1", port))
            holder.listen()
        except OSError:
            holder.close()
            continue
        holders.append(holder)
    try:
        yield
    finally:
        for holder in holders:
            holder.close()
