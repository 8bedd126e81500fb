"""Write to standard error without waiting for whoever reads it.

A pipe that nobody reads is full after 64 KB, and a terminal stops at Ctrl-S: whoever writes to it then stands
still. The station must not. What it writes waits in memory, and a thread of its own hands it over.
"""

from __future__ import annotations

import functools
import io
import os
import select
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import TextIO

MOST = 1024 * 1024  # bytes that wait: a reader may pause for minutes before anything is lost
LAST = 0.3  # seconds for what still waits when the process ends; the station must be gone in 3


class Outflow:
    """What waits for one reader. Thread-safe; also usable in a signal handler, and in a fork.

    When too much waits, what comes is counted instead of kept, until the reader has taken all that waits.
    Then the reader is told how much is missing at this place.

    Args:
        hand_over: writes to the reader; may wait as long as it likes.
        most: bytes that wait at most.
    """

    def __init__(self, hand_over: Callable[[bytes], None], most: int = MOST) -> None:
        self._hand_over = hand_over
        self._most = most
        self.missing: Callable[[int], bytes] = _missing  # what the reader is told of the pieces that are lost
        self._begin()

    def put(self, data: bytes) -> None:
        """Have it written. Never waits."""
        if self._process != os.getpid():
            self._begin()  # a fork has no thread of its parent, and must not write its parent's lines again
        with self._changed:
            if self._lost or self._size + len(data) > self._most or not self._has_thread():
                self._lost += 1
                return
            self._pieces.append(data)
            self._size += len(data)
            self._changed.notify_all()

    def flush(self, seconds: float = LAST) -> bool:
        """Wait until all is written, but not longer than this; false if something still waits."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._size and not self._lost, seconds)

    def _begin(self) -> None:
        self._process = os.getpid()
        self._changed = threading.Condition()
        self._pieces: deque[bytes] = deque()
        self._size = 0  # bytes, with what is just being written
        self._lost = 0  # pieces since the reader was last told
        self._thread: threading.Thread | None = None

    def _has_thread(self) -> bool:
        """Start the thread with the first piece: most processes write nothing. False at the very end."""
        if self._thread is None:
            thread = threading.Thread(target=self._run, name="outflow", daemon=True)
            try:
                thread.start()
            except RuntimeError:
                return False
            self._thread = thread
        return True

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._pieces or self._lost)
                lost = 0 if self._pieces else self._lost
                data = self.missing(lost) if lost else self._pieces.popleft()
            # Nobody is there to read any more: what cannot be written is forgotten.
            with suppress(OSError, ValueError):
                self._hand_over(data)
            with self._changed:
                if lost:
                    self._lost -= lost
                else:
                    self._size -= len(data)
                self._changed.notify_all()


class Talk(io.TextIOBase):
    """A stream for `sys.stderr` that never waits: what is printed goes the way of the log."""

    def __init__(self, stream: TextIO, outflow: Outflow) -> None:
        super().__init__()
        self._stream = stream
        self._outflow = outflow

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """Of what it replaces."""
        return self._stream.encoding or "utf-8"

    @property
    def errors(self) -> str:  # type: ignore[override]
        """How a sign is written that the encoding lacks."""
        return "backslashreplace"

    def write(self, text: str) -> int:
        """Have it written."""
        self._outflow.put(text.encode(self.encoding, self.errors))
        return len(text)

    def writable(self) -> bool:
        """It is."""
        return True

    def isatty(self) -> bool:
        """True where what it replaces is a terminal."""
        return self._stream.isatty()

    def fileno(self) -> int:
        """The descriptor of what it replaces."""
        return self._stream.fileno()


def to_stream(stream: TextIO) -> Outflow:
    """The way to a stream; one for each descriptor, so that lines keep their order."""
    try:
        return _to_descriptor(stream.fileno())
    except (OSError, ValueError, AttributeError):  # it lies in memory, as in a test
        return Outflow(lambda data: _write_text(stream, data))


@functools.cache
def _to_descriptor(descriptor: int) -> Outflow:
    return Outflow(functools.partial(_write, descriptor))


def _write(descriptor: int, data: bytes) -> None:
    while data:
        try:
            data = data[os.write(descriptor, data) :]
        except BlockingIOError:  # whoever started us has set the stream so
            select.select([], [descriptor], [])


def _write_text(stream: TextIO, data: bytes) -> None:
    stream.write(data.decode("utf-8", "replace"))
    stream.flush()


def _missing(count: int) -> bytes:
    return f"[{count} lines are missing here: nobody read them in time]\n".encode()
