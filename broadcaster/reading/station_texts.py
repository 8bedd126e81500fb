"""Reading a station's texts: with its lexicon, place and manner, and the lexicon of the message."""

from __future__ import annotations

from collections.abc import Iterator

from broadcaster.reading.engine import read
from broadcaster.reading.model import Reading
from broadcaster.station.model import Message, Say, Station


def read_in(station: Station, text: str, message: Message | None = None) -> Reading:
    """The reading of a text by this station's settings, and by those of `message` if it is part of one."""
    house = station.house_of(message.id) if message else station
    return read(
        text,
        ward=house.lexicon,
        message=message.lexicon if message else None,
        place=house.settings.place,
        manner=house.settings.reading,
    )


def readings(station: Station, message: Message) -> Iterator[Reading]:
    """The readings of the `say` parts of `message`, in order."""
    return (read_in(station, part.text, message) for part in message.parts if isinstance(part, Say))
