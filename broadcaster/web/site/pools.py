"""Runs the work of pages in threads and child processes.

Threads by what they do, and commands of ours in a program of their own.

What is heavy (an engine, a document) comes and goes with that program, and a crash takes nothing along.

A letter takes minutes to be read, a sign-in waits for its turn at the hash. Both have threads of their own,
and so has what must happen at once.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from broadcaster.api.transport.workers import Workers, route_on
from broadcaster.core.child_processes import foreign, gently
from broadcaster.core.text.catalogue import AT_SCREEN, language


def run_command(folder: Path, *arguments: str, patience: float) -> subprocess.CompletedProcess[str]:
    """Run `broadcaster` on the station in `folder`, in the language of the page. Waits for its end.

    Args:
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


WHO = Workers("web-who", 4)
"""Finds out who asks; people.db may keep it waiting for a moment."""

WHO_AT_ONCE = Workers("web-who-at-once", 4)
"""The same for who asks for what must happen at once: no crowd of readers stands before them."""

URGENT = route_on(Workers("web-urgent", 8))
"""Routes of what must happen at once: stop, emergency."""

LOOKING = route_on(Workers("web-emergency", 4))
"""Routes that show what is urgent: readers come back to them every few seconds."""

SIGNING = route_on(Workers("web-sign-in", 2))
"""Routes that check a secret."""

LETTERS = route_on(Workers("web-letters", 1))
"""The route that reads a letter, one at a time: a reader may take a gigabyte."""

TYPING = route_on(Workers("web-typing", 2))
"""Routes that answer while somebody types: nothing slow stands before them."""

HEARING = route_on(Workers("web-hearing", 2))
"""Routes that make a sentence sound; they wait for one render process."""

WHOLE = route_on(Workers("web-programme", 1))
"""Routes that make a whole programme sound, one at a time: each takes seconds."""

LIVE = route_on(Workers("web-live", 4))
"""Routes of live voices: to arm one starts a process."""

RECORDINGS = route_on(Workers("web-recordings", 1))
"""Routes that decode and keep recordings, one at a time."""

EXAMINING = route_on(Workers("web-examining", 2))
"""Routes of the examination of the machine, which takes half a minute."""

TRYING = route_on(Workers("web-trying", 1))
"""The route that lets a voice say a sentence, one at a time: each starts a program."""

PUSHED = route_on(Workers("web-pushed", 4))
"""The route of alerts that are pushed: each waits for its verdict, and strangers may send many."""

REPORTING = route_on(Workers("web-reports", 1))
"""The route that makes a month's report, one at a time: each starts a program."""
