"""Keeps a process of the station's own running while it is wanted: it is started again after each end."""

from __future__ import annotations

import logging
import subprocess
import threading
import time
from collections.abc import Sequence

LONG_ENOUGH = 60.0  # seconds after which an end is no quick one

log = logging.getLogger(__name__)


class ProcessKeeper:
    """Runs one process after the other, on a thread of its own.

    Args:
        again: seconds before the next one is started, the more the more ends were quick.

    Attributes:
        process: that runs now.
        closing: set once no other one is to be started.
    """

    def __init__(self, name: str, again: Sequence[float]) -> None:
        self.again = again
        self.process: subprocess.Popen[bytes] | None = None
        self._changed = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self.closing = threading.Event()
        self.restarts = 0

    def start(self) -> None:
        """Begin to keep it."""
        self._thread.start()

    @property
    def wanted(self) -> bool:
        """True while there is to be one; `changed` when that changes."""
        return True

    @property
    def process_id(self) -> int | None:
        """Of the process; None while none runs."""
        process = self.process
        return None if process is None or process.poll() is not None else process.pid

    def once(self) -> None:
        """Run one process to its end."""
        raise NotImplementedError

    def changed(self) -> None:
        """Whether it is wanted may have changed."""
        self._changed.set()

    def end(self) -> None:
        """Start no other one; whoever runs `once` sees `closing`."""
        self.closing.set()
        self._changed.set()

    def join(self, seconds: float) -> None:
        """Wait for its end, so long at most."""
        if self._thread.is_alive():
            self._thread.join(seconds)

    def _run(self) -> None:
        quick = 0
        while not self.closing.is_set():
            if not self.wanted:
                self._changed.wait()
                self._changed.clear()
                continue
            begun = time.monotonic()
            try:
                self.once()
            except Exception:
                log.exception("%s", self._thread.name)
            quick = 0 if time.monotonic() - begun > LONG_ENOUGH else quick + 1
            self.restarts += not self.closing.is_set()
            self.closing.wait(self.again[min(quick, len(self.again) - 1)])
