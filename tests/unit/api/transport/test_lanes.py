"""Which lane a request takes, however it is written."""

from __future__ import annotations

import json

import pytest

from broadcaster.api.transport.lanes import Lane, lane

Asked = tuple[str, str, bytes | None]


def request(path: str, body: bytes | None = b"", method: str = "POST") -> Asked:
    return method, path, body


def asked(path: str, **body: object) -> Asked:
    return request(path, json.dumps(body).encode())


def urgent(name: str) -> bool:
    return name == "khan"


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (asked("/api/v1/stop", all=True), Lane.STOPPING),
        (asked("/api/v1/stop"), Lane.STOPPING),
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
        (request("/api/v1/status/", method="GET"), Lane.LOOKING),
        (request("/metrics", method="GET"), Lane.COUNTING),
        (request("/api/v1/requests/123", method="GET"), Lane.WAITING),
        (request("/api/v1/events", method="GET"), Lane.FOLLOWING),
        (asked("/api/v1/sign-in", person="lan", pin="493027"), Lane.SIGNING),
        (asked("/api/v1/sign-in", person="lan", priority="emergency"), Lane.SIGNING),
        (request("/api/v1/other", method="GET"), Lane.ORDINARY),
        (asked("/api/stop"), Lane.ORDINARY),
        (asked("/api/v1/play", message="ngan"), Lane.ORDINARY),
        (asked("/api/v1/say", text="priority emergency"), Lane.ORDINARY),
        (request("/", method="GET"), Lane.ORDINARY),
        (request("/api", method="GET"), Lane.ORDINARY),
    ],
)
def test_lane_follows_from_what_is_asked(head: Asked, expected: Lane) -> None:
    assert lane(*head, urgent) is expected


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
    assert lane(*request(path, written.encode())) is Lane.FIRST


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
    assert lane(*asked("/api/v1/play", **body), urgent) is expected


@pytest.mark.parametrize(
    "body",
    [b"", b"null", b"[1]", b"{", b'"emergency"', b"[" * 30000, b"\xff\xfe", b'{"priority": emergency}'],
)
def test_body_that_is_no_sense_is_ordinary(body: bytes) -> None:
    assert lane(*request("/api/v1/play", body)) is Lane.ORDINARY


def test_long_chunk_of_sound_keeps_its_lane_and_nothing_else_does_where_places_are_few() -> None:
    assert lane(*request("/api/v1/live/t/chunks/7", None)) is Lane.FIRST
    assert lane(*request("/api/v1/correct", None)) is Lane.ORDINARY
    assert lane(*request("/api/v1/say", None)) is Lane.ORDINARY
    for path in ("stop", "live", "live/t/talk", "sign-in", "rearm", "requests/x", "status"):
        assert lane(*request(f"/api/v1/{path}", None)) is None
