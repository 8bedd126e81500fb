"""Which engines rest after a failure, and until when: a circuit breaker for each engine.

Rests may be kept in a file, so that all processes that render for a station share them and they
survive a process. They are valid for one boot: `until` is counted by the clock of that boot.
"""

from __future__ import annotations

import json
import logging
import threading
from dataclasses import asdict, dataclass
from pathlib import Path

from broadcaster.core.clock import Clock
from broadcaster.core.errors import EngineBusy, SpeechError, StoreError
from broadcaster.core.whole_files import write_bytes

FIRST_REST = 30.0
"""Seconds an engine rests after a failure; twice that after the second in a row."""

ENOUGH = 3
"""Failed tries in a row after which an engine counts as broken."""

LONG_REST = 300.0
"""Seconds a broken engine rests; after one more failed try it rests as long again."""

_LONGEST_ASKED = 3600.0  # seconds; a wrong answer of a server must not disable an engine for days
_FORMAT = 1

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rest:
    tries: int  # failed in a row
    until: float  # boot time, seconds


class Health:
    """Remembers failures, so that without a network the time-out is waited for once. Thread-safe.

    Args:
        file: where they are kept; None for the memory of this process.
        boot: the id of this boot; rests of another boot are ignored.
    """

    def __init__(self, clock: Clock, file: Path | None = None, boot: str = "") -> None:
        self._clock = clock
        self._file = file
        self._boot = boot
        self._lock = threading.Lock()
        self._rests: dict[str, _Rest] = {}
        self._seen: tuple[int, ...] | None = None  # of the file as it was read

    def ready(self, engine: str) -> bool:
        """True unless the engine is resting."""
        with self._lock:
            self._look()
            rest = self._rests.get(engine)
        return rest is None or self._clock.boottime() >= rest.until

    def failed(self, engine: str, error: SpeechError) -> float:
        """Let the engine rest; the seconds for which it rests.

        If the engine has tried several times by itself, the error's fact `tries` is the number.
        """
        with self._lock:
            self._look()
            rest = self._rests.get(engine)
            tries = (rest.tries if rest else 0) + _number(error, "tries", 1)
            seconds = LONG_REST if tries >= ENOUGH else FIRST_REST * tries
            asked = _number(error, "seconds", 0) if isinstance(error, EngineBusy) else 0
            seconds = max(seconds, min(float(asked), _LONGEST_ASKED))
            self._rests[engine] = _Rest(tries=tries, until=self._clock.boottime() + seconds)
            self._keep()
        return seconds

    def worked(self, engine: str) -> None:
        """Forget the engine's failures."""
        with self._lock:
            self._look()
            if self._rests.pop(engine, None) is not None:
                self._keep()

    def _look(self) -> None:
        """Read what another process has written since the last look."""
        if self._file is None or (stamp := _stamp(self._file)) == self._seen:
            return
        self._seen = stamp
        self._rests = _read(self._file, self._boot, self._clock.boottime())

    def _keep(self) -> None:
        # If two processes write at once, one rest is lost until the engine fails again.
        if self._file is None:
            return
        rests = {engine: asdict(rest) for engine, rest in self._rests.items()}
        facts = {"format": _FORMAT, "boot": self._boot, "rests": rests}
        try:
            write_bytes(self._file, json.dumps(facts).encode(), shared=True)
        except StoreError as error:
            _log.warning("the rests of engines are known to this process only: %s", error)
        self._seen = _stamp(self._file)


def _stamp(file: Path) -> tuple[int, ...] | None:
    try:
        status = file.stat()
    except OSError:
        return None
    return (status.st_mtime_ns, status.st_size, status.st_ino)


def _read(file: Path, boot: str, now: float) -> dict[str, _Rest]:
    """The rests in a file; none where it is damaged or of another boot."""
    try:
        facts = json.loads(file.read_bytes())
        if (facts["format"], facts["boot"]) != (_FORMAT, boot):
            return {}
        rests = {
            str(engine): _Rest(tries=int(rest["tries"]), until=float(rest["until"]))
            for engine, rest in facts["rests"].items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError):
        return {}
    # No engine ever rests longer; NaN fails this comparison, too.
    return rests if all(rest.until <= now + _LONGEST_ASKED for rest in rests.values()) else {}


def _number(error: SpeechError, fact: str, default: int) -> int:
    value = error.facts.get(fact)
    return value if isinstance(value, int) else default
