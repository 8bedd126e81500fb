"""What is done for the people while the station runs: their rows, their file, the faults of both."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence

from broadcaster.errors import BroadcasterError
from broadcaster.people.file import state as files
from broadcaster.people.file.loading import FILE
from broadcaster.people.file.state import FileFound
from broadcaster.people.store.accepted import NOTHING
from broadcaster.people.store.outbox import WriteRow
from broadcaster.people.store.store import PeopleStore
from broadcaster.service.access.access import Access

LOOK = 1.0  # seconds between two looks

log = logging.getLogger(__name__)


class AccessUpkeep:
    """Moves rows to the journal, writes a people.yaml that was left behind, reports faults.

    Args:
        access: the people.
        write_row: writes a row of the journal; see `Outbox.deliver`.
        report: takes a fault that begins, from any thread.
        end: takes faults that are over, from any thread.
    """

    def __init__(
        self,
        access: Access,
        write_row: WriteRow,
        report: Callable[[BroadcasterError], None],
        end: Callable[[Sequence[BroadcasterError]], None],
    ) -> None:
        self._access = access
        self._write_row = write_row
        self._report = report
        self._end = end
        self._faults: dict[str, BroadcasterError] = {}
        self._seen: object = None
        self._file: FileFound | None = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="access", daemon=True)

    def start(self) -> None:
        """Look once at once, and then every second."""
        self.look()
        self._thread.start()

    def close(self) -> None:
        """End the thread, and move the last rows."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(2)
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
            self._end(over)
        for fault in fresh:
            self._report(fault)

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

    def _run(self) -> None:
        while not self._stop.wait(LOOK):
            try:
                self.look()
            except Exception:
                # Whatever goes wrong in one look, the next one must come.
                log.exception("access")


def _compared(access: Access, store: PeopleStore | None) -> FileFound:
    if store is None:
        return files.found(access.folder, NOTHING)
    return files.finished(access.folder, store)


def _stamp(access: Access) -> tuple[int, ...] | None:
    try:
        seen = (access.folder / FILE).lstat()
    except OSError:
        return None
    return seen.st_mtime_ns, seen.st_size, seen.st_ino
