"""The level meter on the terminal."""

from __future__ import annotations

import math
import sys

from broadcaster.playout.air.wire import Level
from broadcaster.text import figures

WIDTH = 40
FLOOR = -60.0  # dBFS at the left end


class Meter:
    """Draws the level of the sound on one line of stderr; does nothing if that is no terminal."""

    def __init__(self) -> None:
        self._live = sys.stderr.isatty()
        self._shown = False

    @property
    def drawn(self) -> bool:
        """True at a terminal."""
        return self._live

    def show(self, level: Level) -> None:
        """Draw one level."""
        if not self._live:
            return
        self._shown = True
        sys.stderr.write("\r" + bar(level.peak))
        sys.stderr.flush()

    def progress(self, share: float) -> None:
        """Draw how much is done, as a share of 0 … 1."""
        if not self._live:
            return
        self._shown = True
        filled = round(min(1.0, share) * WIDTH)
        sys.stderr.write(f"\r[{'#' * filled}{'.' * (WIDTH - filled)}] {min(1.0, share):6.0%}")
        sys.stderr.flush()

    def clear(self) -> None:
        """Leave the line free for text."""
        if self._shown:
            sys.stderr.write("\r" + " " * (WIDTH + 14) + "\r")
            sys.stderr.flush()


def bar(peak: int) -> str:
    """A bar for a peak of 0 … 32768."""
    db = max(FLOOR, 20 * math.log10(peak / 32768)) if peak else FLOOR
    filled = round((db - FLOOR) / -FLOOR * WIDTH)
    return f"[{'#' * filled}{'.' * (WIDTH - filled)}] {figures().number(db, '6.1f')} dB"
