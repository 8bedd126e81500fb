"""Who may ask what of the open station, with their rows in the journal and their faults in `status`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from broadcaster.errors import BroadcasterError
from broadcaster.journal.model import Reason
from broadcaster.service.access import Access, AccessUpkeep
from broadcaster.service.access.older import ToldInMemory
from broadcaster.service.access.rows import RowsInTurn
from broadcaster.service.as_run.part import AsRun
from broadcaster.service.station.opening.air_path import AirPath
from broadcaster.service.station.opening.closing import ClosingSteps

PATIENCE = 10.0  # seconds for the journal to take a row


def open_access(air: AirPath, as_run: AsRun, closing: ClosingSteps, *, folder: Path, state: Path) -> Access:
    """Take over the people in force, and look after them until the station closes."""
    director, files = air.director, air.files
    told = ToldInMemory(as_run.journal)

    def write_row(at: datetime, what: Reason) -> None:
        as_run.journal.note(at, what)
        told.add(what)

    def end(faults: Sequence[BroadcasterError]) -> None:
        director.post(lambda: director.faults.end(faults))

    access = Access(
        folder,
        state,
        air.clock,
        lambda: files.station.settings.timezone,
        told,
    )
    closing.add(access.close)
    upkeep = AccessUpkeep(access, RowsInTurn(as_run.ask, write_row, PATIENCE), air.report, end)
    upkeep.start()
    closing.add(upkeep.close)
    return access
