"""What is done for the people while the station runs: their rows, their file, the faults of both."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future
from datetime import datetime

from broadcaster.core.errors import BroadcasterError, FaultSink
from broadcaster.core.looking import Looker
from broadcaster.journal.rows.model import Reason
from broadcaster.people.access import acceptance as files
from broadcaster.people.access.acceptance import FileFound
from broadcaster.people.access.access import Access
from broadcaster.people.roles.people_file import FILE
from broadcaster.people.store.outbox import WriteRow
from broadcaster.people.store.persons import NOTHING
from broadcaster.people.store.store import PeopleStore

Ask = Callable[[Callable[[], object]], "Future[object]"]
"""Has a job done on the journal's thread, in its turn."""


class RowsInTurn:
    """A `WriteRow` that waits for its turn for so long, and takes a row back that had none.

    The outbox gives such a row again; without that the journal would have it once for each time. From one
    thread at a time, as the outbox asks for.

    Args:
        ask: puts a job into the queue of the journal's thread.
        patience: seconds to wait.
    """

    def __init__(self, ask: Ask, write: WriteRow, patience: float) -> None:
        self._ask = ask
        self._write = write
        self._patience = patience
        self._begun: tuple[datetime, Reason, Future[object]] | None = None  # it was too late to take it back

    def __call__(self, at: datetime, what: Reason) -> None:
        """Write a row.

        Raises:
            TimeoutError: the journal does other work, or is not done with the row yet.
            BroadcasterError: the journal does not take it.
        """
        answer = self._answer(at, what)
        try:
            answer.result(self._patience)
        except TimeoutError as error:
            of_the_job = answer.done() and answer.exception() is error
            if not of_the_job and not answer.cancel():
                self._begun = (at, what, answer)
            raise

    def _answer(self, at: datetime, what: Reason) -> Future[object]:
        begun, self._begun = self._begun, None
        if begun is not None and begun[:2] == (at, what):
            return begun[2]
        return self._ask(lambda: self._write(at, what))


LOOK = 1.0  # seconds between two looks

log = logging.getLogger(__name__)


class AccessUpkeep(Looker):
    """Moves rows to the journal, writes a people.yaml that was left behind, reports faults.

    Args:
        write_row: writes a row of the journal; see `Outbox.deliver`.
    """

    def __init__(self, access: Access, write_row: WriteRow, faults: FaultSink) -> None:
        super().__init__("access", LOOK)
        self._access = access
        self._write_row = write_row
        self._sink = faults
        self._faults: dict[str, BroadcasterError] = {}
        self._seen: object = None
        self._file: FileFound | None = None

    def start(self) -> None:
        """Look once at once, and then every second."""
        self.look()
        super().start()

    def close(self) -> None:
        """End the thread, and move the last rows."""
        super().close()
        self._access.keep()
        self._deliver(self._access.store)

    @property
    def file_fault(self) -> BroadcasterError | None:
        """What was wrong with people.yaml at the last look."""
        return None if self._file is None else self._file.fault

    def look(self) -> None:
        """Look once."""
        store = self._access.store
        self._access.keep()
        self._look_at_file(store)
        self._deliver(store)
        found = [fault for fault in (self._access.fault, self.file_fault) if fault is not None]
        now = {str(fault): fault for fault in found}
        over = [fault for name, fault in self._faults.items() if name not in now]
        fresh = [fault for name, fault in now.items() if name not in self._faults]
        self._faults = {name: self._faults.get(name, fault) for name, fault in now.items()}
        if over:
            self._sink.over(over)
        for fault in fresh:
            self._sink.report(fault)

    def _look_at_file(self, store: PeopleStore | None) -> None:
        if store is None and self._access.fault is not None:
            return  # it is unknown what is in force
        try:
            seen = (_stamp(self._access), store and store.version)
            if seen == self._seen and self._file is not None:
                return
            self._file = _compared(self._access, store)
            self._seen = (_stamp(self._access), store and store.version)
        except BroadcasterError:
            log.warning("people.yaml is not compared", exc_info=True)

    def _deliver(self, store: PeopleStore | None) -> None:
        try:
            if store is not None:
                store.outbox.deliver(self._write_row)
        except (BroadcasterError, TimeoutError):
            log.warning("rows about people wait for the journal", exc_info=True)


def _compared(access: Access, store: PeopleStore | None) -> FileFound:
    if store is None:
        return files.find_people_file(access.folder, NOTHING)
    return files.finish_people_file(access.folder, store)


def _stamp(access: Access) -> tuple[int, ...] | None:
    try:
        seen = (access.folder / FILE).lstat()
    except OSError:
        return None
    return seen.st_mtime_ns, seen.st_size, seen.st_ino
