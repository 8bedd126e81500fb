"""Releases every switch of a station that does not run: after its end, whatever ended it."""

from __future__ import annotations

from pathlib import Path

from broadcaster.core.errors import PlayoutError, ServiceError
from broadcaster.playout.keying.keyer import SwitchState
from broadcaster.playout.links.keyers import open_keyer
from broadcaster.station.loading import archive
from broadcaster.station.loading.loader import load
from broadcaster.station.yaml.problems import BadStation
from broadcaster.upkeep.host.lock import StationLock


def release(folder: Path) -> tuple[SwitchState, ...]:
    """Release what the station in `folder` may have left on; how each switch stands then.

    Raises:
        PlayoutError: the station runs and holds its switches itself, or a driver is not installed.
        BadStation: the files have errors and nothing good was ever kept.
    """
    folder = folder.resolve()
    state = folder / "state"
    loaded = load(folder)
    if not folder.is_dir():
        raise BadStation(loaded.problems)
    try:
        with StationLock(state, whoever=True):
            # The last accepted station may be the one that ran, whatever the files say now.
            kept = archive.reload(state, folder)
            stations = [found.station for found in (kept, loaded) if found is not None]
            station = next((found for found in stations if found is not None), None)
            if station is None:
                raise BadStation(loaded.problems)
            keyer = open_keyer(station.settings, station.root, state)
            try:
                keyer.start()
                return keyer.states()
            finally:
                keyer.close()
    except ServiceError as error:
        raise PlayoutError("playout.keyer_owned") from error
