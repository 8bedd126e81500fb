"""Watches the station's files while it runs, and takes each change."""

from __future__ import annotations

import hashlib
import logging
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

from broadcaster.errors import BroadcasterError, ServiceError, StoreError
from broadcaster.playout.director import as_fault
from broadcaster.service.taking.opening import Taken
from broadcaster.station.acceptance.watch import changed
from broadcaster.station.loading.sources import FileFault, FolderSource
from broadcaster.station.naming import is_id, nfc

NOTICED = 3.0  # seconds after which a change that the system did not report is looked for
AGAIN = 10.0  # seconds before watching is tried again after a fault

log = logging.getLogger(__name__)


class Follower:
    """Takes the files a second after their last change, on a thread of its own.

    Args:
        folder: the station's.
        take: takes what is whole of the files as they are.
        taken: gets what was taken.
        failed: gets what went wrong; watching goes on.
    """

    def __init__(
        self,
        folder: Path,
        take: Callable[[], Taken],
        taken: Callable[[Taken], None],
        failed: Callable[[BroadcasterError], None],
    ) -> None:
        self._folder = folder
        self._take_files = take
        self._taken = taken
        self._failed = failed
        self._owed = False
        self._seen: Mapping[str, str] = {}
        self._looked = threading.Condition()
        self._again = threading.Event()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="reload", daemon=True)

    def start(self, *, seen: Mapping[str, str] | None = None, owed: bool = False) -> None:
        """Begin to follow.

        Args:
            seen: the files that were looked at so far, as `Taken` has them.
            owed: the files as they are could not be kept on the disk so far.
        """
        self._owed = owed
        self._seen = seen or {}
        self._thread.start()

    def retry(self) -> None:
        """The disk takes files again: what it kept from being taken is taken now."""
        if self._owed:
            self._again.set()

    def await_message(self, name: str, seconds: float) -> bool:
        """Wait until a message's file was looked at as it is now; false if it was not within `seconds`.

        From any thread but the director's. What was looked at is not always taken: see the problems.
        """
        file = f"messages/{nfc(name)}.yaml"
        if not is_id(nfc(name)):
            return True
        with self._looked:
            if self._looked.wait_for(lambda: self._is_seen(file), min(seconds, NOTICED)):
                return True
            # A system that is out of watches, or a network share, reports no change.
            self._again.set()
            return self._looked.wait_for(lambda: self._is_seen(file), max(0.0, seconds - NOTICED))

    def _is_seen(self, file: str) -> bool:
        try:
            raw = FolderSource(self._folder).read(file)
        except FileFault:
            return file not in self._seen
        return self._seen.get(file) == hashlib.sha256(raw).hexdigest()

    def close(self) -> None:
        """End the thread."""
        self._stop.set()
        self._thread.join(3)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                for _ in changed(self._folder, self._stop, again=self._again):
                    self._take()
            except Exception as error:
                # The system may be out of watches; the station must hear of edits again some day.
                log.exception("watching the station's files")
                self._failed(ServiceError("service.not_watching", reason=str(error)))
                self._stop.wait(AGAIN)

    def _take(self) -> None:
        try:
            taken = self._take_files()
            self._taken(taken)
            self._owed = False
        except (BroadcasterError, TimeoutError) as error:
            self._owed = isinstance(error, StoreError)
            log.exception("the changed station could not be taken; the old one goes on")
            self._failed(as_fault(error))
            return
        with self._looked:
            self._seen = taken.seen
            self._looked.notify_all()
