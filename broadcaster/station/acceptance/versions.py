"""Which version airs of each message that changed since its approval, looked up at each change."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence

from broadcaster.core.errors import BroadcasterError
from broadcaster.people.decisions import identity
from broadcaster.people.decisions.book import Book
from broadcaster.people.decisions.identity import RevivedApprovals
from broadcaster.people.versions.pins import Pins
from broadcaster.people.versions.selection import PinnedVersions, edited_since, pin_faults, with_versions
from broadcaster.people.versions.words import Digests
from broadcaster.station.model.station import Station


class Versions:
    """`look` finds them, which takes time; `over` applies what was found last, which does not.

    Args:
        back: the approvals that a restored backup brought back.
    """

    def __init__(
        self, book: Book, pins: Pins, digests: Digests, back: RevivedApprovals | None = None
    ) -> None:
        self._book = book
        self._pins = pins
        self._digests = digests
        self._back = back
        self._looking = threading.Lock()
        self._found = PinnedVersions()
        self._told: dict[str, BroadcasterError] = {}
        self._report: Callable[[BroadcasterError], None] | None = None
        self._over: Callable[[Sequence[BroadcasterError]], None] = lambda _faults: None

    @property
    def found(self) -> PinnedVersions:
        """The messages that air as they were approved, although they would be heard otherwise now."""
        return self._found

    @property
    def reread(self) -> Mapping[str, str]:
        """The messages that only this version of the program reads otherwise, with what it would say."""
        return self._found.reread

    def tell(
        self, report: Callable[[BroadcasterError], None], over: Callable[[Sequence[BroadcasterError]], None]
    ) -> None:
        """From now on have people told what is wrong with approved versions."""
        with self._looking:
            self._report, self._over = report, over
            self._tell()

    def look(self, newest: Callable[[], tuple[Station, Mapping[str, bytes]]]) -> None:
        """Find the messages that were edited since they were approved. Not on the director's thread.

        Args:
            newest: the station that was taken last, and its files.
        """
        # One at a time: what is found last must rest on the newest files and decisions.
        with self._looking:
            station, files = newest()
            decisions = self._book.decisions
            self._found = edited_since(station, files, decisions, self._pins, self._digests.words)
            self._tell()

    def _tell(self) -> None:
        if self._report is None:
            return
        told = [*pin_faults(self._found), *identity.revived_faults(self._back, self._book.decisions)]
        now = {str(fault): fault for fault in told}
        before, self._told = self._told, now
        for text in now.keys() - before.keys():
            self._report(now[text])
        if gone := [before[text] for text in before.keys() - now.keys()]:
            self._over(gone)

    def over(self, station: Station) -> Station:
        """The station with the messages as they may air."""
        return with_versions(station, self._found)
