"""Messages and reports between station and keyer: one JSON object a packet over a socket pair.

Station to keyer: `open` (once, first), `begin` (once; until then it stands by and touches nothing),
`on`, `off`, `rearm`, `renew`, `beat` (a renewal that renews nothing), `quit`. Keyer to station: `ready`,
`beat` (the answer), and the names of `KeyNews`. A packet arrives whole or not at all. Neither side
ever waits for the other: a keyer whose station hangs must still look at its clock, a station whose
keyer hangs must still air.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from broadcaster.station.registries.keyings import KEYINGS


class KeyNews(StrEnum):
    """What a keyer reports about one switch."""

    ON = "on"  # it has been switched on
    OFF = "off"  # it has been released
    FAULT = "fault"  # it does not obey; it is tried again until it does or is wanted no more
    LOST = "lost"  # it was on and has been released unasked: keyer or lease lost
    TRIPPED = "tripped"  # it has been on for `longest` and was released


LAPSED = "the station was silent for too long"
"""Why a switch was released whose lease the station did not renew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyReport:
    """A report about one switch; `reason` is for people, "" where there is none."""

    news: KeyNews
    name: str
    reason: str = ""


LARGEST = 65536  # bytes of a packet

UNRELEASED = 3
"""Exit code of a keyer whose device did not obey to the end; 1 is Python's own for a fault."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One switch: its name in the station, its driver, the driver's own settings."""

    name: str
    type: str
    options: Mapping[str, str]
    longest: float  # seconds that it may be on

    @property
    def device(self) -> str:
        """The device it is connected to, without secrets.

        Switches on one device have one owner, for opening a port may key it.
        """
        if self.type == "http":
            return f"http:{urlsplit(self.options['on']).hostname}"
        keys = KEYINGS[self.type].device
        return ":".join([self.type, *(self.options[key] for key in keys if key in self.options)])


def send(link: socket.socket, do: str, **fields: Any) -> bool:  # noqa: ANN401 - JSON values
    """Send a packet without waiting; false if the other side is gone or takes nothing."""
    try:
        link.send(json.dumps({"do": do, **fields}).encode(), socket.MSG_DONTWAIT | socket.MSG_NOSIGNAL)
    except OSError:
        return False
    return True


def receive(link: socket.socket) -> dict[str, Any] | None:
    """Wait for a packet; None when the other side is gone."""
    try:
        packet = link.recv(LARGEST)
    except OSError:
        return None
    message: dict[str, Any] | None = json.loads(packet) if packet else None
    return message


def as_json(choice: Choice) -> dict[str, Any]:
    """A choice as it goes over the wire; not on a command line, where passwords would be seen."""
    return {**asdict(choice), "options": dict(choice.options)}
