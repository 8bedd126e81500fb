"""Child processes end when their parent ends, also if the parent is killed by `kill -9`.

Two means, for two kinds of child:

- A child that is our own program has one end of a pipe or socket; only its parent has the other end. When
  that end closes, the parent has ended, and the child ends itself: `end_with`.
- A foreign program does not know such a pipe. With `foreign` the kernel kills it when the *thread* that
  started it ends (PR_SET_PDEATHSIG, set by util-linux's setpriv between fork and exec). So start it only on a
  thread that lives as long as the program is needed: one that waits for it, or a thread of the station. Never
  start it on a thread of a pool. `preexec_fn` is not used: it is unsafe with threads.
"""

from __future__ import annotations

import functools
import os
import select
import shutil
import threading
import time
from collections.abc import Sequence

GONE = 5  # exit code of a child whose parent has ended, and that could not end in order


def foreign(command: Sequence[str]) -> list[str]:
    """The command of a foreign program that is killed when the thread that starts it ends.

    Without setpriv the command is returned unchanged: the program then ends when its pipes close.
    """
    setpriv = _setpriv()
    return [*([setpriv, "--pdeathsig", "KILL", "--"] if setpriv else []), *command]


def gently(command: Sequence[str]) -> list[str]:
    """The command with a low priority: what somebody waits for at a page never competes with the air."""
    nice = _nice()
    return [*([nice, "-n", "10"] if nice else []), *command]


def bounded(command: Sequence[str], *, memory: int, seconds: int) -> list[str]:
    """The command with bounds that the kernel keeps, for a program that reads what strangers sent.

    Without prlimit the command is returned unchanged.

    Args:
        memory: bytes that it may write to; what it only maps does not count.
        seconds: of computing.
    """
    prlimit = _prlimit()
    limits = [f"--data={memory}", f"--cpu={seconds}", "--core=0"]
    return [*([prlimit, *limits, "--"] if prlimit else []), *command]


def end_with(line: int, grace: float = 0.0) -> None:
    """End this process when the other end of `line` closes. Call it first thing; returns at once.

    Args:
        line: a descriptor of a pipe or socket from the parent. Nothing is read from it.
        grace: seconds for the process to end in order, by what it reads from the line. After that it is
            ended even if a library hangs.
    """
    threading.Thread(target=_end, args=(line, grace), name="lifeline", daemon=True).start()


def _end(line: int, grace: float) -> None:
    watched = select.poll()
    watched.register(line, 0)  # reports only that the line closed; the data is read elsewhere
    while not watched.poll():
        pass
    time.sleep(grace)
    os._exit(GONE)


@functools.cache
def _nice() -> str | None:
    return shutil.which("nice")


@functools.cache
def _prlimit() -> str | None:
    return shutil.which("prlimit")


@functools.cache
def _setpriv() -> str | None:
    return shutil.which("setpriv")
