"""The fake relay across processes: each switching is one line in a file. Also for trying out.

A line is `SECONDS NAME on|off`, the seconds those of the machine's monotonic clock. Like a latching
relay it stays as it was when its keyer ends, until the next one releases it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from broadcaster.playout.keying.driver import SwitchFault
from broadcaster.playout.keying.wire import Choice


@dataclass(frozen=True, slots=True)
class LoggedSwitching:
    """One line of the file."""

    at: float  # monotonic seconds
    name: str
    on: bool


class FileSwitch:
    """Writes instead of switching."""

    def __init__(self, name: str, options: Mapping[str, str]) -> None:
        self._path = options["file"]
        self._name = name or "-"

    def on(self) -> None:
        """Write `on`."""
        self._append("on")

    def off(self) -> None:
        """Write `off`."""
        self._append("off")

    def describe(self) -> str:
        """The file."""
        return self._path

    def _append(self, state: str) -> None:
        line = f"{time.monotonic():.4f} {self._name} {state}\n"
        try:
            handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
            try:
                os.write(handle, line.encode())  # one write: whole or not there, whoever else writes
            finally:
                os.close(handle)
        except OSError as error:
            raise SwitchFault(f"{self._path}: {error.strerror}") from error


def switchings(path: Path) -> list[LoggedSwitching]:
    """What was written so far."""
    lines = path.read_text().splitlines() if path.exists() else []
    return [LoggedSwitching(float(at), name, state == "on") for at, name, state in map(str.split, lines)]


def open_switch(choice: Choice) -> FileSwitch:
    """The driver of one switch; see `open_driver`."""
    return FileSwitch(choice.name, choice.options)
