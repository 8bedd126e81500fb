"""The studio of a station as it stands in its folder: engines, clips and programmes in audio_cache."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from broadcaster.clock import SystemClock, boot_id
from broadcaster.speech import ClipStore, Speaker, open_engines
from broadcaster.speech.health import Health
from broadcaster.speech.voices import FOLDER
from broadcaster.station.model import Station
from broadcaster.studio.render.cache_folder import cache_folder
from broadcaster.studio.render.store import ProgrammeStore
from broadcaster.studio.render.studio import Studio

_CLIPS_SHARE = 0.25  # of the cache; programmes are larger: repeats, and a higher rate
_MEGABYTE = 1_000_000
_RESTS = "engines.json"  # engines that rest, for every message and every process


def open_studio(station: Station, *, also: str | None = None) -> Studio:
    """The studio that renders for `station`; close it when done.

    Args:
        station: as loaded.
        also: an engine that may be asked for although station.yaml does not name it.

    Raises:
        EngineMissing: there is no engine of such a name.
    """
    return Studio(station, open_speaker(station, also=also), open_programmes(station))


def open_speaker(station: Station, *, also: str | None = None) -> Speaker:
    """The engines of `station` and its clips; arguments and errors as for `open_studio`."""
    names = (*station.settings.speech.engines, *([also] if also else []))
    return Speaker(
        open_engines(names, voices=voices_folder(station)),
        open_clips(station),
        SystemClock(),
        _health(cache_folder(station.root) / _RESTS),
    )


def open_clips(station: Station) -> ClipStore:
    """The stored sentences of `station`; needs no engine."""
    return ClipStore(cache_folder(station.root) / "clips", int(_limit(station) * _CLIPS_SHARE))


def open_programmes(station: Station) -> ProgrammeStore:
    """The finished programmes of `station`; needs no engine."""
    return ProgrammeStore(
        cache_folder(station.root) / "programmes", int(_limit(station) * (1 - _CLIPS_SHARE))
    )


def voices_folder(station: Station) -> Path:
    """Where the voices of `station` are installed: they travel with its folder."""
    return station.root.absolute() / FOLDER


@lru_cache(maxsize=8)
def _health(file: Path) -> Health:
    """One for each station, so that this process knows its state even if the file cannot be written."""
    return Health(SystemClock(), file, boot_id())


def _limit(station: Station) -> int:
    return station.settings.sound.cache * _MEGABYTE
