"""Single keys of a terminal, or lines where standard input is no terminal."""

from __future__ import annotations

import os
import select
import sys
from collections.abc import Callable
from types import TracebackType
from typing import Self


class Keys:
    """Reads keys as they are pressed; restores the terminal when the block ends."""

    def __init__(self) -> None:
        self.terminal = sys.stdin.isatty()
        self._restore: Callable[[], None] | None = None

    def __enter__(self) -> Self:
        if self.terminal:
            import termios
            import tty

            before = termios.tcgetattr(sys.stdin.fileno())
            self._restore = lambda: termios.tcsetattr(sys.stdin.fileno(), termios.TCSADRAIN, before)
            tty.setcbreak(sys.stdin.fileno())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._restore is not None:
            self._restore()

    def read(self, seconds: float) -> str | None:
        """The keys pressed within `seconds`: "" for none, None at the end of the input."""
        if not select.select([sys.stdin], [], [], seconds)[0]:
            return ""
        data = os.read(sys.stdin.fileno(), 64)
        return data.decode(errors="replace") if data else None
