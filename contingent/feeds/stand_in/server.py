"""The stand-in's HTTP side: the contract's pages, a token at the door, and misbehaviour on demand."""

import hmac
import json
import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass, field, fields
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from contingent.feeds.pages import Tally
from contingent.feeds.stand_in.world import Raw, World

RUBBISH = "<html><body>502 шлюз устал</body></html>"
KEPT_SNAPSHOTS = 8
MOST_LIMIT = 5_000
BIGGEST_CONTROL = 65_536


@dataclass
class Faults:
    """What the stand-in was told to do wrong; a page is counted from 1, 0 means never."""

    fail_after_page: int = 0
    fail_times: int = 0
    busy_times: int = 0
    slow: float = 0.0
    rubbish: bool = False
    twice: int = 0
    lose_page: int = 0
    cut_page: int = 0
    stop_at_page: int = 0

    def tell(self, order: dict[str, Any]) -> None:
        for each in fields(self):
            if each.name in order:
                setattr(self, each.name, type(each.default)(order[each.name]))  # type: ignore[misc]


class Refusal(Exception):
    """An answer other than a page: the status, the code and the words of the contract's error shape."""

    def __init__(self, status: int, code: str, message: str, **headers: str) -> None:
        super().__init__(code)
        self.status, self.code, self.message, self.headers = status, code, message, headers


@dataclass
class Snapshot:
    """Records that do not change any more, being sent page by page."""

    name: str
    mode: str
    version: int
    records: tuple[Raw, ...]
    counts: dict[str, int] = field(default_factory=dict)
    checksum: str = ""

    def __post_init__(self) -> None:
        tally = Tally()
        tally.add(list(self.records))
        self.counts, self.checksum = dict(tally.counts), tally.checksum


class StandIn(ThreadingHTTPServer):
    """Serves organisations on this machine's loopback interface."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, worlds: dict[str, World], token: str, port: int = 0) -> None:
        if not token:
            raise ValueError("A stand-in needs a token.")
        super().__init__(("127.0.0.1", port), Handler)
        self.worlds, self.token = worlds, token
        self.faults = Faults()
        self.boot = secrets.token_hex(4)
        self.snapshots: OrderedDict[str, Snapshot] = OrderedDict()
        self.guard = threading.Lock()
        self.stopping = threading.Event()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def stop(self) -> None:
        """End the serving, answers that were told to be slow included."""
        self.stopping.set()
        self.shutdown()
        self.server_close()

    def control(self, order: dict[str, Any]) -> dict[str, Any]:
        """Do what was told; return the versions there are now."""
        with self.guard:
            if order.get("reset"):
                self.faults = Faults()
            self.faults.tell(order)
            named = order.get("organization")
            for key, world in self.worlds.items():
                if named in {None, key}:
                    world.tell(order)
            return {
                key: {"version": world.version, "records": len(world.records)} for key, world in self.worlds.items()
            }

    def page(self, organization: str, cursor: str, limit: int, etag: str) -> tuple[dict[str, Any], str]:
        """Return the page that the cursor asks for, and its ETag; raise `Refusal`."""
        with self.guard:
            world = self.worlds.get(organization)
            if world is None:
                raise Refusal(404, "organization_unknown", "Организация не найдена")
            fresh = f'"{self.boot}-{world.version}"'
            kind, *parts = cursor.split("~")
            if kind == "p":
                name, page, limit = parts[0], int(parts[1]), int(parts[2])
                if name not in self.snapshots:
                    raise Refusal(409, "snapshot_changed", "Снимок больше не хранится: начните чтение сначала")
                return self._body(self.snapshots[name], organization, page, limit), fresh
            if etag and etag == fresh:
                raise Refusal(304, "", "")
            snapshot = self._snapshot(world, since=self._version(parts) if kind == "since" else None)
            return self._body(snapshot, organization, 1, limit), fresh

    def _version(self, parts: list[str]) -> int:
        boot, version = parts
        if boot != self.boot:
            raise Refusal(410, "cursor_expired", "Изменения с этого места больше не хранятся")
        return int(version)

    def _snapshot(self, world: World, since: int | None) -> Snapshot:
        mode = "full" if since is None else "changes"
        name = f"{world.organization}-{self.boot}-{since or 0}-{world.version}"
        if name not in self.snapshots:
            records = world.full() if since is None else world.since(since)
            self.snapshots[name] = Snapshot(name, mode, world.version, records)
            while len(self.snapshots) > KEPT_SNAPSHOTS:
                self.snapshots.popitem(last=False)
        return self.snapshots[name]

    def _body(self, snapshot: Snapshot, organization: str, page: int, limit: int) -> dict[str, Any]:
        faults = self.faults
        if faults.twice and page == faults.twice + 1:
            faults.twice, page = 0, page - 1
        if faults.lose_page and page == faults.lose_page:
            page += 1
        whole = page * limit >= len(snapshot.records)
        complete = whole or page == faults.stop_at_page
        body = {
            "organization": organization,
            "snapshot": snapshot.name,
            "mode": snapshot.mode,
            "page": page,
            "total": len(snapshot.records),
            "records": snapshot.records[(page - 1) * limit : page * limit],
            "next": None if complete else f"p~{snapshot.name}~{page + 1}~{limit}",
            "complete": complete,
        }
        if complete:
            body |= {
                "counts": snapshot.counts,
                "checksum": snapshot.checksum,
                "cursor": f"since~{self.boot}~{snapshot.version}",
            }
        return body

    def misbehave(self) -> None:
        """Be slow, busy or out of order, as told; raise `Refusal`."""
        with self.guard:
            faults = self.faults
            slow, busy, fails = faults.slow, faults.busy_times > 0, faults.fail_times > 0
            faults.busy_times = max(faults.busy_times - busy, 0)
            faults.fail_times = max(faults.fail_times - (fails and not busy), 0)
        if slow:
            self.stopping.wait(slow)
        if busy:
            raise Refusal(429, "too_many_requests", "Слишком много запросов", **{"Retry-After": "1"})
        if fails:
            raise Refusal(500, "failure", "Внутренняя ошибка")


class Handler(BaseHTTPRequestHandler):
    """One connection; says nothing in the log, where addresses have no place."""

    protocol_version = "HTTP/1.1"
    timeout = 30
    wbufsize = 2**16  # head and body leave together, or each page waits 40 ms for an acknowledgement
    disable_nagle_algorithm = True
    server: StandIn

    def log_message(self, format: str, *args: object) -> None:
        """Keep silent."""

    def do_GET(self) -> None:
        asked = urlsplit(self.path)
        if asked.path == "/health":
            self._send(200, {"status": "ok"})
            return
        try:
            self._check_token()
            self.server.misbehave()
            self._records(asked.path, {name: values[0] for name, values in parse_qs(asked.query).items()})
        except Refusal as refusal:
            self._refuse(refusal)

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        told = self.rfile.read(min(length, BIGGEST_CONTROL))
        try:
            self._check_token()
            if self.path != "/control":
                raise Refusal(404, "not_found", "Нет такого адреса")
            self._send(200, self.server.control(json.loads(told)))
        except Refusal as refusal:
            self._refuse(refusal)
        except (ValueError, TypeError, AttributeError):
            self._refuse(Refusal(400, "bad_request", "Ожидается объект JSON: см. описание"))

    def _records(self, path: str, query: dict[str, str]) -> None:
        parts = path.strip("/").split("/")
        if len(parts) != 4 or parts[:2] != ["v1", "organizations"] or parts[3] != "records":
            raise Refusal(404, "not_found", "Нет такого адреса")
        try:
            limit = min(max(int(query.get("limit", "1000")), 1), MOST_LIMIT)
            etag = self.headers.get("If-None-Match", "")
            body, fresh = self.server.page(unquote(parts[2]), query.get("cursor", ""), limit, etag)
        except (ValueError, IndexError):
            raise Refusal(400, "bad_request", "Параметры cursor или limit не поняты") from None
        faults = self.server.faults
        if faults.fail_after_page and body["page"] > faults.fail_after_page:
            raise Refusal(500, "failure", "Внутренняя ошибка")
        if faults.rubbish:
            self._send_text(200, RUBBISH, {"Content-Type": "text/html; charset=utf-8"})
            return
        cut = bool(faults.cut_page) and body["page"] == faults.cut_page
        self._send(200, body, {"ETag": fresh}, cut=cut)

    def _check_token(self) -> None:
        given = self.headers.get("Authorization", "").encode("utf-8", "replace")
        if not hmac.compare_digest(given, f"Bearer {self.server.token}".encode()):
            raise Refusal(401, "unauthorized", "Неверный или отозванный токен")

    def _refuse(self, refusal: Refusal) -> None:
        if refusal.status == 304:
            self.send_response(304)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        error = {"error": {"code": refusal.code, "message": refusal.message}}
        self._send(refusal.status, error, refusal.headers)

    def _send(self, status: int, body: Any, headers: dict[str, str] | None = None, *, cut: bool = False) -> None:
        kind = {"Content-Type": "application/json; charset=utf-8"}
        self._send_text(status, json.dumps(body, ensure_ascii=False), kind | (headers or {}), cut=cut)

    def _send_text(self, status: int, text: str, headers: dict[str, str], *, cut: bool = False) -> None:
        body = text.encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if cut else body)
        self.close_connection = self.close_connection or cut
