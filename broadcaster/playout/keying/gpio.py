"""A pin of a small computer, through libgpiod. The only module that imports gpiod.

The pin is asked for as an output that is off, and stays asked for while the keyer runs. Whether a
pin falls back when its owner ends depends on the board's kernel, so a restarted keyer releases it first.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import gpiod
from gpiod.line import Direction, Value

from broadcaster.playout.keying.driver import SwitchFault
from broadcaster.playout.keying.wire import Choice
from broadcaster.station.model.keys import filled
from broadcaster.station.registries.keyings import GpioKeying


class Pin(Protocol):
    """One pin that we own."""

    def set(self, active: bool) -> None:
        """Drive it."""

    def get(self) -> bool:
        """How it is driven."""


class _RealPin:
    def __init__(self, chip: str, line: int, active_low: bool) -> None:
        settings = gpiod.LineSettings(
            direction=Direction.OUTPUT, active_low=active_low, output_value=Value.INACTIVE
        )
        self._line = line
        self._request = gpiod.request_lines(chip, consumer="broadcaster", config={line: settings})

    def set(self, active: bool) -> None:
        self._request.set_value(self._line, Value.ACTIVE if active else Value.INACTIVE)

    def get(self) -> bool:
        return self._request.get_value(self._line) is Value.ACTIVE


@dataclass
class FakeChip:
    """The fake: pins by number with their electrical level, and what happened to them."""

    levels: dict[int, bool] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)
    missing: bool = False
    stuck: bool = False

    def pin(self, chip: str, line: int, active_low: bool) -> Pin:
        """Ask for a pin as an output that is off."""
        if self.missing:
            raise FileNotFoundError(2, "No such file or directory", chip)
        return _FakePin(self, line, active_low)


class _FakePin:
    def __init__(self, chip: FakeChip, line: int, active_low: bool) -> None:
        self._chip, self._line, self._low = chip, line, active_low
        self.set(False)

    def set(self, active: bool) -> None:
        if self._chip.stuck:
            return
        self._chip.levels[self._line] = active is not self._low
        self._chip.log.append(f"{self._line}={self._chip.levels[self._line]:d}")

    def get(self) -> bool:
        return self._chip.levels[self._line] is not self._low


class GpioSwitch:
    """Drives one pin and reads back how it is driven."""

    def __init__(self, options: Mapping[str, str], ask: Callable[[str, int, bool], Pin] = _RealPin) -> None:
        options = filled(GpioKeying, options)
        self._chip = options["chip"]
        self._line = int(options["line"])
        self._low = options["active"] == "low"
        self._ask = ask
        self._pin: Pin | None = None

    def on(self) -> None:
        """Drive the pin active."""
        self._set(True)

    def off(self) -> None:
        """Drive the pin inactive."""
        self._set(False)

    def describe(self) -> str:
        """Chip and pin."""
        return f"{self._chip} {self._line}"

    def _set(self, active: bool) -> None:
        try:
            if self._pin is None:
                self._pin = self._ask(self._chip, self._line, self._low)
            self._pin.set(active)
            obeyed = self._pin.get() is active
        except (OSError, ValueError) as error:
            self._pin = None
            reason = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else str(error)
            raise SwitchFault(f"{self.describe()}: {reason}") from error
        if not obeyed:
            raise SwitchFault(f"{self.describe()}: read back otherwise")


def open_switch(choice: Choice) -> GpioSwitch:
    """The driver of one switch; see `open_driver`."""
    return GpioSwitch(choice.options)
