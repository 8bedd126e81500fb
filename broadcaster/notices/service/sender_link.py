"""Keeps the sender's process running, tells it addresses and servers, and replaces it when it hangs."""

from __future__ import annotations

import contextlib
import logging
import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from broadcaster.core.child_processes import gently
from broadcaster.core.kept_process import ProcessKeeper
from broadcaster.notices.sender.orders import Orders, as_line

SILENT = 60.0  # seconds without a beat: it hangs. Its own beat comes every 5 s
AGAIN = (1.0, 5.0, 30.0, 60.0)  # seconds before it is started again, the more after quick ends
LAST = 0.4  # seconds for it to end at the end of the station, which must be gone in 3

log = logging.getLogger(__name__)


class SenderLink(ProcessKeeper):
    """Runs the sender while there is anybody to tell. `follow` and `wake` never wait for it."""

    def __init__(self, outbox: Path, *, again: Sequence[float] = AGAIN) -> None:
        """Start nothing yet. `again`: seconds before it is started again, the more after quick ends."""
        self._outbox = outbox
        self._orders: Orders | None = None
        self._told: Orders | None = None
        self._lock = threading.Lock()
        super().__init__("notices-sender", again)

    @property
    def wanted(self) -> bool:
        """See `ProcessKeeper`."""
        return self._orders is not None

    def follow(self, orders: Orders | None) -> None:
        """Send by these orders from now on; None: nobody is to be told."""
        with self._lock:
            self._orders = orders
        self.changed()
        self.wake()

    def wake(self) -> None:
        """There is something new in the outbox."""
        with self._lock:
            process, orders = self.process, self._orders
            if process is None or process.stdin is None:
                return
            news = b"\n" if orders is self._told else as_line(orders or Orders())
            # A sender that hangs reads nothing: this is dropped, and the one that replaces it looks anyway.
            with contextlib.suppress(OSError, ValueError):
                if os.write(process.stdin.fileno(), news) == len(news):
                    self._told = orders

    def replace(self) -> None:
        """End it at once; another one opens the outbox anew. Waits until it is gone."""
        with self._lock:
            process = self.process
        if process is not None:
            process.kill()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(LAST)

    def close(self) -> None:
        """End it: its input ends, and it goes after what it is just handing over."""
        super().end()
        with self._lock:
            process = self.process
        if process is not None:
            self._end(process)
        super().join(LAST)

    def once(self) -> None:
        """Run one process to its end."""
        command = gently([sys.executable, "-m", "broadcaster.notices.sender", str(self._outbox)])
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            if process.stdin is None or process.stdout is None:
                return
            os.set_blocking(process.stdin.fileno(), False)
            with self._lock:
                self.process, self._told = process, None
            self.wake()
            try:
                self._watch(process, process.stdout.fileno())
            finally:
                with self._lock:
                    self.process = None
                self._end(process)

    def _watch(self, process: subprocess.Popen[bytes], beats: int) -> None:
        heard = time.monotonic()
        while not self.closing.is_set() and self._orders is not None and process.poll() is None:
            ready, _, _ = select.select([beats], [], [], 0.5)
            if ready:
                if not os.read(beats, 64):
                    return
                heard = time.monotonic()
            elif time.monotonic() - heard > SILENT:
                log.warning("the sender of notices hangs: it is replaced")
                process.kill()
                return

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        """Let it end after what it hands over, if that is soon; else that is tried again, and counted."""
        if process.stdin is not None:
            with contextlib.suppress(OSError):
                process.stdin.close()
        try:
            process.wait(LAST)
        except subprocess.TimeoutExpired:
            process.kill()
