"""Contact inputs: buttons and sensors.

The lines that buttons and sensors close, and when one counts as pressed. A driver only reads.

A contact must have been seen open, for as long as it must be held, before a closing counts: a contact that
is closed at the start, or stuck, fires nothing. Held closed it fires once; opened again it is armed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from broadcaster.core.errors import PlayoutError
from broadcaster.station.model.equipment import Contact
from broadcaster.station.model.keys import filled
from broadcaster.station.registries.contacts import CONTACTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """What is known of one contact. Instants are seconds of a clock that is never set."""

    hold: float  # seconds
    closed: bool | None = None  # as last seen; None before the first look
    since: float = 0.0  # when it was first seen so
    armed: bool = False

    @property
    def stuck(self) -> bool:
        """True while it is closed and was never armed, or has fired."""
        return self.closed is True and not self.armed


def look(press: Press, closed: bool, at: float) -> tuple[Press, bool]:
    """What is known after a look at `at`, and whether it fires now."""
    if closed is not press.closed:
        return replace(press, closed=closed, since=at), False
    if at - press.since < press.hold:
        return press, False
    if not closed:
        return replace(press, armed=True), False
    return replace(press, armed=False), press.armed


class GpioInput:
    """An input line with a pull-up or pull-down towards the open state."""

    def __init__(self, chip: str, line: int, *, low: bool) -> None:
        try:
            import gpiod
            from gpiod.line import Bias, Direction, Value
        except ImportError as error:
            raise PlayoutError("playout.contact_library", library="gpiod") from error
        bias = Bias.PULL_UP if low else Bias.PULL_DOWN
        wanted = gpiod.LineSettings(direction=Direction.INPUT, bias=bias, active_low=low)
        self._line = line
        self._active = Value.ACTIVE
        self._lines = gpiod.request_lines(chip, consumer="broadcaster", config={line: wanted})

    def closed(self) -> bool:
        """True while the line is active."""
        return bool(self._lines.get_value(self._line) == self._active)

    def close(self) -> None:
        """Release the line."""
        self._lines.release()


class SerialInput:
    """CTS, DSR or CD; DTR stays on as the supply of a bare button, RTS off."""

    def __init__(self, port: str, line: str) -> None:
        try:
            import serial
        except ImportError as error:
            raise PlayoutError("playout.contact_library", library="pyserial") from error
        # Opening raises both lines for an instant unless they are set before.
        self._port = serial.serial_for_url(port, do_not_open=True)
        self._port.rts = False
        self._port.dtr = True
        self._port.open()
        self._line = line

    def closed(self) -> bool:
        """True while the line is raised."""
        return bool(getattr(self._port, self._line))

    def close(self) -> None:
        """Close the port."""
        self._port.close()


class ContactInput(Protocol):
    """One line. May block or fail; it is looked at on a thread of its own."""

    def closed(self) -> bool:
        """True while the contact is closed. Raises OSError: the line cannot be read."""

    def close(self) -> None:
        """Let go of the line."""


def open_input(contact: Contact, root: Path) -> ContactInput:
    """The input of a contact.

    Args:
        root: the station's folder, for relative paths.

    Raises:
        PlayoutError: its library is not installed.
        OSError: the line cannot be opened.
    """
    options = filled(CONTACTS[contact.type], contact.options)
    if contact.type == "gpio":
        return GpioInput(options["chip"], int(options["line"]), low=options["active"] == "low")
    if contact.type == "serial":
        return SerialInput(options["port"], options["line"])
    return FileInput(root / options["path"])


class FileInput:
    """Closed while a file exists: the fake that ships, and an interface for simple programs."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def closed(self) -> bool:
        """True while the file is there."""
        return self._path.exists()

    def close(self) -> None:
        """Nothing is held."""
