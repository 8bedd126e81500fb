"""Drivers: what really moves a relay, one module for each kind of device."""

from broadcaster.playout.keying.drivers.opening import open_driver
from broadcaster.playout.keying.drivers.protocol import TIMEOUT, Driver, SwitchFault

__all__ = ["TIMEOUT", "Driver", "SwitchFault", "open_driver"]
