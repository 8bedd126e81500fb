"""The versions that air of edited messages, looked up when files or decisions change."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping

from broadcaster.service.approval.book import Book
from broadcaster.service.approval.versions.pinning import Digest, PinnedVersions, edited_since, with_versions
from broadcaster.service.approval.versions.pins import Pins
from broadcaster.station.model import Station


class Versions:
    """`look` finds them, which takes time; `over` applies what was found last, which does not.

    Args:
        book: what was approved.
        pins: the approved versions.
        digest: of the words of a message.
    """

    def __init__(self, book: Book, pins: Pins, digest: Digest) -> None:
        self._book = book
        self._pins = pins
        self._digest = digest
        self._looking = threading.Lock()
        self._found = PinnedVersions()

    @property
    def found(self) -> PinnedVersions:
        """The messages that air as they were approved, although their files have changed."""
        return self._found

    def look(self, newest: Callable[[], tuple[Station, Mapping[str, bytes]]]) -> None:
        """Find the messages that were edited since they were approved. Not on the director's thread.

        Args:
            newest: the station that was taken last, and its files.
        """
        # One at a time: what is found last must rest on the newest files and decisions.
        with self._looking:
            station, files = newest()
            decisions, now = self._book.decisions, self._book.now()
            self._found = edited_since(station, files, decisions, self._pins, self._digest, now)

    def over(self, station: Station) -> Station:
        """The station with the messages as they may air."""
        return with_versions(station, self._found)
