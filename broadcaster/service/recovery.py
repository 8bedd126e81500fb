"""A station that came up without its journal begins anew once the disk takes it again.

A card that was busy or full for a minute at boot must not cost an unattended ward its timetable for weeks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from broadcaster.errors import JournalError, StoreError
from broadcaster.journal import Journal
from broadcaster.service.records import JOURNAL

if TYPE_CHECKING:
    from broadcaster.service.running import RunningStation

_PATIENCE = 3.0  # seconds for the director


def may_begin_anew(station: RunningStation) -> bool:
    """True if it runs without its journal, which could be opened now, and nothing is on air or waits."""
    if station.timetable or not station.mode.timetable:
        return False
    try:
        Journal.open(station.state / JOURNAL, station.clock).close()
    except (JournalError, StoreError):
        return False
    try:
        return station.director.call(lambda: station.director.desk.idle).result(_PATIENCE)
    except TimeoutError:
        return False  # busy: it is asked again, and airs on meanwhile
