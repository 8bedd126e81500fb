"""Serial ports: a control line (RTS or DTR), or a USB relay board that takes bytes.

Sources: the makers' sheets. LCUS boards take A0, relay, state and the sum of the three; KMTronic
boards FF, relay, state; Numato boards lines of text, their relays counted from 0 in hexadecimal.

The only module that imports pyserial. Opening a port raises RTS and DTR and may key the transmitter,
so both are set down before; the port then stays open for as long as the keyer runs. Where the kernel
supports it (HUPCL), it lowers both lines when the keyer ends.
"""

from __future__ import annotations

import os
import termios
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from typing import Protocol

import serial

from broadcaster.playout.keying.driver import TIMEOUT, Driver, SwitchFault
from broadcaster.playout.keying.wire import Choice
from broadcaster.station.model.keys import filled
from broadcaster.station.registries.keyings import SerialKeying


@dataclass(frozen=True, slots=True)
class RelayBoard:
    """How many relays it has, and the bytes that switch relay 1 … `relays`."""

    relays: int
    command: Callable[[int, bool], bytes]


def _lcus(relay: int, on: bool) -> bytes:
    head = (0xA0, relay, int(on))
    return bytes([*head, sum(head) & 0xFF])


def _kmtronic(relay: int, on: bool) -> bytes:
    return bytes([0xFF, relay, int(on)])


def _numato(relay: int, on: bool) -> bytes:
    return f"relay {'on' if on else 'off'} {relay - 1:X}\r".encode()


BOARDS: dict[str, RelayBoard] = {
    "lcus-1": RelayBoard(1, _lcus),
    "lcus-2": RelayBoard(2, _lcus),
    "lcus-4": RelayBoard(4, _lcus),
    "lcus-8": RelayBoard(8, _lcus),
    "kmtronic": RelayBoard(8, _kmtronic),
    "numato": RelayBoard(16, _numato),
}


_CFLAG = 2  # index of the control flags in what tcgetattr gives


class SerialLike(Protocol):
    """What is used of pyserial's port; the fake has it too."""

    rts: bool
    dtr: bool

    def open(self) -> None:
        """Open the device."""

    def close(self) -> None:
        """Close it."""

    def write(self, data: bytes, /) -> int | None:
        """Send bytes."""

    def flush(self) -> None:
        """Wait until they are sent."""


@dataclass
class FakePort:
    """The fake: keeps in `log` what happened, with the lines as they stood when it was opened."""

    log: list[str] = field(default_factory=list)
    fail: str = ""  # what to fail with
    lines: dict[str, bool] = field(default_factory=lambda: {"rts": True, "dtr": True})
    opened: bool = False

    @property
    def rts(self) -> bool:
        """The RTS line."""
        return self.lines["rts"]

    @rts.setter
    def rts(self, up: bool) -> None:
        self._set("rts", up)

    @property
    def dtr(self) -> bool:
        """The DTR line."""
        return self.lines["dtr"]

    @dtr.setter
    def dtr(self, up: bool) -> None:
        self._set("dtr", up)

    def open(self) -> None:
        """Keep that it was opened, and how."""
        self._check()
        self.opened = True
        self.log.append(f"open rts={self.rts:d} dtr={self.dtr:d}")

    def close(self) -> None:
        """Keep that it was closed."""
        self.opened = False
        self.log.append("close")

    def write(self, data: bytes, /) -> int | None:
        """Keep the bytes."""
        self._check()
        self.log.append(data.hex(" "))
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def _set(self, line: str, up: bool) -> None:
        self._check()
        self.lines[line] = up
        if self.opened:
            self.log.append(f"{line}={up:d}")

    def _check(self) -> None:
        if self.fail:
            raise serial.SerialException(self.fail)


def _real(path: str, baud: int) -> SerialLike:
    port: SerialLike = serial.serial_for_url(
        path, baud, timeout=TIMEOUT, write_timeout=TIMEOUT, do_not_open=True
    )
    return port


class Port:
    """One port that stays open, shared by the switches that hang on it."""

    def __init__(self, path: str, baud: int, make: Callable[[str, int], SerialLike] = _real) -> None:
        self.path = path
        self._baud = baud
        self._make = make
        self._port: SerialLike | None = None

    def set(self, line: str, up: bool) -> None:
        """Raise or lower a control line; SwitchFault if the port does not obey."""
        self._do(lambda port: setattr(port, line, up))

    def write(self, data: bytes) -> None:
        """Send bytes; SwitchFault if the port does not take them."""

        def send(port: SerialLike) -> None:
            port.write(data)
            port.flush()

        self._do(send)

    def _do(self, act: Callable[[SerialLike], None]) -> None:
        try:
            if self._port is None:
                self._port = self._open()
            act(self._port)
        except (OSError, ValueError, termios.error) as error:
            port, self._port = self._port, None
            if port is not None:
                with suppress(OSError, termios.error):  # a plug that was pulled: there is nothing to close
                    port.close()
            reason = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else str(error)
            raise SwitchFault(f"{self.path}: {reason}") from error

    def _open(self) -> SerialLike:
        port = self._make(self.path, self._baud)
        port.rts = port.dtr = False
        port.open()
        _hang_up_at_the_end(port)
        return port


def _hang_up_at_the_end(port: SerialLike) -> None:
    """Have the kernel lower the lines when the last process that holds the port ends."""
    handle = getattr(port, "fd", None)
    if handle is None:
        return
    settings = termios.tcgetattr(handle)
    settings[_CFLAG] |= termios.HUPCL
    termios.tcsetattr(handle, termios.TCSANOW, settings)


@cache
def port_at(path: str, baud: int) -> Port:
    """The port of this path in this process."""
    return Port(path, baud)


class LineSwitch:
    """A control line that closes a relay or keys a transmitter."""

    def __init__(self, port: Port, line: str) -> None:
        self._port = port
        self._line = line

    def on(self) -> None:
        """Raise the line."""
        self._port.set(self._line, True)

    def off(self) -> None:
        """Lower the line."""
        self._port.set(self._line, False)

    def describe(self) -> str:
        """Port and line."""
        return f"{self._port.path} {self._line.upper()}"


class BytesSwitch:
    """A relay board that takes bytes. It latches: the last command holds even when the process ends."""

    def __init__(self, port: Port, on: bytes, off: bytes, about: str) -> None:
        self._port = port
        self._bytes = {True: on, False: off}
        self._about = about

    def on(self) -> None:
        """Send the bytes that close the relay."""
        self._port.write(self._bytes[True])

    def off(self) -> None:
        """Send the bytes that open it."""
        self._port.write(self._bytes[False])

    def describe(self) -> str:
        """Port and board."""
        return f"{self._port.path} {self._about}"


def serial_switch(options: Mapping[str, str], find_port: Callable[[str, int], Port] = port_at) -> Driver:
    """The switch that the options name: `board` and `relay`, `on` and `off` bytes, or a `line`."""
    options = filled(SerialKeying, options)
    port = find_port(options["port"], int(options["baud"]))
    if "board" in options:
        relay = int(options["relay"])
        command = BOARDS[options["board"]].command
        return BytesSwitch(port, command(relay, True), command(relay, False), f"{options['board']} {relay}")
    if "on" in options:
        return BytesSwitch(port, bytes.fromhex(options["on"]), bytes.fromhex(options["off"]), "")
    return LineSwitch(port, options["line"])


def open_switch(choice: Choice) -> Driver:
    """The driver of one switch; see `open_driver`."""
    return serial_switch(choice.options)
