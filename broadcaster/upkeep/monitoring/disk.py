"""Faults met at the start, and the watch that ends the disk's faults once it takes files again."""

from __future__ import annotations

import logging
import os
import secrets
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from broadcaster.core.errors import BroadcasterError, StoreError
from broadcaster.core.looking import Looker
from broadcaster.playout.director.director import Director
from broadcaster.station.acceptance.files import StationFiles


class LastingFaults:
    """Iterate over them from any thread; `end` is called on the director's thread only."""

    def __init__(self, faults: Iterable[BroadcasterError] = ()) -> None:
        self._faults = tuple(faults)

    def __iter__(self) -> Iterator[BroadcasterError]:
        return iter(self._faults)

    def end(self, over: Collection[BroadcasterError]) -> None:
        """Drop those whose cause is gone."""
        self._faults = tuple(fault for fault in self._faults if fault not in over)


LOOK = 10.0  # seconds between two looks; the disk is touched only while it has a fault
WRITING = ("store.disk_full", "store.not_writable", "store.fault")
"""Faults of a disk that takes no file. Other faults of a store stay until they are mended otherwise."""

PROBE = 1 << 18  # bytes: a sentence of speech and more than any file of `state`
_PATIENCE = 3.0  # seconds for the director

log = logging.getLogger(__name__)


class DiskWatch(Looker):
    """Looks after the faults of the station's stores, on a thread of its own.

    Args:
        files: when a fault is over, take those that the disk kept off.
    """

    def __init__(self, director: Director, lasting: LastingFaults, files: StationFiles) -> None:
        super().__init__("disk-watch", LOOK)
        self._director = director
        self._lasting = lasting
        self._files = files

    def look(self) -> None:
        """Look once."""
        director = self._director
        with suppress(TimeoutError):  # busy: there is another look soon
            known = director.call(self._faults).result(_PATIENCE)
            over = [fault for fault in known if takes_files(Path(str(fault.facts["path"])))]
            if over:
                director.post(lambda: self._end(over))

    def _faults(self) -> list[StoreError]:
        errors = (*self._lasting, *(fault.error for fault in self._director.faults))
        return [e for e in errors if isinstance(e, StoreError) and e.code in WRITING and "path" in e.facts]

    def _end(self, over: Sequence[BroadcasterError]) -> None:
        for fault in over:
            log.warning("the disk takes files again, so this is over: %s", fault)
        self._lasting.end(over)
        self._director.faults.end(over)
        self._files.retry()


def takes_files(path: Path) -> bool:
    """True if `path`, a file or folder that could not be written, could be written now."""
    try:
        if path.is_file() and not os.access(path, os.W_OK):
            return False
        folder = path.parent if path.is_file() else path
        while not os.path.lexists(folder):  # a link to a disk that is not there takes nothing
            folder = folder.parent
        probe = folder / f".probe-{secrets.token_hex(8)}"
        try:
            probe.write_bytes(bytes(PROBE))
        finally:
            probe.unlink(missing_ok=True)
    except OSError:
        return False
    return True
