"""Set up logging: to journald in its own format, otherwise to standard error as lines for people.

Every process of the station calls `set_up` first, and `set_up_child` where it has no person at its terminal.
Records are in English, for the technician. What officers see comes from `broadcaster.text`.

Nothing waits for whoever reads the log: see `outflow`.
"""

from __future__ import annotations

import logging
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from broadcaster.outflow import LAST, Outflow, Talk, to_stream

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
    return f"<4>broadcaster.logs: {count} lines are missing here: nobody read them in time\n".encode()


def _at_journald() -> bool:
    """True if standard error is the stream that systemd has connected to journald, not redirected."""
    try:
        about = os.fstat(sys.stderr.fileno())
    except (OSError, ValueError, AttributeError):
        return False
    return os.environ.get("JOURNAL_STREAM", "") == f"{about.st_dev}:{about.st_ino}"
