"""Every error has one shape, one HTTP status, and words in both languages."""

from __future__ import annotations

import json

import pytest

from broadcaster.console.faults import STATUS, fault, raw, status_of
from broadcaster.errors import BroadcasterError
from broadcaster.text import has


@pytest.mark.parametrize("code", STATUS)
def test_each_code_with_a_status_has_words(code: str) -> None:
    assert has(code)


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("station.no_message", 404),
        ("station.no_message_near", 404),
        ("service.no_clash", 409),
        ("service.too_large", 413),
        ("service.not_understood", 422),
        ("service.too_many", 429),
        ("service.pending", 504),
    ],
)
def test_status_tells_what_kind_of_error_it_is(code: str, status: int) -> None:
    assert status_of(code) == status


def test_answer_at_the_door_is_the_same_as_in_a_lane() -> None:
    error = BroadcasterError("service.too_large", largest=5)
    head, _, body = raw(error).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 413 ")
    assert b"Content-Length: %d" % len(body) in head
    assert json.loads(body) == fault(error)
