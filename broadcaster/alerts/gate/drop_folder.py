"""Watches the folder `inbox/` of the station: its files are alerts that prove themselves by signatures.

Whoever may write that folder may put anything there: links, pipes, folders, files that grow.
"""

from __future__ import annotations

import logging
import os
import stat
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

from broadcaster.alerts.cap.model import MOST_BYTES
from broadcaster.core.confined_files import Astray, held, open_file

FOLDER = "inbox"
MOST = 20_000  # files of an account in one look, and names that are no files
LOOKS = 600  # a minute: whoever still writes then does not end
AGAIN = 5.0  # seconds until what the station could not keep is tried again
LINGERS = 60.0
"""Seconds for which what was refused stays: it may be what somebody still writes, or pauses over."""
_EACH = 1e-4  # seconds of rest for each name that was looked at: thousands must not take a processor
_LONGEST_REST = 5.0  # seconds
_BUSY = 1.0  # seconds of one look, and as long as a file takes
_SETTLED = 1_000_000_000  # nanoseconds after which a change of the folder shows in its time
_Seen = tuple[int, int, int, int]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _File:
    """What lies in the folder."""

    name: str
    seen: _Seen
    regular: bool

    @property
    def size(self) -> int:
        """Bytes."""
        return self.seen[2]


def _age(one: _File) -> int:
    return one.seen[3]


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
                until = time.monotonic() + _BUSY
                while self._look(place) and time.monotonic() < until:
                    pass
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

    def _look(self, place: Path) -> bool:
        """True if a file was judged."""
        changed = place.stat().st_mtime_ns
        found, count = _listed(place)
        names = {one.name for own in found.values() for one in own}
        self._waiting = {name: known for name, known in self._waiting.items() if name in names}
        self._told = {name: known for name, known in self._told.items() if name in names}
        self._refused = {name: known for name, known in self._refused.items() if name in names}
        left = judged = False
        for own in found.values():
            todo = [one for one in own if not self._ended(place, one)]
            whole = [one for one in todo if self._rested(one)]
            # One of each account: many of one keep nobody else's waiting, nor what comes meanwhile.
            if whole:
                first = min(whole, key=_age)
                became = self._judged(place, first)
                judged |= became is not Judged.LATER
                if became is Judged.KEPT:
                    todo.remove(first)
            left |= bool(todo)
        # A change in the same tick of the clock would not show.
        self._at_rest = None if left or time.time_ns() - changed < _SETTLED else changed
        self._again = max(self._again, time.monotonic() + min(count * _EACH, _LONGEST_REST))
        return judged

    def _ended(self, place: Path, one: _File) -> bool:
        """True once nothing is to be done about a name."""
        name, seen = one.name, one.seen
        if self._told.get(name) == seen[:2]:
            return True
        if not one.regular:
            return self._strange("alerts.no_file", name, seen)
        if one.size > MOST_BYTES:
            return self._strange("alerts.too_big", name, seen)
        refused, until = self._refused.get(name, (None, 0.0))
        if refused == seen:
            return time.monotonic() > until and self._removed(place, name, seen)
        known, looks = self._waiting.get(name, (None, 0))
        return known != seen and looks > LOOKS and self._strange("alerts.grows", name, seen)

    def _rested(self, one: _File) -> bool:
        """True if a file did not change since the last look, and was not refused as it is."""
        if self._refused.get(one.name, (None, 0.0))[0] == one.seen:
            return False
        known, looks = self._waiting.get(one.name, (None, 0))
        if known != one.seen:
            self._waiting[one.name] = one.seen, looks + 1
        return known == one.seen

    def _judged(self, place: Path, one: _File) -> Judged:
        name, seen = one.name, one.seen
        try:
            with open_file(self._station, f"{FOLDER}/{name}") as file:
                raw = file.read(MOST_BYTES + 1)
        except OSError as error:
            self._strange(
                "alerts.no_file" if isinstance(error, Astray) else "alerts.not_readable", name, seen
            )
            return Judged.REFUSED
        judged = self._judge(raw)
        if judged is Judged.LATER:
            self._again = time.monotonic() + AGAIN
        elif judged is Judged.REFUSED:
            self._refused[name] = seen, time.monotonic() + LINGERS
        else:
            self._removed(place, name, seen)
        return judged

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


def _listed(place: Path) -> tuple[dict[int | None, list[_File]], int]:
    """What lies in a folder, files by their account and the rest under None; and how much that is.

    However many names somebody puts there, those of others are found.
    """
    found: defaultdict[int | None, list[_File]] = defaultdict(list)
    count = 0
    with os.scandir(place) as entries:
        for entry in entries:
            count += 1
            if entry.name.startswith(".") or (len(found[None]) >= MOST and not _is_file(entry)):
                continue
            try:
                about = entry.stat(follow_symlinks=False)
            except OSError:
                continue
            regular = stat.S_ISREG(about.st_mode)
            own = found[about.st_uid if regular else None]
            if len(own) < MOST:
                seen = (about.st_dev, about.st_ino, about.st_size, about.st_mtime_ns)
                own.append(_File(entry.name, seen, regular))
    return found, count


def _is_file(entry: os.DirEntry[str]) -> bool:
    return entry.is_file(follow_symlinks=False)  # the listing says so by itself
