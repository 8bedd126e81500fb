"""Open the journal as the station does: a damaged file is repaired, missing rows are noted in a row."""

from __future__ import annotations

from pathlib import Path

from broadcaster.core.clock import Clock
from broadcaster.core.errors import JournalError
from broadcaster.journal.log.journal import Journal
from broadcaster.journal.log.repairer import DAMAGED
from broadcaster.journal.log.salvage import salvage_closed


def recover(path: Path, clock: Clock) -> tuple[Journal, list[JournalError]]:
    """Open the journal at `path`, or create it; no other journal of it may be open in this process.

    Returns:
        The journal, and the faults that were found.

    Raises:
        JournalError: another process keeps it, or it is from a newer version.
        StoreError: the disk does not let it be opened, written or repaired.
    """
    found: list[JournalError] = []
    try:
        journal = Journal.open(path, clock)
    except JournalError as error:
        if error.code not in DAMAGED:
            raise
        found.append(salvage_closed(path, clock))
        journal = Journal.open(path, clock)
        journal.store.keep_head()  # the old head is named in the note about the damage
    try:
        missing = _compared(journal)
    except BaseException:
        journal.close()
        raise
    journal.repairer.allowed = True
    return journal, found if missing is None else [*found, missing]


def _compared(journal: Journal) -> JournalError | None:
    try:
        return journal.repairer.compare_head()
    except JournalError as error:
        if error.code not in DAMAGED:
            raise
        return journal.repairer.repair()
