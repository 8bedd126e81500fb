"""A station that started without its journal restarts once the disk takes the journal again.

A memory card that is busy or full for a minute at boot must not stop the timetable of an unattended ward
for weeks.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from broadcaster.errors import JournalError, StoreError
from broadcaster.journal import Journal
from broadcaster.journal.repair.repairer import DAMAGED
from broadcaster.service.as_run.records import JOURNAL
from broadcaster.service.station.parts import StationParts

_MARGIN = 1 << 20  # bytes
_PATIENCE = 3.0  # seconds for the director


def may_begin_anew(parts: StationParts) -> bool:
    """True if it runs without its journal, which could be opened now, and nothing is on air or waits."""
    if parts.timetable is not None or not parts.mode.timetable:
        return False
    path, director = parts.state / JOURNAL, parts.air.director
    try:
        Journal.open(path, parts.air.clock).close()
    except StoreError:
        return False
    except JournalError as error:
        # A damaged one is repaired by the start; the disk had no room for that before.
        if error.code not in DAMAGED or not _room_for_another(path):
            return False
    try:
        return director.call(lambda: director.desk.idle).result(_PATIENCE)
    except TimeoutError:
        return False  # busy: it is asked again later, and airs on meanwhile


def _room_for_another(path: Path) -> bool:
    try:
        return shutil.disk_usage(path.parent).free > path.stat().st_size + _MARGIN
    except OSError:
        return False
