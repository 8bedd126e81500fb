"""Drivers: what really moves a relay. Each is one module, imported when a station names it.

A driver has `on`, `off`, `describe`. It opens its device lazily, inside `on` or `off`, and opens it
anew after a fault, so that a plug that was pulled heals by itself; `off` must be safe at any time.
No call may take much longer than `TIMEOUT`. To add one, write such a module, name it in
`open_driver`, and give its keys a form in `station/forms/keying.py`.
"""

from __future__ import annotations

from typing import Protocol

from broadcaster.playout.keying.wire import Choice

TIMEOUT = 0.8  # seconds for a device's answer: a restarted keyer must have released within one


class SwitchFault(Exception):
    """The device does not obey; the text says why, without secrets."""


class Driver(Protocol):
    """One switch."""

    def on(self) -> None:
        """Close the relay.

        Raises:
            SwitchFault: it does not obey.
        """

    def off(self) -> None:
        """Open the relay.

        Raises:
            SwitchFault: it does not obey.
        """

    def describe(self) -> str:
        """Which device, without secrets."""


def open_driver(choice: Choice) -> Driver:
    """The driver of one switch; no device is touched yet.

    Raises:
        ImportError: the driver's library is not installed.
        ValueError: unknown type.
    """
    if choice.type == "gpio":
        from broadcaster.playout.keying.drivers.gpio import GpioSwitch

        return GpioSwitch(choice.options)
    if choice.type == "serial":
        from broadcaster.playout.keying.drivers.serial_port import serial_switch

        return serial_switch(choice.options)
    if choice.type == "modbus":
        from broadcaster.playout.keying.drivers.modbus import ModbusSwitch

        return ModbusSwitch(choice.options)
    if choice.type == "http":
        from broadcaster.playout.keying.drivers.http import HttpSwitch

        return HttpSwitch(choice.options)
    if choice.type == "file":
        from broadcaster.playout.keying.drivers.file import FileSwitch

        return FileSwitch(choice.name, choice.options)
    raise ValueError(choice.type)
