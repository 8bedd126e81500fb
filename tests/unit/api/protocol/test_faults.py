"""Every error has one shape, one HTTP status, and words in both languages."""

from __future__ import annotations

import json

import pytest

from broadcaster.api.protocol.envelope import STATUS, fault, headers_of, raw, status_of
from broadcaster.core.errors import BroadcasterError
from broadcaster.core.text.catalogue import has


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
        ("people.no_leader", 404),
        ("people.photo_gone", 404),
        ("people.store_busy", 503),
        ("journal.too_slow", 503),
        ("people.leader_code_wrong", 403),
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


@pytest.mark.parametrize(
    ("code", "facts", "headers"),
    [
        ("people.slowed", {"seconds": 8}, {"Retry-After": "8"}),
        ("service.too_many_readers", {}, {"Retry-After": "5"}),
        ("people.store_busy", {}, {"Retry-After": "5"}),
        ("people.who_asks", {}, {"WWW-Authenticate": "Bearer"}),
        ("people.leader_code_wrong", {"name": "hoa"}, {}),
        ("people.photo_gone", {}, {}),
    ],
)
def test_headers_say_when_to_try_again_and_how_to_sign_in(
    code: str, facts: dict[str, int | str], headers: dict[str, str]
) -> None:
    assert headers_of(BroadcasterError(code, **facts)) == headers


def test_half_a_character_that_was_asked_for_is_answered_in_whole_ones() -> None:
    facts = fault(BroadcasterError("service.unknown_priority", written="\ud800"))
    assert json.loads(json.dumps(facts, ensure_ascii=False).encode())["error"]["facts"] == {"written": "?"}
