"""Which lane a request takes, told from its first bytes. Pure.

Whoever ends something, speaks or calls an emergency must not wait behind whoever asks for long work or looks
at the station; so each kind of request has a lane with threads of its own (see `server`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from enum import StrEnum
from urllib.parse import unquote

import h11

LONGEST = 1 << 16  # bytes of a request that are looked at; an emergency's are a few hundred


class Lane(StrEnum):
    """Who shares threads with whom; the order is the order in which they are let in."""

    FIRST = "first"  # stop, live voices, emergencies, and what people decide while something airs
    LOOKING = "looking"  # how the station is
    COUNTING = "counting"  # its figures: those of the disk may take as long as the disk does
    WAITING = "waiting"  # for the end of a request, for as long as it takes
    ORDINARY = "ordinary"  # all else


_BY_PATH = {
    "stop": Lane.FIRST,
    "live": Lane.FIRST,
    "rearm": Lane.FIRST,
    "prefer": Lane.FIRST,
    "clock": Lane.FIRST,
    "correct": Lane.FIRST,  # it ends a mistake on the air before all else
    "status": Lane.LOOKING,
    "metrics": Lane.COUNTING,
    "requests": Lane.WAITING,
}
_NAMES = ("message", "what")  # fields that name a message of the station
EMERGENCY = "emergency"
_HEADERS_END = re.compile(rb"\n\r?\n")
_LENGTH = re.compile(rb"\ncontent-length:[ \t]*(\d{1,9})[ \t]*\r?\n", re.IGNORECASE)
_EXPECT = re.compile(rb"\nexpect:[ \t]*100-continue", re.IGNORECASE)

Urgent = Callable[[str], bool]
"""Whether the station's message of that name is an emergency by its own file."""


def lane(head: bytes, urgent: Urgent = lambda _name: False, *, over: bool = False) -> Lane | None:
    """The lane of a request that begins with `head`; None if more bytes are needed to tell.

    A request whose headers are not whole has no lane, however long it took.

    Args:
        head: the first bytes that have come.
        urgent: which messages are emergencies even where the request does not say so.
        over: no more bytes will come in time, or more than `LONGEST` have: tell by what there is.
    """
    end = _HEADERS_END.search(head)
    if end is None:
        return None
    method, _, target = head.partition(b"\n")[0].strip().partition(b" ")
    known = _BY_PATH.get(_room(target.partition(b" ")[0]))
    if known is not None:
        return known
    if method != b"POST":
        return Lane.ORDINARY
    body = _body(head, end.end())
    if body is None and not over and not _EXPECT.search(head, 0, end.end()):
        return None
    return Lane.FIRST if body and _is_emergency(body, urgent) else Lane.ORDINARY


def _room(target: bytes) -> str:
    """The part of a path that says what is asked: `stop` of `/api/stop?x`, also behind a version."""
    path = unquote(target.partition(b"?")[0].decode("latin-1")).strip("/").split("/")
    if path[0] == "api":
        path = path[2:] if len(path) > 1 and path[1] == "v1" else path[1:]
    return path[0] if path else ""


def _body(head: bytes, start: int) -> bytes | None:
    """The whole body of a request, which begins at `start`; None if it is not there yet."""
    length = _LENGTH.search(head, 0, start)
    if length is None:
        return _gathered(head)
    # Nearly always, and thirty times as quick: what came at once is all looked at before anybody is let in.
    end = start + int(length[1])
    return head[start:end] if len(head) >= end else None


def _gathered(head: bytes) -> bytes | None:
    """The same of a body that comes in chunks, or of a request without one."""
    request = h11.Connection(h11.SERVER, max_incomplete_event_size=LONGEST)
    body = b""
    try:
        request.receive_data(head)
        while True:
            match request.next_event():
                case h11.Request():
                    pass
                case h11.Data(data=data):
                    body += bytes(data)
                case h11.EndOfMessage():
                    return body
                case _:
                    return None
    except h11.RemoteProtocolError:
        return b""  # uvicorn tells what is wrong with it


def _is_emergency(body: bytes, urgent: Urgent) -> bool:
    try:
        asked = json.loads(body)
    except (ValueError, RecursionError):
        return False
    if not isinstance(asked, dict):
        return False
    if asked.get("priority") is not None:
        return bool(asked["priority"] == EMERGENCY)
    return any(isinstance(name := asked.get(field), str) and urgent(name) for field in _NAMES)
