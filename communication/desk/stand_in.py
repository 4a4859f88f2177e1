"""A stand-in of the developer's support desk: the contract's addresses, answers and misbehaviour when told."""

import hmac
import json
import secrets
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

LARGEST = 65_536
PAGE = 100
CANNED = "Спасибо, ошибка найдена и исправлена. Обновите страницу: всё должно работать."


@dataclass
class Faults:
    """What the stand-in was told to do wrong."""

    fail_times: int = 0
    busy_times: int = 0
    refuse: bool = False
    rubbish: bool = False
    auto: bool = False


class Refusal(Exception):
    """An answer other than what was asked for."""

    def __init__(self, status: int, code: str, **headers: str) -> None:
        super().__init__(code)
        self.status, self.code, self.headers = status, code, headers


@dataclass
class Book:
    """The tickets, and every answer in its order: a place in that order is a cursor."""

    boot: str = field(default_factory=lambda: secrets.token_hex(4))
    tickets: dict[str, dict[str, Any]] = field(default_factory=dict)
    answers: list[dict[str, str]] = field(default_factory=list)

    def take(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Keep a ticket; the same again is answered alike, another under its key is refused."""
        key, text = body.get("key"), body.get("text")
        if not isinstance(key, str) or not key or not isinstance(text, str) or not text.strip():
            raise Refusal(422, "key_and_text_wanted")
        known = self.tickets.get(key)
        if known and known["body"] != body:
            raise Refusal(409, "another_ticket_has_this_key")
        if not known:
            number = f"D-{1001 + len(self.tickets)}"
            self.tickets[key] = {"body": body, "number": number}
        return 200 if known else 201, {"key": key, "number": self.tickets[key]["number"], "state": "open"}

    def answer(self, text: str, number: str = "") -> str:
        """Answer a ticket, the latest unless one is named; return its number."""
        key = next((key for key, ticket in reversed(self.tickets.items()) if number in ("", ticket["number"])), None)
        if key is None:
            raise Refusal(404, "no_such_ticket")
        at = datetime.now(UTC).isoformat()
        self.answers.append({"id": f"{self.boot}-{len(self.answers) + 1}", "key": key, "text": text, "at": at})
        return str(self.tickets[key]["number"])

    def news(self, since: str, limit: int) -> dict[str, Any]:
        """Return the answers after the place, by ticket."""
        boot, _sep, place = since.partition("-")
        if since and (boot != self.boot or not place.isdecimal()):
            raise Refusal(410, "cursor_expired")
        start = int(place or 0)
        page = self.answers[start : start + limit]
        tickets = [
            {
                "key": one["key"],
                "number": self.tickets[one["key"]]["number"],
                "answers": [{name: one[name] for name in ("id", "text", "at")}],
            }
            for one in page
        ]
        end = start + len(page)
        return {"tickets": tickets, "next": f"{self.boot}-{end}", "more": end < len(self.answers)}


class StandInDesk(ThreadingHTTPServer):
    """Serves on this machine's loopback interface."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, token: str, port: int = 0) -> None:
        if not token:
            raise ValueError("A stand-in needs a token.")
        super().__init__(("127.0.0.1", port), Handler)
        self.token, self.book, self.faults, self.guard = token, Book(), Faults(), threading.Lock()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def control(self, order: dict[str, Any]) -> dict[str, Any]:
        """Do what was told; return what there is now."""
        if order.get("reset"):
            self.book, self.faults = Book(), Faults()
        for name in ("fail_times", "busy_times", "refuse", "rubbish", "auto"):
            if name in order:
                setattr(self.faults, name, type(getattr(self.faults, name))(order[name]))
        if told := order.get("answer"):
            self.book.answer(told if isinstance(told, str) else CANNED, str(order.get("number", "")))
        return {
            "tickets": [{"number": one["number"], **one["body"]} for one in self.book.tickets.values()],
            "answers": len(self.book.answers),
        }

    def misbehave(self) -> None:
        """Be busy or out of order, as told; raise `Refusal`."""
        if self.faults.busy_times > 0:
            self.faults.busy_times -= 1
            raise Refusal(429, "too_many_requests", **{"Retry-After": "7"})
        if self.faults.fail_times > 0:
            self.faults.fail_times -= 1
            raise Refusal(500, "failure")


class Handler(BaseHTTPRequestHandler):
    """One connection; says nothing in the log."""

    protocol_version = "HTTP/1.1"
    timeout = 30
    wbufsize = 2**16
    disable_nagle_algorithm = True
    server: StandInDesk

    def log_message(self, format: str, *args: object) -> None:
        """Keep silent."""

    def do_GET(self) -> None:
        asked = urlsplit(self.path)
        if asked.path == "/health":
            self._send(200, {"status": "ok"})
            return
        query = {name: values[0] for name, values in parse_qs(asked.query).items()}

        def news() -> tuple[int, Any]:
            if asked.path != "/v1/tickets":
                raise Refusal(404, "not_found")
            self.server.misbehave()
            return 200, self.server.book.news(query.get("since", ""), min(int(query.get("limit", PAGE)), PAGE))

        self._answer(news)

    def do_POST(self) -> None:
        told = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), LARGEST))

        def act() -> tuple[int, Any]:
            body = json.loads(told)
            if self.path == "/control":
                return 200, self.server.control(body)
            if self.path != "/v1/tickets":
                raise Refusal(404, "not_found")
            self.server.misbehave()
            if self.server.faults.refuse:
                raise Refusal(422, "not_accepted")
            status, ticket = self.server.book.take(body)
            if self.server.faults.auto and status == 201:
                self.server.book.answer(CANNED, ticket["number"])
            return status, ticket

        self._answer(act)

    def _answer(self, act: Any) -> None:
        try:
            self._check_token()
            with self.server.guard:
                status, body = act()
        except Refusal as refusal:
            self._send(refusal.status, {"error": {"code": refusal.code}}, refusal.headers)
        except (ValueError, TypeError, AttributeError):
            self._send(400, {"error": {"code": "bad_request"}})
        else:
            self._send(status, body, rubbish=self.server.faults.rubbish and self.path != "/control")

    def _check_token(self) -> None:
        given = self.headers.get("Authorization", "").encode("utf-8", "replace")
        if not hmac.compare_digest(given, f"Bearer {self.server.token}".encode()):
            raise Refusal(401, "unauthorized")

    def _send(self, status: int, body: Any, headers: dict[str, str] | None = None, *, rubbish: bool = False) -> None:
        text = "<html>502</html>" if rubbish else json.dumps(body, ensure_ascii=False)
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())
