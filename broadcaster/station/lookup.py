"""A message of the station by the name that a person gave."""

from __future__ import annotations

from broadcaster.errors import StationError
from broadcaster.station.model import Message, Station
from broadcaster.station.naming import nearest, nfc


def find_message(station: Station, name: str) -> Message:
    """The message of that id.

    Raises:
        StationError: there is none; the error names the nearest one, or all.
    """
    name = nfc(name)
    message = station.messages.get(name)
    if message is not None:
        return message
    near = nearest(name, station.messages)
    if near:
        raise StationError("station.no_message_near", message=name, near=near)
    known = ", ".join(sorted(station.messages)) or "–"
    raise StationError("station.no_message", message=name, known=known)
