"""Finds the driver that a switch names. Each driver is imported only when it is needed."""

from __future__ import annotations

import importlib

from broadcaster.playout.keying.drivers.protocol import Driver
from broadcaster.playout.keying.wire import Choice
from broadcaster.station.registries.keyings import KEYINGS


def open_driver(choice: Choice) -> Driver:
    """The driver of one switch; no device is touched yet.

    Raises:
        ImportError: the driver's library is not installed.
        ValueError: unknown type.
    """
    kind = KEYINGS.get(choice.type)
    if kind is None or not kind.module:
        raise ValueError(choice.type)
    module = importlib.import_module(f"broadcaster.playout.keying.drivers.{kind.module}")
    driver: Driver = module.open_switch(choice)
    return driver
