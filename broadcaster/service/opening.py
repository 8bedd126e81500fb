"""Taking a station: whole and good, or else the last good one."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from broadcaster.errors import StoreError
from broadcaster.playout.outputs import OutputChoice
from broadcaster.station import accepted
from broadcaster.station.loading import load
from broadcaster.station.model import Keying, Output, Settings, Station
from broadcaster.station.problems import BadStation, Problem, Severity

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """The station that airs and what is wrong with the files as they are now."""

    station: Station
    problems: tuple[Problem, ...]
    fault: StoreError | None = None  # why it is not kept on the disk

    @property
    def current(self) -> bool:
        """True if the files as they are now are what airs."""
        return not any(p.severity is Severity.ERROR for p in self.problems)


def take(folder: Path, state: Path, *, last: Station | None = None) -> Taken:
    """The station of `folder`; where its files have errors, `last` or the one kept on disk.

    Raises:
        BadStation: the files have errors and nothing good was ever kept.
        StoreError: the good station cannot be kept, and there is `last`.
    """
    loaded = load(folder)
    if loaded.station is not None:
        try:
            return Taken(station=accepted.keep(loaded, state), problems=loaded.problems)
        except StoreError as error:
            if last is not None:
                raise
            log.exception("the good station cannot be kept")
            # A full disk must not keep a ward without its emergencies: it runs on the files themselves.
            return Taken(station=loaded.station, problems=loaded.problems, fault=error)
    if last is not None:
        return Taken(station=last, problems=loaded.problems)
    again = accepted.reload(state, folder)
    if again is None or again.station is None:
        raise BadStation(loaded.problems)
    log.info("the station's files have errors; going on with the last good one")
    return Taken(station=again.station, problems=loaded.problems)


def with_hardware_of(old: Station, new: Station) -> tuple[Station, tuple[str, ...]]:
    """`new` on the output, rate and keying of `old`, and the keys of `new` that wait for a restart.

    The open stream and the relay do not change while the station runs.
    """
    was, wanted = old.settings, new.settings
    keys = {
        "output": was.output != wanted.output,
        "keying": was.keying != wanted.keying,
        "zones.*.keying": any(_own(was, name) != zone.keying for name, zone in wanted.zones.items()),
        "sound.rate": was.sound.rate != wanted.sound.rate,
    }
    zones = {name: replace(zone, keying=_own(was, name)) for name, zone in wanted.zones.items()}
    settings = replace(
        wanted,
        output=was.output,
        keying=was.keying,
        zones=MappingProxyType(zones),
        sound=replace(wanted.sound, rate=was.sound.rate),
    )
    return replace(new, settings=settings), tuple(key for key, changed in keys.items() if changed)


def output_choice(output: Output, station: Station) -> OutputChoice:
    """What the air is told to open: `output` at the station's rate."""
    settings = station.settings
    folder = str((station.root / output.folder).resolve()) if output.folder else ""
    return OutputChoice(
        kind=str(output.kind),
        rate=settings.sound.rate,
        device=output.device,
        latency=output.latency,
        folder=folder,
        timezone=settings.timezone.key,
    )


def _own(settings: Settings, zone: str) -> Keying | None:
    """The keying that a zone had of its own; a zone that is new keys with the station."""
    return settings.zones[zone].keying if zone in settings.zones else None
