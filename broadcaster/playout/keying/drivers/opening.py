"""Finds the driver that a switch names. Each driver is imported only when it is needed.

To add one: write its module beside this one, name it in `open_driver`, and give its keys a form in
`station/forms/keying.py`.
"""

from __future__ import annotations

from broadcaster.playout.keying.drivers.protocol import Driver
from broadcaster.playout.keying.wire import Choice


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
