"""What the keyer asks of a driver, and how a driver reports that its device does not obey.

A driver opens its device inside `on` or `off`, and opens it anew after a fault, so that a plug that
was pulled heals by itself. `off` must be safe at any time. No call may take much longer than `TIMEOUT`.
"""

from __future__ import annotations

from typing import Protocol

TIMEOUT = 0.8  # seconds for a device's answer: a restarted keyer must have released within one


class SwitchFault(Exception):
    """The device does not obey; the text gives the reason, without secrets."""


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
