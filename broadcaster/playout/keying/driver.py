"""The driver protocol: what the keyer calls, and how a driver reports that its device does not obey.

`open_driver` gives the driver that a switch names.

A driver opens its device inside `on` or `off`, and opens it anew after a fault, so that a plug that
was pulled heals by itself. `off` must be safe at any time. No call may take much longer than `TIMEOUT`.
"""

from __future__ import annotations

import importlib
from typing import Protocol

from broadcaster.playout.keying.wire import Choice
from broadcaster.station.registries.keyings import KEYINGS

TIMEOUT = 0.8  # seconds for a device's answer: a restarted keyer must have released within one


class SwitchFault(Exception):
    """The device does not obey; the text gives the reason, without secrets."""


class Driver(Protocol):
    """One switch."""

    def on(self) -> None:
        """Close the relay. Raises SwitchFault: it does not obey."""

    def off(self) -> None:
        """Open the relay. Raises SwitchFault: it does not obey."""

    def describe(self) -> str:
        """Which device, without secrets."""


def open_driver(choice: Choice) -> Driver:
    """The driver of one switch; no device is touched yet.

    Raises:
        ImportError: the driver's library is not installed.
        ValueError: unknown type.
    """
    kind = KEYINGS.get(choice.type)
    if kind is None or not kind.module:
        raise ValueError(choice.type)
    module = importlib.import_module(f"broadcaster.playout.keying.{kind.module}")
    driver: Driver = module.open_switch(choice)
    return driver
