"""Which engines rest after a failure, and until when: a circuit breaker for each engine.

Rests may lie in a file, so that every process that renders for a station knows of them and none
forgets them with its end. They are of one boot: `until` is counted by the clock of that boot.
"""

from __future__ import annotations

import json
import logging
import threading
from dataclasses import asdict, dataclass
from pathlib import Path

from broadcaster.atomic import write_bytes
from broadcaster.clock import Clock
from broadcaster.errors import EngineBusy, SpeechError, StoreError

FIRST_REST = 30.0
"""Seconds an engine rests after a failure; twice that after the second in a row."""

ENOUGH = 3
"""Failed tries in a row after which an engine is taken for broken."""

LONG_REST = 300.0
"""Seconds a broken engine rests; then one try decides whether it rests as long again."""

_LONGEST_ASKED = 3600.0  # seconds; a server's mistake must not take an engine away for days
_FORMAT = 1

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rest:
    tries: int  # failed in a row
    until: float  # boot time, seconds


class Health:
    """Remembers failures, so that a dead network costs its time-out once, not per sentence. Thread-safe.

    Args:
        clock: by which rests are counted.
        file: where they are kept; None for the memory of this process.
        boot: the id of this boot; what another one has left counts for nothing.
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
        """Let the engine rest and say for how many seconds.

        An engine that has tried several times by itself says so in the error's fact `tries`.
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
        """Take over what another process has written since the last look."""
        if self._file is None or (stamp := _stamp(self._file)) == self._seen:
            return
        self._seen = stamp
        self._rests = _read(self._file, self._boot, self._clock.boottime())

    def _keep(self) -> None:
        # Two that write at once: one's rest is lost and found again by one more failure.
        if self._file is None:
            return
        rests = {engine: asdict(rest) for engine, rest in self._rests.items()}
        facts = {"format": _FORMAT, "boot": self._boot, "rests": rests}
        try:
            write_bytes(self._file, json.dumps(facts).encode(), shared=True)
        except StoreError as error:
            _log.warning("which engines rest is known to this process only: %s", error)
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
    # No engine is ever told to rest longer; a number that is none is no more believed.
    return rests if all(rest.until <= now + _LONGEST_ASKED for rest in rests.values()) else {}


def _number(error: SpeechError, fact: str, default: int) -> int:
    value = error.facts.get(fact)
    return value if isinstance(value, int) else default
