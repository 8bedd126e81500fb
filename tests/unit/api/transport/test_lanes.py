"""Which lane a request takes: told from its first bytes, however they are written and however they come."""

from __future__ import annotations

import json

import pytest

from broadcaster.api.transport.lanes import CHUNKS, LONGEST, Lane, lane, waits_for_word

CHUNKED = "Transfer-Encoding: chunked"


def request(path: str, body: bytes | None = None, *headers: str, method: str = "POST") -> bytes:
    length = () if body is None else (f"Content-Length: {len(body)}",)
    lines = (f"{method} {path} HTTP/1.1", "Host: station", *headers, *length)
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + (body or b"")


def asked(path: str, **body: object) -> bytes:
    return request(path, json.dumps(body).encode())


def urgent(name: str) -> bool:
    return name == "khan"


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (asked("/api/v1/stop", all=True), Lane.STOPPING),
        (asked("/api/v1/stop"), Lane.STOPPING),
        (request("/api/v1/stop", b"{}", "Expect: 100-continue"), Lane.STOPPING),
        (request("/api/v1/%73top", b"{}"), Lane.STOPPING),
        (asked("/api/v1/rearm"), Lane.DECIDING),
        (asked("/api/v1/prefer", shown="x"), Lane.DECIDING),
        (asked("/api/v1/clock", shown="2026-01-01"), Lane.DECIDING),
        (asked("/api/v1/correct", name="dai", text="Họp lúc 19 giờ."), Lane.DECIDING),
        (asked("/api/v1/live"), Lane.OPENING),
        (asked("/api/v1/live", priority="priority"), Lane.OPENING),
        (asked("/api/v1/live", priority="emergency"), Lane.FIRST),
        (asked("/api/v1/live", priority="emergency", rehearse=True), Lane.OPENING),
        (asked("/api/v1/play-file", priority="emergency", rehearse=True), Lane.ORDINARY),
        (asked("/api/v1/play", message="khan", rehearse=True), Lane.ORDINARY),
        (asked("/api/v1/play", message="khan", rehearse=False), Lane.FIRST),
        (asked("/api/v1/hear", text="a", message="khan"), Lane.ORDINARY),
        (asked("/api/v1/live/abc/talk", on=True), Lane.FIRST),
        (request("/api/v1/live", method="GET"), Lane.FIRST),
        (request("/api/v1/live/abc", method="GET"), Lane.FIRST),
        (request("/api/v1/live/abc/chunks/7", b"\0" * 9), Lane.FIRST),
        (request("/api/v1/status", method="GET"), Lane.LOOKING),
        (request("/api/v1/status?x=1", method="GET"), Lane.LOOKING),
        (request("/metrics", method="GET"), Lane.COUNTING),
        (request("/api/v1/requests/123?wait=20", method="GET"), Lane.WAITING),
        (request("/api/v1/events?level=true", method="GET"), Lane.FOLLOWING),
        (asked("/api/v1/sign-in", person="lan", pin="493027"), Lane.SIGNING),
        (asked("/api/v1/sign-in", person="lan", priority="emergency"), Lane.SIGNING),
        (request("/api/v1/alerts", b"<alert/>"), Lane.ALERTING),
        (request("/api/v1/alerts", b"x" * (LONGEST + 1)), Lane.ALERTING),
        (request("/api/v1/alerts", b"x" * 2 * LONGEST)[:LONGEST], Lane.ALERTING),
        (request("/api/v1/alerts", b'{"priority": "emergency"}'), Lane.ALERTING),
        (request("/api/v1/other", method="GET"), Lane.ORDINARY),
        (request("/api/v1/stop", None, CHUNKED) + b"1\r\na\r\n" * CHUNKS, Lane.ORDINARY),
        (request("/api/v1/live/abc/talk", None, CHUNKED) + b"1\r\na\r\n" * CHUNKS, Lane.ORDINARY),
        (request("/api/v1/alerts", None, CHUNKED) + b"1\r\na\r\n" * CHUNKS, Lane.ALERTING),
        (asked("/api/stop"), Lane.ORDINARY),
        (asked("/api/v1/play", message="ngan"), Lane.ORDINARY),
        (asked("/api/v1/say", text="priority emergency"), Lane.ORDINARY),
        (request("/", method="GET"), Lane.ORDINARY),
        (request("/api", method="GET"), Lane.ORDINARY),
        (b"\x16\x03\x01 nonsense\r\n\r\n", Lane.ORDINARY),
    ],
)
def test_lane_follows_from_what_is_asked(head: bytes, expected: Lane) -> None:
    assert lane(head, urgent) is expected


@pytest.mark.parametrize("path", ["/api/v1/play", "/api/v1/say", "/api/v1/play-file", "/api/v1/relay"])
@pytest.mark.parametrize(
    "written",
    [
        '{"priority":"emergency"}',
        '{ "message" : "x",\n "priority"\t:\n "emergency" }',
        '{"prior\\u0069ty": "\\u0065mergency"}',
        '{"priority": "normal", "priority": "emergency"}',
        '{"text": "Lũ về", "priority": "emergency", "zones": ["a"]}',
    ],
)
def test_emergency_goes_first_however_it_is_written(path: str, written: str) -> None:
    assert lane(request(path, written.encode())) is Lane.FIRST


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"message": "khan"}, Lane.FIRST),
        ({"what": "khan"}, Lane.FIRST),
        ({"message": "khan", "priority": None}, Lane.FIRST),
        ({"message": "khan", "priority": "normal"}, Lane.ORDINARY),
        ({"message": ["khan"]}, Lane.ORDINARY),
        ({"message": "ngan", "priority": ["emergency"]}, Lane.ORDINARY),
    ],
)
def test_message_that_is_an_emergency_by_its_file_goes_first(body: dict[str, object], expected: Lane) -> None:
    assert lane(asked("/api/v1/play", **body), urgent) is expected


@pytest.mark.parametrize(
    "body",
    [b"", b"null", b"[1]", b"{", b'"emergency"', b"[" * 30000, b"\xff\xfe", b'{"priority": emergency}'],
)
def test_body_that_is_no_sense_is_ordinary(body: bytes) -> None:
    assert lane(request("/api/v1/play", body)) is Lane.ORDINARY


def test_lane_is_told_with_the_byte_that_decides_it() -> None:
    whole = asked("/api/v1/play", message="x", priority="emergency")
    assert {lane(whole[:n]) for n in range(len(whole))} == {None}
    assert lane(whole) is Lane.FIRST


def test_emergency_in_chunks_goes_first() -> None:
    head = request("/api/v1/say", None, "Transfer-Encoding: chunked")
    body = b'7\r\n{"prior\r\n12\r\nity": "emergency"}\r\n0\r\n\r\n'
    assert lane(head + body[:-5]) is None
    assert lane(head + body) is Lane.FIRST


def test_thousands_of_chunks_are_ordinary_before_they_have_all_come() -> None:
    head = request("/api/v1/say", None, "Transfer-Encoding: chunked")
    assert lane(head + b"1\r\nx\r\n" * CHUNKS) is Lane.ORDINARY


def test_headers_may_be_written_in_any_case_and_with_bare_newlines() -> None:
    body = b'{"priority": "emergency"}'
    assert (
        lane(b"POST /api/v1/say HTTP/1.1\nHOST: a\nCONTENT-LENGTH:%d \n\n%b" % (len(body), body))
        is Lane.FIRST
    )


def test_rest_that_does_not_come_is_ordinary_and_half_a_head_has_no_lane() -> None:
    whole = asked("/api/v1/play", message="x", priority="emergency")
    assert lane(whole[:-1], over=True) is Lane.ORDINARY
    assert lane(whole[:30], over=True) is None


@pytest.mark.parametrize("length", ["Content-Length: 2000", "Transfer-Encoding: chunked"])
def test_body_is_not_waited_for_where_the_client_waits_to_send_it(length: str) -> None:
    assert lane(request("/api/v1/say", None, length, "Expect: 100-continue")) is Lane.ORDINARY


def test_request_longer_than_what_is_looked_at_is_ordinary() -> None:
    whole = asked("/api/v1/say", text="a" * LONGEST, priority="emergency")
    assert lane(whole[:LONGEST], over=True) is Lane.ORDINARY


@pytest.mark.parametrize(
    "path", ["stop", "live", "live/t/talk", "rearm", "clock", "correct", "sign-in", "status", "requests/x"]
)
@pytest.mark.parametrize(
    "announced",
    [("Content-Length: 2",), ("Transfer-Encoding: chunked",), ("Content-Length: 2", "Expect: 100-continue")],
    ids=["length", "chunks", "waits to send"],
)
def test_request_whose_body_does_not_come_has_no_lane_where_places_are_few(
    path: str, announced: tuple[str, ...]
) -> None:
    for method in ("GET", "POST"):
        head = request(f"/api/v1/{path}", None, *announced, method=method)
        assert lane(head) is None
        assert lane(head, over=True) is None


@pytest.mark.parametrize(
    "announced", [("Content-Length: 2, 2",), ("Content-Length: 0", "Transfer-Encoding: chunked")]
)
def test_request_with_two_lengths_goes_to_its_lane_at_once_where_it_is_refused(
    announced: tuple[str, ...],
) -> None:
    assert lane(request("/api/v1/stop", None, *announced, method="POST")) is Lane.STOPPING


def test_long_chunk_of_sound_keeps_its_lane_and_nothing_else_does_that_is_not_complete() -> None:
    def long(path: str) -> bytes:
        return request(f"/api/v1/{path}", b" " * 2 * LONGEST)[:LONGEST]

    assert lane(long("live/t/chunks/7"), over=True) is Lane.FIRST
    assert lane(long("correct"), over=True) is Lane.ORDINARY
    for path in ("stop", "live", "live/t/talk", "sign-in"):
        assert lane(long(path), over=True) is None


@pytest.mark.parametrize(
    ("head", "waits"),
    [
        (request("/api/v1/stop", None, "Content-Length: 2", "Expect: 100-continue"), True),
        (request("/api/v1/stop", b"{}", "Expect: 100-continue"), False),
        (request("/api/v1/stop", None, "Content-Length: 2"), False),
        (b"POST /api/v1/stop HTTP/1.1\r\nExpect: 100-continue\r\n", False),
    ],
    ids=["waits", "has sent", "does not wait", "half a head"],
)
def test_client_that_waits_to_send_its_body_is_known(head: bytes, waits: bool) -> None:
    assert waits_for_word(head) is waits
