"""A message of the station by the name that a person gave."""

from __future__ import annotations

from broadcaster.errors import StationError
from broadcaster.station.model import Message, Station
from broadcaster.station.naming import nearest, nfc


def find_message(station: Station, name: str) -> Message:
    """The message of that id.

    Raises:
        StationError: there is none; the error names the nearest one, or all. Or it waits for its
            file to be mended.
    """
    name = nfc(name)
    message = station.messages.get(name)
    why = station.waiting.get(name)
    if why is not None and why.place:
        raise StationError("station.message_waits", message=name, place=why.place)
    if message is not None and why is None:
        return message
    there = station.messages.keys() - station.waiting.keys()
    near = nearest(name, there)
    if near:
        raise StationError("station.no_message_near", message=name, near=near)
    known = ", ".join(sorted(there)) or "–"
    raise StationError("station.no_message", message=name, known=known)
