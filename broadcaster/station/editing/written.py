"""The digest of what a message's file says, before anything is read aloud. Pure.

It is kept with an approval: where it still holds and the digest of the spoken words does not, the
reading was changed (a lexicon, the manner of reading, the place), and not the message.
"""

from __future__ import annotations

import hashlib
import json

from broadcaster.station.model import Message, Part, Pause, Play, Priority, Relay, Say, Station


def written_digest(station: Station, message: Message) -> str:
    """64 hexadecimal digits over texts, recordings' bytes, relays and how often they are heard."""
    station = station.house_of(message.id)
    parts = [_content(station, part) for part in message.parts if not isinstance(part, Pause)]
    bed = _bytes_of(station, message.bed) if message.bed else None
    facts = {"version": 1, "parts": parts, "bed": bed, "repeat": message.repeat, "every": message.every}
    text = json.dumps(facts, ensure_ascii=True, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def timing_digest(message: Message, approved: Priority | None = None, *, instead: bool = True) -> str:
    """64 hexadecimal digits over a message's pauses, where they stand, and what stands in for its relays; of
    an emergency over its days too.

    Args:
        message: the message.
        approved: the class in which it was approved, which decides about the days; its own by default.
        instead: False for the digest of earlier versions, without what stands in.
    """
    pauses = [part.length if isinstance(part, Pause) else None for part in message.parts]
    facts: list[object] = [pauses, message.repeat, message.gap, message.every]
    if (approved or message.priority) is Priority.EMERGENCY:
        facts += [str(day) for day in (message.valid.first, message.valid.until)]
    relays = [part.fallback for part in message.parts if isinstance(part, Relay)]
    if instead and relays:
        facts.append(relays)
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def _content(station: Station, part: Part) -> list[object]:
    match part:
        case Say():
            return ["say", part.text, str(part.emphasis)]
        case Play():
            return ["play", _bytes_of(station, part.recording)]
        case Relay():
            return ["relay", part.source, part.length]
        case Pause():
            return ["pause"]


def _bytes_of(station: Station, name: str) -> str:
    known = station.recordings.get(name)
    return name if known is None else known.sha256
