"""Where log records go: to journald in its own form, else to standard error as lines for people.

Every process of the station calls `set_up` first thing. Records are in English, for the technician;
what the officer sees comes from `broadcaster.text`.
"""

from __future__ import annotations

import logging
import os
import re
import sys

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_JOURNALD_FORMAT = "%(name)s: %(message)s"  # time, process and unit are journald's
_SYSLOG = {logging.CRITICAL: 2, logging.ERROR: 3, logging.WARNING: 4, logging.INFO: 6, logging.DEBUG: 7}
_SECRETS = (
    (re.compile(r"(?<=://)[^/\s@]+@"), "***@"),  # user and password of an address
    (re.compile(r"(?i)\b(password|passwd|token|secret|pin)(['\"]?\s*[=:]\s*)['\"]?[^\s&,'\"]+"), r"\1\2***"),
)


VARIABLE = "BROADCASTER_LOG"
"""Environment variable with the number of the least level: a command tells it to the processes it starts."""


def set_up(level: int | None = None) -> None:
    """Send the log of this process to journald or to standard error.

    Args:
        level: the least level that is shown; by default what the process that started this one has told,
            else INFO for journald, which keeps it for whoever asks later why it was silent at 05:00,
            and WARNING elsewhere.
    """
    native = _at_journald()
    level = _told() if level is None else level
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Journald(_JOURNALD_FORMAT) if native else _Plain(_FORMAT))
    if level is None:
        level = logging.INFO if native else logging.WARNING
    logging.basicConfig(level=level, handlers=[handler], force=True)


def set_child_level(level: int | None) -> None:
    """Have the processes that this one starts log from `level` on; None: as they find right."""
    if level is None:
        os.environ.pop(VARIABLE, None)
    else:
        os.environ[VARIABLE] = str(level)


def log_nothing() -> None:
    """Log nothing from now on, unless a level was asked for: a command that airs one thing is no service."""
    if _told() is None:
        set_child_level(logging.CRITICAL)
        set_up()


def silence_libraries() -> None:
    """Keep what C libraries print from an officer's screen; with a log that is asked for it stays.

    ALSA prints by itself, to descriptor 2. Python's own standard error is moved to a copy of it first.
    """
    if (_told() or logging.WARNING) <= logging.WARNING:
        return
    sys.stderr = os.fdopen(os.dup(2), "w", buffering=1, errors="backslashreplace")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)


def _told() -> int | None:
    written = os.environ.get(VARIABLE, "")
    return int(written) if written.isdecimal() else None


class _Plain(logging.Formatter):
    """Without anything that opens a door."""

    def format(self, record: logging.LogRecord) -> str:
        """The record's text, secrets masked."""
        text = super().format(record)
        for pattern, mask in _SECRETS:
            text = pattern.sub(mask, text)
        return text


class _Journald(_Plain):
    """Each line with its priority in front, as sd-daemon(3) says; a traceback has many lines."""

    def format(self, record: logging.LogRecord) -> str:
        """The record's lines."""
        priority = next((p for level, p in _SYSLOG.items() if record.levelno >= level), 7)
        return "\n".join(f"<{priority}>{line}" for line in super().format(record).splitlines())


def _at_journald() -> bool:
    """True if standard error is the very stream that systemd names, and not redirected since."""
    try:
        about = os.fstat(sys.stderr.fileno())
    except (OSError, ValueError, AttributeError):
        return False
    return os.environ.get("JOURNAL_STREAM", "") == f"{about.st_dev}:{about.st_ino}"
