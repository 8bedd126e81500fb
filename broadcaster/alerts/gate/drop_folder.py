"""Watches the folder `inbox/` of the station: its files are alerts that prove themselves by signatures.

Whoever may write that folder may put anything there: links, pipes, folders, files that grow.
"""

from __future__ import annotations

import logging
import os
import stat
import time
from collections.abc import Callable
from enum import Enum, auto
from itertools import islice
from pathlib import Path

from broadcaster.core.confined_files import Astray, held, open_file

FOLDER = "inbox"
MOST_BYTES = 1024 * 1024
MOST = 20_000  # names of one look
LOOKS = 600  # a minute: whoever still writes then does not end
AGAIN = 5.0  # seconds until what the station could not keep is tried again
LINGERS = 60.0
"""Seconds for which what was refused stays: it may be what somebody still writes, or pauses over."""
_EACH = 1e-4  # seconds of rest for each name that was looked at: thousands must not take a processor
_SETTLED = 1_000_000_000  # nanoseconds after which a change of the folder shows in its time
_Seen = tuple[int, int, int, int]

log = logging.getLogger(__name__)


class Judged(Enum):
    """What became of a file."""

    KEPT = auto()  # by the station
    REFUSED = auto()
    LATER = auto()  # the station could not keep it now


class DropFolder:
    """Looked at ten times a second: a file that did not change since the last look is whole.

    Args:
        station: its folder.
        refuse: tells that something there is no alert, by a code and the name.
    """

    def __init__(
        self, station: Path, judge: Callable[[bytes], Judged], refuse: Callable[[str, str], object]
    ) -> None:
        self._station = station
        self._path = station / FOLDER
        self._judge = judge
        self._refuse = refuse
        self._at_rest: int | None = None  # when the folder was changed last, once nothing waits in it
        self._waiting: dict[str, tuple[_Seen, int]] = {}
        self._told: dict[str, tuple[int, int]] = {}  # what stays there, and was told
        self._refused: dict[str, tuple[_Seen, float]] = {}  # until when it stays
        self._again = 0.0

    def look(self) -> None:
        """Look once."""
        if time.monotonic() < self._again or self._rests():
            return
        try:
            with held(self._station, FOLDER) as place:
                self._look(place)
        except FileNotFoundError:
            return
        except OSError as error:  # a link, above all
            log.debug("the inbox of the station cannot be listed: %s", error)

    def _rests(self) -> bool:
        """True if nothing has changed in a folder in which nothing was left to do: one call of the system."""
        try:
            return self._path.stat(follow_symlinks=False).st_mtime_ns == self._at_rest
        except OSError:
            return False

    def _look(self, place: Path) -> None:
        changed = place.stat().st_mtime_ns
        with os.scandir(place) as found:
            names = [*islice((one.name for one in found if not one.name.startswith(".")), MOST)]
        self._waiting = {name: self._waiting[name] for name in names if name in self._waiting}
        self._told = {name: self._told[name] for name in names if name in self._told}
        self._refused = {name: self._refused[name] for name in names if name in self._refused}
        left = [name for name in names if not self._done(place, name)]
        # A change in the same tick of the clock would not show.
        settled = not left and len(names) < MOST and time.time_ns() - changed > _SETTLED
        self._at_rest = changed if settled else None
        self._again = max(self._again, time.monotonic() + len(names) * _EACH)

    def _done(self, place: Path, name: str) -> bool:
        """True once nothing is to be done about a name."""
        try:
            about = (place / name).lstat()
        except OSError:
            return True
        seen = (about.st_dev, about.st_ino, about.st_size, about.st_mtime_ns)
        if self._told.get(name) == seen[:2]:
            return True
        if not stat.S_ISREG(about.st_mode):
            return self._strange("alerts.no_file", name, seen)
        if about.st_size > MOST_BYTES:
            return self._strange("alerts.too_big", name, seen)
        refused, until = self._refused.get(name, (None, 0.0))
        if refused == seen:
            return time.monotonic() > until and self._removed(place, name, seen)
        known, looks = self._waiting.get(name, (None, 0))
        if known != seen:
            if looks > LOOKS:
                return self._strange("alerts.grows", name, seen)
            self._waiting[name] = seen, looks + 1
            return False
        return self._judged(place, name, seen)

    def _judged(self, place: Path, name: str, seen: _Seen) -> bool:
        try:
            with open_file(self._station, f"{FOLDER}/{name}") as file:
                raw = file.read(MOST_BYTES + 1)
        except Astray:
            return self._strange("alerts.no_file", name, seen)
        except OSError:
            return self._strange("alerts.not_readable", name, seen)
        judged = self._judge(raw)
        if judged is Judged.LATER:
            self._again = time.monotonic() + AGAIN
        elif judged is Judged.REFUSED:
            self._refused[name] = seen, time.monotonic() + LINGERS
        return judged is Judged.KEPT and self._removed(place, name, seen)

    def _removed(self, place: Path, name: str, seen: _Seen) -> bool:
        self._waiting.pop(name, None)
        try:
            (place / name).unlink()
        except OSError as error:
            log.warning("%s stays in the inbox: %s", name, error)
            self._keep(name, seen)
        return True

    def _strange(self, code: str, name: str, seen: _Seen) -> bool:
        self._refuse(code, name)
        self._keep(name, seen)
        return True

    def _keep(self, name: str, seen: _Seen) -> None:
        self._waiting.pop(name, None)
        self._told[name] = seen[:2]
