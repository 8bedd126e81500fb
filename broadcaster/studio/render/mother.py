"""The process of which render processes are forks: what each needs is loaded once, and its memory shared.

`python -m broadcaster.studio.render.mother FD`, started by `nursery.Nursery`. FD is a socket of packets. It
has one thread, and never renders: its forks share no lock, no engine and no sound.

Orders, as words of ASCII:

- `load`, also with a descriptor: load all modules that rendering needs, then close the descriptor.
- `fork SECONDS NICE`, with the two ends of pipes for orders and answers: a render process, see `worker`.
  Answer: its number, or minus the error's.
- `end NUMBER`: has it ended? Answer: its exit code, or nothing while it lives.

It answers amid loading too. It ends when the other end of the socket closes.
"""

from __future__ import annotations

import gc
import importlib
import logging
import os
import select
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path
from typing import Never

from broadcaster.core import logs
from broadcaster.core.memory import give_back
from broadcaster.studio.render import worker
from broadcaster.studio.render.nursery import LONGEST

PAUSE = 0.1
"""Seconds between two steps of loading: it has full priority, and a machine that starts has much to do."""

_MODULES = (
    "yaml",
    "broadcaster.reading.names.abbreviations",
    "broadcaster.reading.engine",
    "numpy",
    "broadcaster.studio.mixing.mix",
    "broadcaster.studio.render.assembly",
)  # each takes tens of milliseconds to load, and imports those before it
_log = logging.getLogger(__name__)
_OOM = "500"  # where memory runs out, the kernel takes these processes before the station's


def main() -> None:
    """Follow orders until there are no more."""
    logs.set_up_child()
    # Ctrl-C on a terminal reaches the whole group: the parent decides when this process ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(_OOM)
    line = socket.socket(fileno=int(sys.argv[1]))
    left: list[str] = []
    told: list[int] = []  # descriptors to be closed when nothing is left
    while True:
        if not left:
            for descriptor in told:
                os.close(descriptor)
            told = []
        if not select.select([line], [], [], PAUSE if left else None)[0]:
            try:
                importlib.import_module(left.pop(0))
            except Exception:
                # The program's files are being replaced: each fork loads the rest, or says why not.
                _log.exception("a render process will have to load by itself")
            if not left:
                gc.collect()
                give_back()
                gc.freeze()  # the forks' collector would copy all that is shared by looking at it
            continue
        data, descriptors, *_ = socket.recv_fds(line, LONGEST, 2, socket.MSG_CMSG_CLOEXEC)
        match data.decode("ascii").split():
            case ["load"]:
                told += descriptors
                left = [module for module in _MODULES if module not in sys.modules]
            case ["fork", seconds, nice]:
                _fork(line, descriptors, told, float(seconds), int(nice))
            case ["end", number]:
                line.send(_ended(int(number)))
            case _:  # nobody is there any more
                os._exit(0)


def _ended(number: int) -> bytes:
    try:
        ended, code = os.waitpid(number, os.WNOHANG)
    except ChildProcessError:  # one of a process that was here before
        return str(-signal.SIGKILL).encode()
    return str(os.waitstatus_to_exitcode(code)).encode() if ended else b"-"


def _fork(line: socket.socket, pipes: list[int], told: list[int], seconds: float, nice: int) -> None:
    try:
        number = os.fork()
    except OSError as error:
        number = -(error.errno or 1)
    if number == 0:
        for descriptor in told:
            os.close(descriptor)
        _born(line, *pipes, seconds=seconds, nice=nice)
    for pipe in pipes:
        os.close(pipe)
    line.send(str(number).encode())


def _born(line: socket.socket, orders: int, answers: int, *, seconds: float, nice: int) -> Never:
    """Be a render process, in a session of its own: it is killed with all that it starts."""
    try:
        line.close()
        os.setsid()
        os.nice(nice)
        worker.work(orders, answers, seconds)
    finally:
        os._exit(1)


if __name__ == "__main__":
    with suppress(BrokenPipeError):  # whoever asked has ended meanwhile
        main()
