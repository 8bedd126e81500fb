"""End a benchmark with one sentence if this machine lacks something that it needs."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

PACKAGES = {"parec": "pulseaudio-utils", "pactl": "pulseaudio-utils"}  # in Debian


def program(*names: str) -> None:
    """End the benchmark if a program is not on PATH.

    Raises:
        SystemExit: one is missing; the sentence names it and its package.
    """
    for name in names:
        if shutil.which(name) is None:
            package = PACKAGES.get(name, name)
            sys.exit(f"this benchmark needs the program {name}: sudo apt-get install {package}")


def file(path: Path, what: str) -> Path:
    """Return the path; end the benchmark if nothing is there.

    Raises:
        SystemExit: nothing is there; the sentence says what it would be.
    """
    if not path.exists():
        sys.exit(f"this benchmark needs {what}: there is no {path}")
    return path
