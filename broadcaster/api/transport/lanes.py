"""Choose the lane of a request. Pure.

A request that stops something, speaks or asks for an emergency must not wait behind one that takes long or
asks for the status. So each kind of request has a lane with places and threads of its own (see `limiter`).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from enum import StrEnum

LONGEST = 1 << 16  # bytes of a body that are looked at; an emergency's are a few hundred


class Lane(StrEnum):
    """The lanes."""

    STOPPING = "stopping"  # stop alone: it waits behind nobody's emergency either
    FIRST = "first"  # live voices, emergencies
    DECIDING = "deciding"  # decisions while something airs, corrections: they write before they answer
    OPENING = "opening"  # a voice that is no emergency: its row waits for the disk before it may speak
    LOOKING = "looking"  # the status of the station
    COUNTING = "counting"  # metrics: those of the disk may take as long as the disk does
    WAITING = "waiting"  # waits for the end of a request
    FOLLOWING = "following"  # streams of events
    SIGNING = "signing"  # signing in: each takes a hash, one after the other
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
}
_NAMES = ("message", "what")  # fields that name a message of the station
EMERGENCY = "emergency"
_CORRECT = "correct"
_VOICE = ["live"]
_HEAR = ["hear"]  # always a rehearsal

Urgent = Callable[[str], bool]
"""Whether the station's message of that name is an emergency by its own file."""


def lane(method: str, target: str, body: bytes | None, urgent: Urgent = lambda _name: False) -> Lane | None:
    """The lane of a request; None if it is longer than its like may be.

    Where places are few, a body is short, but for chunks of sound and the text of a correction: who announces
    a long one and sends none would keep a place and do nothing.

    Args:
        method: as HTTP names it.
        target: the path.
        body: whole; None for one that is longer than `LONGEST`.
        urgent: whether a message is an emergency although the request does not say so.
    """
    path = parts(target)
    known = _BY_PATH.get(path[0]) if path else None
    if body is None:
        if known is None or path[0] == _CORRECT:
            return Lane.ORDINARY
        return known if is_chunk(path) else None
    if path == _VOICE and method == "POST" and not _is_emergency(body, urgent):
        return Lane.OPENING
    if known is not None:
        return known
    return Lane.FIRST if method == "POST" and path != _HEAR and _is_emergency(body, urgent) else Lane.ORDINARY


def parts(target: str) -> list[str]:
    """The parts of a path that tell what is asked: `stop` of `/api/v1/stop`, `metrics` of `/metrics`."""
    path = target.strip("/").split("/")
    if path[:2] == ["api", "v1"]:
        return path[2:]
    return path if path == ["metrics"] else []


def is_chunk(path: list[str]) -> bool:
    """Whether a chunk of a live voice is sent there."""
    return len(path) == 4 and (path[0], path[2]) == ("live", "chunks")


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
