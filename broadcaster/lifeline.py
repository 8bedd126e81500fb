"""No process of ours outlives the one that started it, however that one ends; kill -9 is one of the ways.

Two means, for two kinds of child:

- A child that is our own program holds one end of a pipe or socket whose other end only its parent has.
  When that end closes the parent is gone, and the child ends by itself: `end_with`.
- A foreign program knows nothing of such a pipe. `foreign` has the kernel kill it when the *thread* that
  started it ends (PR_SET_PDEATHSIG, set by util-linux's setpriv between fork and exec). So only a thread
  that lives as long as the program is needed may start it: one that waits for it, or a thread of the
  station. Never start one from a thread of a pool and go on; and no `preexec_fn`, which is unsafe beside
  threads.
"""

from __future__ import annotations

import functools
import os
import select
import shutil
import threading
import time
from collections.abc import Sequence

GONE = 5  # exit code of a child whose parent has gone, and that could not end in order


def foreign(command: Sequence[str]) -> list[str]:
    """The command of a foreign program that dies with the thread that starts it.

    Where there is no setpriv the command is as it was: then the program ends with its pipes at the latest.
    """
    setpriv = _setpriv()
    return [*([setpriv, "--pdeathsig", "KILL", "--"] if setpriv else []), *command]


def end_with(line: int, grace: float = 0.0) -> None:
    """End this process when the other end of `line` closes. Call it first thing; returns at once.

    Args:
        line: a descriptor of a pipe or socket from the parent. Nothing is read from it.
        grace: seconds that the process has to end in order, by what it reads from the line itself. After
            them it is ended even if a library hangs.
    """
    threading.Thread(target=_end, args=(line, grace), name="lifeline", daemon=True).start()


def _end(line: int, grace: float) -> None:
    watched = select.poll()
    watched.register(line, 0)  # only its end is told; what comes is read by others
    while not watched.poll():
        pass
    time.sleep(grace)
    os._exit(GONE)


@functools.cache
def _setpriv() -> str | None:
    return shutil.which("setpriv")
