"""How a station's own texts are read: with its lexicon, place and manner, and the message's lexicon."""

from __future__ import annotations

from collections.abc import Iterator

from broadcaster.reading.engine import read
from broadcaster.reading.model import Reading
from broadcaster.station.model import Message, Say, Station


def read_in(station: Station, text: str, message: Message | None = None) -> Reading:
    """A text as this station says it, in `message` if it belongs to one."""
    return read(
        text,
        ward=station.lexicon,
        message=message.lexicon if message else None,
        place=station.settings.place,
        manner=station.settings.reading,
    )


def readings(station: Station, message: Message) -> Iterator[Reading]:
    """What is said in `message`, part by part."""
    return (read_in(station, part.text, message) for part in message.parts if isinstance(part, Say))
