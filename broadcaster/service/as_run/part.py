"""The as-run log of a running station, put together: the journal, its writer, the log, the progress."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

from broadcaster.clock import Clock
from broadcaster.journal import Journal
from broadcaster.service.as_run.log import AsRunLog
from broadcaster.service.as_run.progress import Progress
from broadcaster.service.as_run.records import JOURNAL, Records, keep_unwritten, open_records
from broadcaster.service.as_run.writer import AsRunWriter

QUOTAS = timedelta(days=7)  # before and after now: the longest span that a quota counts
PATIENCE = 1.0  # seconds for the last lines at the end

log = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class AsRun:
    """The parts. `writer` does not work yet: it is opened when there is somebody to report to."""

    records: Records
    writer: AsRunWriter
    log: AsRunLog
    progress: Progress
    clock: Clock

    @property
    def journal(self) -> Journal:
        """The journal that is written."""
        return self.records.journal

    def ask(self, job: Callable[[], T]) -> Future[T]:
        """Have `job` done on the writer's thread, after all lines that were posted before."""
        return self.writer.ask(job)

    def close(self) -> int:
        """Write what was posted and close the journal; how many lines are lost. See `end_journal`."""
        return end_journal(self.records, self.writer, self.clock)


def end_journal(kept: Records, writer: AsRunWriter, clock: Clock) -> int:
    """Let the as-run writer write what it has, and close the journal.

    Lines that the journal does not take, since it is locked or the disk is full, are kept beside it for the
    next start.

    Returns:
        How many lines are lost: they could not be kept either.
    """
    if writer.close(PATIENCE):
        kept.close(clock)
        return 0
    lines = writer.give_up()
    log.error("the journal takes no rows: %d lines are not in it", len(lines))
    path = kept.journal.path
    saved = kept.fault is None and path is not None and keep_unwritten(kept.journal, lines, path, clock)
    if writer.stopped:
        kept.journal.close()
    return 0 if saved else len(lines)


def open_as_run(state: Path, clock: Clock) -> AsRun:
    """Open the journal in the folder `state`, or what stands in for it; see `records`.

    Raises:
        JournalError: another program keeps the file.
    """
    progress = Progress(state)
    records = open_records(state / JOURNAL, clock, progress.read())
    writer = AsRunWriter()
    as_run = AsRunLog(records.journal, clock, writer, records.ledger)
    now = clock.now()
    as_run.recall(records.ledger.heard(now - QUOTAS, now + QUOTAS))
    return AsRun(records=records, writer=writer, log=as_run, progress=progress, clock=clock)
