"""The HTTP feed against a real stand-in: all of it or an error in words, never a short list."""

import gzip
import json
import logging
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from django.test import override_settings

from contingent.feeds import http
from contingent.feeds.errors import (
    CursorExpired,
    FeedBroken,
    FeedError,
    FeedNotSet,
    FeedRefused,
    FeedTooSlow,
    FeedUnavailable,
    NotModified,
)
from contingent.feeds.reading import configured, fetch
from contingent.feeds.records import Page, Source
from contingent.feeds.stand_in.server import Refusal, StandIn
from tests.contingent.feeds import ORGANIZATION, QUICK, TOKEN, people, source_of, standing_in

ALL = list(people(25))


@pytest.fixture
def server() -> Iterator[StandIn]:
    with standing_in() as server:
        yield server


def read(server: StandIn, cursor: str = "", etag: str = "", **source: str) -> list[Page]:
    return list(fetch(source_of(server, **source), cursor, etag, QUICK))


def records(pages: list[Page]) -> list[dict[str, Any]]:
    return [raw for page in pages for raw in page.records]


def test_everybody_comes_in_pages_and_only_the_last_one_is_complete(server: StandIn) -> None:
    pages = read(server)
    assert records(pages) == ALL
    assert [page.number for page in pages] == list(range(1, len(pages) + 1))
    assert [page.complete for page in pages] == [False] * (len(pages) - 1) + [True]
    assert len(pages) > 3
    assert all(page.full and page.total == len(ALL) for page in pages)
    assert pages[-1].cursor and pages[-1].etag


def test_what_changed_since_the_cursor_and_who_is_gone(server: StandIn) -> None:
    last = read(server)[-1]
    server.control({"change": 2, "leave": 1, "move": 1, "join": 1})
    changes = read(server, cursor=last.cursor)
    assert not any(page.full for page in changes)
    by_type: dict[str, int] = {}
    for raw in records(changes):
        by_type[raw["type"]] = by_type.get(raw["type"], 0) + 1
    assert by_type["student"] == 4
    assert by_type["gone"] >= 2
    assert read(server, cursor=changes[-1].cursor)[-1].records == []


def test_nothing_is_read_again_when_nothing_changed(server: StandIn) -> None:
    etag = read(server)[-1].etag
    with pytest.raises(NotModified):
        read(server, etag=etag)
    server.control({"change": 1})
    assert records(read(server, etag=etag)) != ALL


def test_a_passing_failure_is_tried_again(server: StandIn) -> None:
    server.control({"fail_times": 2})
    assert records(read(server)) == ALL


def test_a_pause_that_was_asked_for_is_kept(server: StandIn) -> None:
    server.control({"busy_times": 2})
    pauses: list[float] = []
    reading = http.Reading(source_of(server), QUICK, sleep=pauses.append)
    assert records(list(reading.pages("", ""))) == ALL
    assert pauses == [1.0, 1.0]


@pytest.mark.parametrize(
    ("order", "error"),
    [
        ({"fail_after_page": 2}, FeedUnavailable),
        ({"cut_page": 3}, FeedUnavailable),
        ({"rubbish": True}, FeedBroken),
        ({"lose_page": 2}, FeedBroken),
        ({"stop_at_page": 2}, FeedBroken),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_a_feed_that_breaks_off_is_an_error_and_not_a_short_list(
    server: StandIn, order: dict[str, Any], error: type[FeedError]
) -> None:
    server.control(order)
    seen = []
    with pytest.raises(error) as raised:
        seen.extend(fetch(source_of(server), limits=QUICK))
    assert not any(page.complete for page in seen)
    assert len(raised.value.message) > 20
    server.control({"reset": True})
    assert records(read(server)) == ALL


def test_one_who_is_slow_is_not_waited_for(server: StandIn) -> None:
    server.control({"slow": 30})
    limits = http.Limits(connect=1, read=0.2, total=0.5, tries=3, pause=0.01)
    with pytest.raises(FeedTooSlow):
        list(fetch(source_of(server), limits=limits))


def test_a_page_that_comes_twice_counts_once(server: StandIn) -> None:
    server.control({"twice": 2})
    assert records(read(server)) == ALL


def test_data_that_change_during_the_reading_do_not_mix(server: StandIn) -> None:
    reading = fetch(source_of(server), limits=QUICK)
    first = next(reading)
    server.control({"change": 5, "leave": 5})
    assert first.records + records(list(reading)) == ALL


def test_a_snapshot_that_is_kept_no_more_says_begin_again(server: StandIn) -> None:
    reading = fetch(source_of(server), limits=QUICK)
    next(reading)
    server.snapshots.clear()
    with pytest.raises(FeedUnavailable):
        list(reading)


def test_an_old_cursor_says_read_everything(server: StandIn) -> None:
    with pytest.raises(CursorExpired):
        read(server, cursor="since~before~1")


@pytest.mark.parametrize("source", [{"token": "чужой".encode().hex()}, {"organization": "59-9999"}])
def test_strangers_are_refused_and_not_tried_again(server: StandIn, source: dict[str, str]) -> None:
    with pytest.raises(FeedRefused):
        read(server, **source)


@pytest.mark.parametrize(
    "address",
    ["http://feed.example.org", "https://user:pass@feed.example.org", "https://feed.example.org/?a=1", "ftp://x"],
)
def test_a_token_goes_over_https_only(address: str) -> None:
    with pytest.raises(FeedRefused):
        list(fetch(Source("contingent", ORGANIZATION, address, TOKEN)))


def test_neither_token_nor_people_get_into_the_log_or_an_error(
    server: StandIn, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    read(server)
    told = [repr(source_of(server))]
    for order in ({"rubbish": True}, {"cut_page": 2}, {"fail_after_page": 1}, {"stop_at_page": 2}):
        server.control({"reset": True, **order})
        with pytest.raises(FeedError) as raised:
            read(server)
        told += [str(raised.value), repr(raised.value), raised.value.message]
        assert raised.value.__suppress_context__ or raised.value.__context__ is None
    told += [record.getMessage() for record in caplog.records]
    assert caplog.records
    assert not any(secret in text for text in told for secret in (TOKEN, "Иванова", "example.org", "+79"))


class Answers:
    """Answers of an odd server, in turn."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, **page: Any) -> None:
        body = {
            "organization": ORGANIZATION, "snapshot": "s", "mode": "full", "page": 1, "records": [],
            "next": None, "complete": True, "cursor": "c", "counts": {}, "checksum": http.Tally().checksum,
        } | page  # fmt: skip
        monkeypatch.setattr(http.Reading, "_body", lambda *_: json.dumps(body, ensure_ascii=True))


@pytest.mark.parametrize(
    "page",
    [
        {"records": {}},
        {"records": ["Иванова"]},
        {"page": "1"},
        {"page": 2},
        {"complete": "yes"},
        {"organization": "59-0002"},
        {"mode": "changes"},
        {"counts": None},
        {"counts": {"student": 1}},
        {"checksum": "0" * 64},
        {"complete": False, "next": None},
        {"cursor": "c" * 501},
    ],
    ids=str,
)
def test_a_page_that_is_not_of_the_contract_is_refused(
    server: StandIn, monkeypatch: pytest.MonkeyPatch, page: dict[str, Any]
) -> None:
    Answers(monkeypatch)
    assert read(server)[-1].complete
    Answers(monkeypatch, **page)
    with pytest.raises(FeedBroken):
        read(server)


def test_the_same_page_for_ever_is_not_read_for_ever(server: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    Answers(monkeypatch, complete=False, next="again")
    with pytest.raises(FeedBroken):
        read(server)


def test_signs_that_the_database_cannot_keep_do_not_get_through(monkeypatch: pytest.MonkeyPatch) -> None:
    assert http.decode('{"a\\u0000": ["\\ud83d", 1.5, "\\ud83d\\ude00"]}') == {"a\N{REPLACEMENT CHARACTER}": [
        "\N{REPLACEMENT CHARACTER}", "1.5", "\N{GRINNING FACE}"
    ]}  # fmt: skip
    for rubbish in ("NaN", "[" * 100_000, "", '{"a": 1'):
        with pytest.raises(FeedBroken):
            http.decode(rubbish)


def test_what_nobody_asked_for_is_not_taken(server: StandIn) -> None:
    world = server.worlds[ORGANIZATION]
    world.records = {key: raw | {"snils": "112-233-445 95"} for key, raw in world.records.items()}
    assert records(read(server)) == ALL


def test_a_redirect_is_not_followed(server: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def moved() -> None:
        asked.append("")
        raise Refusal(302, "moved", "", Location=f"{server.address}/elsewhere")

    monkeypatch.setattr(server, "misbehave", moved)
    with pytest.raises(FeedRefused):
        read(server)
    assert len(asked) == 1


def test_a_page_larger_than_it_may_be_is_not_taken_in(server: StandIn) -> None:
    with pytest.raises(FeedBroken):
        list(fetch(source_of(server), limits=http.Limits(page_bytes=1000)))


class Odd(BaseHTTPRequestHandler):
    """Sends a page in pieces and compressed, or a trickle without end."""

    protocol_version = "HTTP/1.1"
    page: bytes = b""
    trickle = False

    def log_message(self, format: str, *args: object) -> None:
        """Keep silent."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        if not self.trickle:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        with suppress(OSError):
            while self.trickle:
                self.wfile.write(b"1\r\n \r\n")
                time.sleep(0.02)
        packed = gzip.compress(self.page)
        for piece in (packed[:30], packed[30:], b""):
            self.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")


@pytest.fixture
def odd(monkeypatch: pytest.MonkeyPatch) -> Iterator[Source]:
    tally = http.Tally()
    tally.add(ALL)
    page = {
        "organization": ORGANIZATION, "snapshot": "s", "mode": "full", "page": 1, "records": ALL, "complete": True,
        "cursor": "c", "counts": tally.counts, "checksum": tally.checksum,
    }  # fmt: skip
    monkeypatch.setattr(Odd, "page", json.dumps(page).encode())
    server = ThreadingHTTPServer(("127.0.0.1", 0), Odd)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield Source("contingent", ORGANIZATION, f"http://127.0.0.1:{server.server_address[1]}", TOKEN)
    server.shutdown()
    server.server_close()
    thread.join(5)


def test_a_compressed_answer_in_pieces_is_read(odd: Source) -> None:
    assert records(list(fetch(odd, limits=QUICK))) == ALL


def test_a_trickle_is_not_waited_for(odd: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Odd, "trickle", True)
    began = time.monotonic()
    with pytest.raises(FeedTooSlow):
        list(fetch(odd, limits=http.Limits(read=1, total=0.3)))
    assert time.monotonic() - began < 5


def test_the_environment_says_where_a_system_is() -> None:
    with override_settings(FEEDS={"staff": {"address": "https://hr.example.org", "token": TOKEN}}):
        assert configured("staff", "7").address == "https://hr.example.org"
    with override_settings(FEEDS={"staff": {"address": lambda: "", "token": ""}}), pytest.raises(FeedNotSet):
        configured("staff", "7")


def test_memory_does_not_grow_with_the_feed() -> None:
    def peak(students: int) -> int:
        with standing_in(students) as server:
            limits = http.Limits(page_records=100)
            assert sum(len(page.records) for page in fetch(source_of(server), limits=limits)) > students
            tracemalloc.start()
            for _page in fetch(source_of(server), limits=limits):
                pass
            found = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        return found

    assert peak(2_000) < peak(500) * 1.5
