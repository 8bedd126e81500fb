"""A message split into pieces that are rendered ahead and relays.

Also what its sound and words are made of. Pure.

The parts before, between and after relays are messages of their own, called `ID#NUMBER`; no message
that people write can have such an id. Only the first piece airs with an opening and only the last
one with a closing (see `session_frames`).
"""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby

from broadcaster.station.model.message import Message, Pause, Play, Relay
from broadcaster.station.model.station import Recording, Station


def ingredients(station: Station, message: Message) -> tuple[object, ...]:
    """All that goes into a programme, to be compared: equal ingredients need no new rendering.

    The message, what decides its words, its recordings, and how they are spoken and sound.
    """
    station = station.house_of(message.id)
    settings = station.settings
    recordings = tuple(sorted((n, each.sha256) for n, each in recordings_of(station, message).items()))
    words = (settings.place, settings.reading, station.lexicon)
    manner = (settings.speech, settings.voices, settings.sound, settings.sirens)
    return (message, words, recordings, manner)


def recordings_of(station: Station, message: Message) -> dict[str, Recording]:
    """The recordings that a message, its bed and the station's opening, closing and siren name.

    The station may have a hundred thousand: they are looked up, not gone through.
    """
    sound = station.settings.sound
    names: set[str | None] = {part.recording for part in message.parts if isinstance(part, Play)}
    names |= {message.bed, sound.opening, sound.closing, sound.emergency}
    return {name: each for name in names if name and (each := station.recordings.get(name)) is not None}


MARK = "#"

Piece = Message | Relay


def has_relay(message: Message) -> bool:
    """True if a message cannot be rendered whole."""
    return any(isinstance(part, Relay) for part in message.parts)


def pieces(message: Message) -> tuple[Piece, ...]:
    """The message itself, or its pieces in order. Pauses alone beside a relay make no piece."""
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
