"""The log of each process, to journald or as lines to standard error, written by a thread of its own.

A pipe that nobody reads is full after 64 KB, and a terminal stops at Ctrl-S: whoever writes to it then stands
still. The station must not. What it writes waits in memory, and a thread of its own hands it over.

Every process of the station calls `set_up` first, and `set_up_child` where it has no person at its terminal.
Records are in English, for the technician. What officers see comes from `core.text`.

Nothing waits for whoever reads the log: see `Outflow`.
"""

from __future__ import annotations

import functools
import io
import logging
import os
import re
import select
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
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


_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_JOURNALD_FORMAT = "%(name)s: %(message)s"  # time, process and unit are journald's
_SYSLOG = {logging.CRITICAL: 2, logging.ERROR: 3, logging.WARNING: 4, logging.INFO: 6, logging.DEBUG: 7}
_SECRETS = (
    (re.compile(r"(?<=://)[^/\s@]+@"), "***@"),  # user and password in a URL
    (re.compile(r"(?i)\b(password|passwd|token|secret|pin)(['\"]?\s*[=:]\s*)['\"]?[^\s&,'\"]+"), r"\1\2***"),
)


VARIABLE = "BROADCASTER_LOG"
"""The environment variable with the lowest level as a number: a command sets it for its child processes."""


def set_up(level: int | None = None) -> None:
    """Send the log of this process to journald or to standard error.

    Args:
        level: the lowest level that is logged. By default the level that the parent process has set, else
            INFO for journald (to find out later why it was silent at 05:00), and WARNING elsewhere.
    """
    native = _at_journald()
    level = _inherited_level() if level is None else level
    handler = _Handler(to_stream(sys.stderr))
    handler.setFormatter(_Journald(_JOURNALD_FORMAT) if native else _Plain(_FORMAT))
    if level is None:
        level = logging.INFO if native else logging.WARNING
    if native:
        handler.outflow.missing = _missing_at_journald
    logging.basicConfig(level=level, handlers=[handler], force=True)


def set_up_child() -> None:
    """Set up a process without a person in front: what it prints as it fails does not hold it up either."""
    set_up()
    sys.stderr = Talk(sys.stderr, to_stream(sys.stderr))


@contextmanager
def never_waiting() -> Iterator[None]:
    """In the block, nothing that is printed to standard error waits for its reader either."""
    stream = sys.stderr
    outflow = to_stream(stream)
    sys.stderr = Talk(stream, outflow)
    try:
        yield
    finally:
        sys.stderr = stream
        outflow.flush()


def flush(seconds: float = LAST) -> None:
    """Wait until the log is written, but not longer than this. For whoever ends by `os._exit`."""
    for handler in logging.getLogger().handlers:
        if isinstance(handler, _Handler):
            handler.outflow.flush(seconds)


def set_child_level(level: int | None) -> None:
    """Set the lowest level for child processes; None: they choose by themselves."""
    if level is None:
        os.environ.pop(VARIABLE, None)
    else:
        os.environ[VARIABLE] = str(level)


def log_nothing() -> None:
    """Log nothing from now on, unless a level was set. For commands that air one thing and end."""
    if _inherited_level() is None:
        set_child_level(logging.CRITICAL)
        set_up()


def silence_libraries() -> None:
    """Hide what C libraries print to standard error, unless a verbose log was asked for.

    ALSA writes to descriptor 2 itself. Python's standard error is moved to a copy of that descriptor first.
    """
    if (_inherited_level() or logging.WARNING) <= logging.WARNING:
        return
    sys.stderr = os.fdopen(os.dup(2), "w", buffering=1, errors="backslashreplace")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)


def _inherited_level() -> int | None:
    written = os.environ.get(VARIABLE, "")
    return int(written) if written.isdecimal() else None


class _Handler(logging.Handler):
    """Hands each record over as a line. Python's own end of logging calls `flush`."""

    def __init__(self, outflow: Outflow) -> None:
        super().__init__()
        self.outflow = outflow

    def emit(self, record: logging.LogRecord) -> None:
        """Have the record written."""
        try:
            self.outflow.put((self.format(record) + "\n").encode("utf-8", "backslashreplace"))
        except Exception:
            self.handleError(record)

    def flush(self) -> None:
        """Wait for what still waits, but not for ever."""
        self.outflow.flush()


class _Plain(logging.Formatter):
    """Lines with secrets masked."""

    def format(self, record: logging.LogRecord) -> str:
        """The record's text, secrets masked."""
        text = super().format(record)
        for pattern, mask in _SECRETS:
            text = pattern.sub(mask, text)
        return text


class _Journald(_Plain):
    """Each line with its priority in front, see sd-daemon(3); a traceback has several lines."""

    def format(self, record: logging.LogRecord) -> str:
        """The record's lines."""
        priority = next((p for level, p in _SYSLOG.items() if record.levelno >= level), 7)
        return "\n".join(f"<{priority}>{line}" for line in super().format(record).splitlines())


def _missing_at_journald(count: int) -> bytes:
    return f"<4>broadcaster.core.logs: {count} lines are missing here: nobody read them in time\n".encode()


def _at_journald() -> bool:
    """True if standard error is the stream that systemd has connected to journald, not redirected."""
    try:
        about = os.fstat(sys.stderr.fileno())
    except (OSError, ValueError, AttributeError):
        return False
    return os.environ.get("JOURNAL_STREAM", "") == f"{about.st_dev}:{about.st_ino}"
