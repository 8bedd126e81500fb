"""A station that came up without its journal begins anew once the disk takes it again.

A card that was busy or full for a minute at boot must not cost an unattended ward its timetable for weeks.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from broadcaster.errors import JournalError, StoreError
from broadcaster.journal import Journal
from broadcaster.journal.repair.repairer import DAMAGED
from broadcaster.service.as_run.records import JOURNAL

if TYPE_CHECKING:
    from broadcaster.service.station.running import RunningStation

_MARGIN = 1 << 20  # bytes
_PATIENCE = 3.0  # seconds for the director


def may_begin_anew(station: RunningStation) -> bool:
    """True if it runs without its journal, which could be opened now, and nothing is on air or waits."""
    if station.timetable or not station.mode.timetable:
        return False
    path = station.state / JOURNAL
    try:
        Journal.open(path, station.clock).close()
    except StoreError:
        return False
    except JournalError as error:
        # A damaged one is mended by the start; the disk had no room for that before.
        if error.code not in DAMAGED or not _room_for_another(path):
            return False
    try:
        return station.director.call(lambda: station.director.desk.idle).result(_PATIENCE)
    except TimeoutError:
        return False  # busy: it is asked again, and airs on meanwhile


def _room_for_another(path: Path) -> bool:
    try:
        return shutil.disk_usage(path.parent).free > path.stat().st_size + _MARGIN
    except OSError:
        return False
