"""The width of a table."""

from __future__ import annotations

import shutil
import sys


def terminal_width() -> int | None:
    """The columns of the terminal that stdout is; None for a file or a pipe, where a row stays one line."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None
