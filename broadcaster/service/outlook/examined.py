"""What `check` learns about messages and recordings by looking closely, kept so that it looks but once.

Reading a message aloud in thought takes a tenth of a second, decoding a recording up to some seconds.
Neither is known to the running station, which takes what is right in form at once. Kept in
`audio_cache/check.json`, by digests of what was looked at; losing it costs time alone.
"""

from __future__ import annotations

import hashlib
import json
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from broadcaster import __version__
from broadcaster.atomic import write_bytes
from broadcaster.errors import BroadcasterError, StoreError
from broadcaster.service.outlook.doubts import Doubt, doubt, doubts
from broadcaster.station.model import Message, Recording, Station
from broadcaster.studio.script.ingredients import ingredients

if TYPE_CHECKING:
    from broadcaster.reading import Reading

NAME = "check.json"
_FORM = f"2 {__version__}"
PATIENCE = 15.0  # seconds for all recordings of one check together; the rest is looked at next time


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """What one message showed: how long it takes (seconds, about), and what is doubtful about it."""

    seconds: float
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
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

    def message(self, station: Station, message: Message) -> Examined:
        """What one message shows."""
        own, house, recordings = ingredients(station, message)
        key = _digest(own, self._house_of(station, house), recordings)
        with suppress(KeyError, TypeError, ValueError):
            kept = self._used[key] = self._known[key]
            return _examined(kept)
        found = _examine(station, message)
        self._used[key] = asdict(found)
        return found

    def recording(self, recording: Recording) -> Fault | None:
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
        return None if found is None else Fault(code=found.code, facts=found.facts)

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


def _examine(station: Station, message: Message) -> Examined:
    from broadcaster.studio.estimate import length
    from broadcaster.studio.script.script import read_script

    readings: dict[int, Reading] = {}
    try:
        seconds = round(length(read_script(station, message, note=readings.__setitem__)), 1)
    except BroadcasterError:
        seconds = 0.0  # rendering reports what is wrong with it
    return Examined(seconds=seconds, doubts=doubts(message, readings))


def _kept(path: Path) -> dict[str, object]:
    with suppress(OSError, ValueError, RecursionError):
        read = json.loads(path.read_bytes())
        if isinstance(read, dict) and read.get("form") == _FORM and isinstance(read.get("known"), dict):
            return dict(read["known"])
    return {}


def _examined(kept: object) -> Examined:
    """What was kept, as a value; other content is examined again (TypeError, KeyError)."""
    if not isinstance(kept, dict):
        raise TypeError
    return Examined(seconds=float(kept["seconds"]), doubts=tuple(map(doubt, kept["doubts"])))


def _fault(kept: object) -> Fault | None:
    if not isinstance(kept, dict):
        raise TypeError
    facts = tuple((str(name), str(value)) for name, value in kept["facts"])
    return Fault(code=str(kept["code"]), facts=facts) if "code" in kept else None
