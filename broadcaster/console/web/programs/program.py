"""A command of ours in a program of its own, for a page that waits for it.

What is heavy (an engine, a document) comes and goes with that program, and a crash takes nothing along.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from broadcaster.lifeline import foreign, gently
from broadcaster.text import AT_SCREEN, language


def run_command(folder: Path, *arguments: str, patience: float) -> subprocess.CompletedProcess[str]:
    """Run `broadcaster` on the station in `folder`, in the language of the page. Waits for its end.

    Args:
        folder: the station's.
        arguments: the command and its own.
        patience: seconds after which it is ended.

    Raises:
        OSError, subprocess.TimeoutExpired: it did not start, or not end.
    """
    program = [sys.executable, "-m", "broadcaster", "--station", str(folder)]
    return subprocess.run(
        foreign(gently([*program, *arguments])),
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "BROADCASTER_LANG": language(), AT_SCREEN: "1"},
        stdin=subprocess.DEVNULL,
        timeout=patience,
    )
