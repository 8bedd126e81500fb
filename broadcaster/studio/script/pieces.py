"""A message with a relay in it as what is rendered ahead and what is put through. Pure.

Whatever stands before, between and after relays is a message of its own, called `ID#NUMBER`; no
message that people write can have such an id. Only one piece of a session has an opening and one a
closing, as `session_frames` tells.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby

from broadcaster.station.model import Message, Pause, Relay, Station

MARK = "#"

Piece = Message | Relay


def has_relay(message: Message) -> bool:
    """True if a message cannot be rendered whole."""
    return any(isinstance(part, Relay) for part in message.parts)


def pieces(message: Message) -> tuple[Piece, ...]:
    """The message itself, or its pieces in order; pauses beside a relay alone make none."""
    if not has_relay(message):
        return (message,)
    found: list[Piece] = []
    for relayed, group in groupby(message.parts, key=lambda part: isinstance(part, Relay)):
        parts = tuple(group)
        if relayed:
            found += [part for part in parts if isinstance(part, Relay)]
        elif not all(isinstance(part, Pause) for part in parts):
            found.append(replace(message, id=f"{message.id}{MARK}{len(found)}", parts=parts, repeat=1))
    return tuple(found)


def find(station: Station, name: str) -> Message | None:
    """The message or piece of a message called `name`."""
    whole, mark, _ = name.partition(MARK)
    message = station.messages.get(whole)
    if message is None or not mark:
        return message
    return next((p for p in pieces(message) if isinstance(p, Message) and p.id == name), None)


def rendered(message: Message) -> tuple[str, ...]:
    """The names of what must be rendered before a message may air."""
    return tuple(piece.id for piece in pieces(message) if isinstance(piece, Message))


def stand_ins(message: Message) -> tuple[str, ...]:
    """The messages that air if a relay fails."""
    return tuple(p.fallback for p in message.parts if isinstance(p, Relay) and p.fallback is not None)
