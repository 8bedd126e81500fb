"""Choose the lane of a request from its first bytes. Pure.

A request that stops something, speaks or asks for an emergency must not wait behind one that takes long or
asks for the status. So each kind of request has a lane with threads of its own (see `server`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from enum import StrEnum
from urllib.parse import unquote

from broadcaster.api.transport.http import whole_body

CHUNKS = 32  # lines of a body in chunks that are looked at
LONGEST = 1 << 16  # bytes of a request that are looked at; an emergency's are a few hundred


class Lane(StrEnum):
    """The lanes, in the order in which the acceptor serves them."""

    STOPPING = "stopping"  # stop alone: it waits behind nobody's emergency either
    FIRST = "first"  # live voices, emergencies
    DECIDING = "deciding"  # decisions while something airs, corrections: they write before they answer
    OPENING = "opening"  # a voice that is no emergency: its row waits for the disk before it may speak
    LOOKING = "looking"  # the status of the station
    COUNTING = "counting"  # metrics: those of the disk may take as long as the disk does
    WAITING = "waiting"  # waits for the end of a request
    FOLLOWING = "following"  # streams of events
    SIGNING = "signing"  # signing in: each takes a hash, one after the other
    ALERTING = "alerting"  # alerts from above: each waits for its verdict, and strangers may send many
    ORDINARY = "ordinary"  # all else


URGENT = (Lane.STOPPING, Lane.FIRST, Lane.DECIDING)
"""The lanes of what must not wait, whoever else asks."""

_BY_PATH = {
    "stop": Lane.STOPPING,
    "live": Lane.FIRST,
    "rearm": Lane.DECIDING,
    "prefer": Lane.DECIDING,
    "clock": Lane.DECIDING,
    "correct": Lane.DECIDING,  # it first ends the mistake that is on air
    "status": Lane.LOOKING,
    "metrics": Lane.COUNTING,
    "requests": Lane.WAITING,
    "events": Lane.FOLLOWING,
    "sign-in": Lane.SIGNING,
    "sign-out": Lane.SIGNING,
    "password": Lane.SIGNING,
    "alerts": Lane.ALERTING,
}
_NAMES = ("message", "what")  # fields that name a message of the station
EMERGENCY = "emergency"
_CORRECT = "correct"
_VOICE = ["live"]
_HEAR = ["hear"]  # always a rehearsal
_HEADERS_END = re.compile(rb"\n\r?\n")
_ANNOUNCED = re.compile(rb"\n(?:content-length|(transfer-encoding))[ \t]*:", re.IGNORECASE)
_LENGTH = re.compile(rb"\ncontent-length:[ \t]*(\d{1,9})[ \t]*\r?\n", re.IGNORECASE)
_EXPECT = re.compile(rb"\nexpect:[ \t]*100-continue", re.IGNORECASE)

Urgent = Callable[[str], bool]
"""Whether the station's message of that name is an emergency by its own file."""


def lane(head: bytes, urgent: Urgent = lambda _name: False, *, over: bool = False) -> Lane | None:
    """The lane of a request that begins with `head`; None if more bytes are needed.

    A request whose headers are not complete has no lane, however long it takes. Where the path alone tells
    the lane, neither has one whose body is not complete: it would keep one of the lane's few places and do
    nothing. Such bodies are short, but for chunks of sound and the text of a correction.

    Args:
        urgent: whether a message is an emergency although the request does not say so.
        over: no more bytes will come in time, or `LONGEST` have come: decide by what there is.
    """
    end = _HEADERS_END.search(head)
    if end is None:
        return None
    method, _, target = head.partition(b"\n")[0].strip().partition(b" ")
    path = _path(target.partition(b" ")[0])
    known = _BY_PATH.get(path[0]) if path else None
    if known is None and method != b"POST":
        return Lane.ORDINARY
    if _shredded(head, end.end()):
        return known if known is Lane.ALERTING else Lane.ORDINARY
    body = _body(head, end.end())
    if path == _VOICE and method == b"POST" and body is not None and not _is_emergency(body, urgent):
        return Lane.OPENING
    if known is not None:
        return known if body is not None else _lane_of_long(path, known) if len(head) >= LONGEST else None
    if body is None and not over and not _EXPECT.search(head, 0, end.end()):
        return None
    return Lane.FIRST if body and path != _HEAR and _is_emergency(body, urgent) else Lane.ORDINARY


def waits_for_word(head: bytes) -> bool:
    """True if the client sends the body only after a `100 Continue` (RFC 9110, 10.1.1)."""
    end = _HEADERS_END.search(head)
    return end is not None and len(head) == end.end() and bool(_EXPECT.search(head, 0, end.end()))


def _lane_of_long(path: list[str], known: Lane) -> Lane | None:
    """The lane of a request with a known path that is longer than what is looked at."""
    if path[0] == _CORRECT:
        return Lane.ORDINARY
    if known is Lane.ALERTING:
        return known
    return known if len(path) == 4 and path[2] == "chunks" else None


def _path(target: bytes) -> list[str]:
    """The parts that tell what is asked: `stop` of `/api/v1/stop?x`, `metrics` of `/metrics`."""
    path = unquote(target.partition(b"?")[0].decode("latin-1")).strip("/").split("/")
    if path[:2] == ["api", "v1"]:
        return path[2:]
    return path if path == ["metrics"] else []


def _shredded(head: bytes, start: int) -> bool:
    """True for a body in more chunks than anything urgent has, with its end or without.

    An emergency comes in a chunk or two. To look at thousands would keep the acceptor, one thread, for long.
    """
    announced = (each[1] for each in _ANNOUNCED.finditer(head, 0, start))
    return any(announced) and head.count(b"\n", start) > CHUNKS


def _body(head: bytes, start: int) -> bytes | None:
    """The body of a request, which begins at `start`; None if it is not complete yet."""
    announced = _ANNOUNCED.search(head, 0, start)
    if announced is None:
        return b""
    length = _LENGTH.search(head, 0, start)
    if length is None or any(each[1] for each in _ANNOUNCED.finditer(head, 0, start)):
        return whole_body(head)
    # Nearly every request has a length. This is much faster than a parser, and the acceptor is one thread.
    end = start + int(length[1])
    return head[start:end] if len(head) >= end else None


def _is_emergency(body: bytes, urgent: Urgent) -> bool:
    try:
        asked = json.loads(body)
    except (ValueError, RecursionError):
        return False
    if (
        not isinstance(asked, dict) or asked.get("rehearse") is True
    ):  # whoever has no right to air may rehearse
        return False
    if asked.get("priority") is not None:
        return bool(asked["priority"] == EMERGENCY)
    return any(isinstance(name := asked.get(field), str) and urgent(name) for field in _NAMES)
