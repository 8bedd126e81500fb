"""What every answer of the API has in common.

Its language, and the one shape of errors with the HTTP status of each.

The command line sends the language of its own process. So one station answers a Vietnamese officer and an
English technician at the same time.
"""

from __future__ import annotations

import json
import re
from http import HTTPStatus
from typing import Any

from broadcaster.core.answers import answer
from broadcaster.core.errors import BroadcasterError, Phrase
from broadcaster.core.text.catalogue import Language, hint, say, worded


@answer
class ApiFault:
    """What is wrong: a code of the catalogue with its facts, and the sentence for people."""

    code: str
    facts: dict[str, Any]
    message: str
    """in the language of the request"""
    hint: str | None
    """what to do about it"""


@answer
class Failure:
    """The body of every answer that is an error."""

    error: ApiFault


# An error that is not named here is a refusal, or conflicts with the state of the station.
STATUS = {
    "people.who_asks": HTTPStatus.UNAUTHORIZED,
    "people.not_known": HTTPStatus.UNAUTHORIZED,
    "people.wrong": HTTPStatus.UNAUTHORIZED,
    "people.second_step": HTTPStatus.UNAUTHORIZED,
    "people.pin_only": HTTPStatus.UNAUTHORIZED,
    "people.not_allowed": HTTPStatus.FORBIDDEN,
    "notices.no_recipient": HTTPStatus.NOT_FOUND,
    "alerts.unknown": HTTPStatus.NOT_FOUND,
    "alerts.gate_closed": HTTPStatus.SERVICE_UNAVAILABLE,
    "alerts.too_many": HTTPStatus.TOO_MANY_REQUESTS,
    "alerts.store_busy": HTTPStatus.SERVICE_UNAVAILABLE,
    "alerts.not_secure": HTTPStatus.FORBIDDEN,
    "people.leader_code_wrong": HTTPStatus.FORBIDDEN,
    "people.no_leader": HTTPStatus.NOT_FOUND,
    "people.photo_gone": HTTPStatus.NOT_FOUND,
    "people.store_busy": HTTPStatus.SERVICE_UNAVAILABLE,
    "journal.too_slow": HTTPStatus.SERVICE_UNAVAILABLE,
    "people.password_short": HTTPStatus.UNPROCESSABLE_ENTITY,
    "people.password_long": HTTPStatus.UNPROCESSABLE_ENTITY,
    "people.password_guessed": HTTPStatus.UNPROCESSABLE_ENTITY,
    "people.slowed": HTTPStatus.TOO_MANY_REQUESTS,
    "people.locked": HTTPStatus.TOO_MANY_REQUESTS,
    "people.busy": HTTPStatus.TOO_MANY_REQUESTS,
    "station.nothing_to_end": HTTPStatus.NOT_FOUND,
    "station.no_message": HTTPStatus.NOT_FOUND,
    "station.no_such_recording": HTTPStatus.NOT_FOUND,
    "station.no_message_near": HTTPStatus.NOT_FOUND,
    "service.no_session": HTTPStatus.NOT_FOUND,
    "service.unknown_request": HTTPStatus.NOT_FOUND,
    "service.unknown_zone": HTTPStatus.NOT_FOUND,
    "catch_up.unknown": HTTPStatus.NOT_FOUND,
    "voices.unknown": HTTPStatus.NOT_FOUND,
    "service.no_file": HTTPStatus.NOT_FOUND,
    "service.source_not_listed": HTTPStatus.NOT_FOUND,
    "service.large_file": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "service.too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "service.not_understood": HTTPStatus.UNPROCESSABLE_ENTITY,
    "service.nothing_to_say": HTTPStatus.UNPROCESSABLE_ENTITY,
    "service.too_much_to_say": HTTPStatus.UNPROCESSABLE_ENTITY,
    "service.unknown_priority": HTTPStatus.UNPROCESSABLE_ENTITY,
    "service.unknown_form": HTTPStatus.UNPROCESSABLE_ENTITY,
    "service.bad_length": HTTPStatus.UNPROCESSABLE_ENTITY,
    "service.bad_talk_length": HTTPStatus.UNPROCESSABLE_ENTITY,
    "service.too_many": HTTPStatus.TOO_MANY_REQUESTS,
    "service.one_at_a_time": HTTPStatus.TOO_MANY_REQUESTS,
    "service.too_many_armed": HTTPStatus.TOO_MANY_REQUESTS,
    "service.too_many_readers": HTTPStatus.TOO_MANY_REQUESTS,
    "service.too_slow": HTTPStatus.REQUEST_TIMEOUT,
    "service.internal": HTTPStatus.INTERNAL_SERVER_ERROR,
    "service.ending": HTTPStatus.SERVICE_UNAVAILABLE,
    "service.pending": HTTPStatus.GATEWAY_TIMEOUT,
}

AGAIN = 5
"""Seconds after which to try again what is too much now."""


def status_of(code: str) -> HTTPStatus:
    """The HTTP status of an error."""
    return STATUS.get(code, HTTPStatus.CONFLICT)


def headers_of(error: BroadcasterError) -> dict[str, str]:
    """The HTTP headers that belong to an error."""
    match status_of(error.code):
        case HTTPStatus.UNAUTHORIZED:
            return {"WWW-Authenticate": "Bearer"}  # RFC 9110, 15.5.2: how to sign in
        case HTTPStatus.TOO_MANY_REQUESTS | HTTPStatus.SERVICE_UNAVAILABLE:
            return {"Retry-After": str(error.facts.get("seconds", AGAIN))}
    return {}


def fault(error: BroadcasterError) -> dict[str, object]:
    """The body of the answer: `{"error": {code, facts, message, hint}}`."""
    facts = {name: _plain(value) for name, value in error.facts.items()}
    message, advice = say(error.code, **facts), hint(error.code, **facts)
    return {"error": {"code": error.code, "facts": facts, "message": message, "hint": advice}}


def raw(error: BroadcasterError) -> bytes:
    """The whole HTTP answer as bytes, for a connection that gets no lane."""
    status, body = status_of(error.code), json.dumps(fault(error)).encode()
    lines = (
        f"HTTP/1.1 {status.value} {status.phrase}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        "Connection: close",
        *(f"{name}: {value}" for name, value in headers_of(error).items()),
    )
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def _plain(value: object) -> object:
    if isinstance(value, Phrase):
        return worded(value)  # by whoever asks it is shown as it is
    if value is None or isinstance(value, (int, float, bool)):
        return value
    return str(value).encode("utf-8", "replace").decode()  # JSON can write half a character: "\ud800"


HEADER = "Accept-Language"
LONGEST_WISH = 500
"""Bytes of the header that are looked at: a browser's has fewer than a hundred."""

_LINE = re.compile(rb"^accept-language[ \t]*:([^\r\n]*)", re.IGNORECASE | re.MULTILINE)
_WISH = re.compile(r"([a-z]{1,8})(?:-[a-z0-9-]*)?(?:\s*;\s*q\s*=\s*([01](?:\.\d{0,3})?))?", re.IGNORECASE)


def asked_for(header: bytes) -> Language | None:
    """The language that the header prefers of those that there are; None where it names none of them.

    Of equal weights the first counts. Source: RFC 9110, 12.5.4.
    """
    wishes: list[tuple[float, Language]] = []
    if len(header) > LONGEST_WISH:
        header = header[:LONGEST_WISH].rpartition(b",")[0]
    for written in header.decode("latin-1").split(","):
        wish = _WISH.fullmatch(written.strip())
        if wish is not None and wish[1].lower() in tuple(Language):
            wishes.append((float(wish[2] or 1), Language(wish[1].lower())))
    weight, language = max(wishes, key=lambda wish: wish[0], default=(0.0, None))
    return language if weight > 0 else None


def asked_in(head: bytes) -> Language | None:
    """The same of the first bytes of a request that no lane has taken."""
    line = _LINE.search(head)
    return asked_for(line[1]) if line is not None else None
