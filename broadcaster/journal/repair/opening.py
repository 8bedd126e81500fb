"""The journal as the station opens it: what is damaged is mended, missing rows are told of in a row."""

from __future__ import annotations

from pathlib import Path

from broadcaster.clock import Clock
from broadcaster.errors import JournalError
from broadcaster.journal.journal import Journal
from broadcaster.journal.repair.repairer import DAMAGED, salvage_closed


def recover(path: Path, clock: Clock) -> tuple[Journal, list[JournalError]]:
    """Open the journal at `path`, or begin one there; no other journal of it may be open in this process.

    Returns:
        The journal, and the faults that were met.

    Raises:
        JournalError: another process keeps it, or it is from a newer version.
        StoreError: the disk does not let it be opened, written or mended.
    """
    found: list[JournalError] = []
    try:
        journal = Journal.open(path, clock)
    except JournalError as error:
        if error.code not in DAMAGED:
            raise
        found.append(salvage_closed(path, clock))
        journal = Journal.open(path, clock)
        journal.keep_head()  # the old one is named by the row that tells of the damage
    try:
        fault = _compared(journal)
    except BaseException:
        journal.close()
        raise
    journal.keep()
    return journal, found if fault is None else [*found, fault]


def _compared(journal: Journal) -> JournalError | None:
    try:
        return journal.compare_head()
    except JournalError as error:
        if error.code not in DAMAGED:
            raise
        return journal.mend()
