"""The fake relay across processes: each switching is one line in a file. Also for trying out.

A line is `SECONDS NAME on|off`, the seconds those of the machine's monotonic clock. Like a latching
relay it stays as it was when its keyer ends, until the next one releases it.

Whoever may write station.yaml names the file, and the station writes it: so it is one that holds such lines
alone, reached by no link, and never one of the program's own folder `state/`.
"""

from __future__ import annotations

import os
import re
import stat
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from broadcaster.playout.keying.driver import SwitchFault
from broadcaster.playout.keying.wire import Choice

_JOURNAL = "journal.db"
"""Lies in `state/` from the first start on."""

_FLAGS = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_LONGEST = 200  # bytes of a line
_LINE = re.compile(rb"\d+\.\d{4} \S+ (on|off)\n")


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
            handle = self._opened()
            try:
                os.write(handle, line.encode())  # one write: whole or not there, whoever else writes
            finally:
                os.close(handle)
        except OSError as error:
            raise SwitchFault(f"{self._path}: {error.strerror}") from error

    def _opened(self) -> int:
        folder, name = os.path.split(self._path)
        place = os.open(folder or ".", os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            real = Path(f"/proc/self/fd/{place}").readlink()
            if any((one / _JOURNAL).exists() for one in (real, *real.parents)):
                raise SwitchFault(f"{self._path}: in the program's own folder")
            handle = os.open(name, _FLAGS, 0o644, dir_fd=place)
        finally:
            os.close(place)
        seen = os.fstat(handle)
        own = stat.S_ISREG(seen.st_mode) and seen.st_nlink == 1
        if not own or (seen.st_size and not _LINE.match(os.pread(handle, _LONGEST, 0))):
            os.close(handle)
            raise SwitchFault(f"{self._path}: not a file of switchings")
        return handle


def switchings(path: Path) -> list[LoggedSwitching]:
    """What was written so far."""
    lines = path.read_text().splitlines() if path.exists() else []
    return [LoggedSwitching(float(at), name, state == "on") for at, name, state in map(str.split, lines)]


def open_switch(choice: Choice) -> FileSwitch:
    """The driver of one switch; see `open_driver`."""
    return FileSwitch(choice.name, choice.options)
