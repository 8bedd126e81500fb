"""One station as the outlook examines it: its values, where they were written, what was found in messages.

Reading a message aloud in thought takes a tenth of a second, decoding a recording up to some seconds.
Neither is known to the running station, which takes what is right in form at once. Kept in
`audio_cache/check.json`, by digests of what was looked at; losing it costs time alone.
"""

from __future__ import annotations

import hashlib
import json
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from broadcaster import __version__
from broadcaster.core.errors import BroadcasterError, StoreError
from broadcaster.core.whole_files import write_bytes
from broadcaster.station.loading.loader import Loaded
from broadcaster.station.model.message import Message
from broadcaster.station.model.station import Recording, Station
from broadcaster.station.yaml.problems import Problem, Severity
from broadcaster.station.yaml.tree import Place, Trees, YamlMark
from broadcaster.studio.render.estimate import length
from broadcaster.studio.script.pieces import ingredients
from broadcaster.studio.script.script import read_script
from broadcaster.timetable.outlook.doubts import Doubt, doubt, doubts

if TYPE_CHECKING:
    from broadcaster.reading.model import Reading


NAME = "check.json"
_FORM = f"2 {__version__}"
PATIENCE = 15.0  # seconds for all recordings of one check together; the rest is looked at next time


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """What one message showed: how long it takes (seconds, about), and what is doubtful about it."""

    seconds: float
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingFault:
    """What is wrong with a recording: a key of the text catalogue and its facts."""

    code: str
    facts: tuple[tuple[str, str], ...] = ()


class Examiner:
    """Looks at messages and recordings, each once for as long as it stays as it is.

    Args:
        folder: where to keep what was learned; it need not be writable.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME
        self._known = _kept(self._path)
        self._used: dict[str, object] = {}
        self._left = PATIENCE
        self._house: tuple[Station, str] | None = None
        self.untried = 0
        """Recordings for which there was no time."""

    def message(self, station: Station, message: Message) -> Examination:
        """What one message shows."""
        own, words, recordings, manner = ingredients(station, message)
        key = _digest(own, self._house_of(station, (words, manner)), recordings)
        with suppress(KeyError, TypeError, ValueError):
            kept = self._used[key] = self._known[key]
            return _examined(kept)
        found = _examine(station, message)
        self._used[key] = asdict(found)
        return found

    def recording(self, recording: Recording) -> RecordingFault | None:
        """What is wrong with one recording; None also where there was no time to look.

        Raises:
            StudioError: ffmpeg is missing.
        """
        with suppress(KeyError, TypeError, ValueError):
            kept = self._used[recording.sha256] = self._known[recording.sha256]
            return _fault(kept)
        if self._left <= 0:
            self.untried += 1
            return None
        from broadcaster.studio.recordings.soundness import SLOW, TIME_LIMIT, unsound

        begun, limit = time.monotonic(), min(TIME_LIMIT, self._left)
        found = unsound(recording.path, limit=limit)
        self._left -= time.monotonic() - begun
        if found is not None and found.code == SLOW and limit < TIME_LIMIT:
            self.untried += 1  # it had not its whole time
            return None
        self._used[recording.sha256] = {"facts": []} if found is None else asdict(found)
        return None if found is None else RecordingFault(code=found.code, facts=found.facts)

    def _house_of(self, station: Station, house: object) -> str:
        """The digest of what all messages share; a large lexicon is spelt out but once."""
        if self._house is None or self._house[0] is not station:
            self._house = (station, _digest(house))
        return self._house[1]

    def keep(self, *, alone: bool = False) -> None:
        """Remember what was learned, for the next check; a folder that takes nothing is no fault.

        Args:
            alone: what was not asked for is of no use any more: the whole station was looked at.
        """
        known = self._used if alone else {**self._known, **self._used}
        if known != self._known:
            data = json.dumps({"form": _FORM, "known": known}, ensure_ascii=False)
            with suppress(StoreError):
                write_bytes(self._path, data.encode(), shared=True)


def _digest(*of: object) -> str:
    return hashlib.sha256(repr(of).encode()).hexdigest()


def _examine(station: Station, message: Message) -> Examination:

    readings: dict[int, Reading] = {}
    try:
        seconds = round(length(read_script(station, message, note=readings.__setitem__)), 1)
    except BroadcasterError:
        seconds = 0.0  # rendering reports what is wrong with it
    return Examination(seconds=seconds, doubts=doubts(message, readings))


def _kept(path: Path) -> dict[str, object]:
    with suppress(OSError, ValueError, RecursionError):
        read = json.loads(path.read_bytes())
        if isinstance(read, dict) and read.get("form") == _FORM and isinstance(read.get("known"), dict):
            return dict(read["known"])
    return {}


def _examined(kept: object) -> Examination:
    """What was kept, as a value; other content is examined again (TypeError, KeyError)."""
    if not isinstance(kept, dict):
        raise TypeError
    return Examination(seconds=float(kept["seconds"]), doubts=tuple(map(doubt, kept["doubts"])))


def _fault(kept: object) -> RecordingFault | None:
    if not isinstance(kept, dict):
        raise TypeError
    facts = tuple((str(name), str(value)) for name, value in kept["facts"])
    return RecordingFault(code=str(kept["code"]), facts=facts) if "code" in kept else None


@dataclass(frozen=True, slots=True)
class View:
    """A station without what could not be read."""

    station: Station
    loaded: Loaded
    examiner: Examiner

    @property
    def trees(self) -> Trees:
        """Where everything was written."""
        return self.loaded.trees

    @property
    def scheduled(self) -> list[Message]:
        """The messages that schedules name, each once, in the order of their ids."""
        names = {name for schedule in self.station.schedules.values() for name in schedule.messages}
        return [self.station.messages[name] for name in sorted(names)]


def view(loaded: Loaded, cache: Path) -> View | None:
    """Look at a station as it was read; None if nothing of it could be.

    Args:
        loaded: where a file of it is broken, the others are looked at.
        cache: the folder that keeps what was learned; it need not be writable.
    """
    found = loaded.station or loaded.found
    if found is None:
        return None
    whole = {
        name: schedule
        for name, schedule in found.schedules.items()
        if all(message in found.messages for message in schedule.messages)
    }
    return View(replace(found, schedules=MappingProxyType(whole)), loaded, Examiner(cache))


def warning(place: Place, mark: YamlMark, code: str, /, **facts: object) -> Problem:
    """A warning in a file."""
    return place.problem(mark, code, Severity.WARNING, **facts)
