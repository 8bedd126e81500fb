"""What the running station knows of approvals, and what follows from a decision."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from broadcaster.core.clock import Clock
from broadcaster.core.errors import BroadcasterError
from broadcaster.journal.writer.as_run_log import AsRun
from broadcaster.people.decisions.book import Book
from broadcaster.people.decisions.decider import Deciding
from broadcaster.people.decisions.identity import revived_in
from broadcaster.people.decisions.opening import Pinning, open_book
from broadcaster.people.versions.clearance import Approvals
from broadcaster.people.versions.pins import Pins
from broadcaster.people.versions.words import Digests
from broadcaster.playout.director.director import Director
from broadcaster.station.acceptance.files import StationFiles
from broadcaster.station.acceptance.versions import Versions


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalParts:
    """The parts."""

    book: Book
    pins: Pins
    digests: Digests
    versions: Versions
    approvals: Approvals
    deciding: Deciding
    faults: tuple[BroadcasterError, ...] = ()  # of the start

    def obey(self, files: StationFiles, director: Director) -> None:
        """From now on have each decision followed: the right versions air as soon as they are planned."""
        self.book.changed.append(lambda: files.decided(director))


def open_approval(
    files: StationFiles, as_run: AsRun, folder: Path, state: Path, clock: Clock
) -> ApprovalParts:
    """Read the decisions, and find which versions of edited messages air.

    Args:
        files: of the station; edited messages air from now on as they were approved.
        as_run: has the journal.
        folder: the station's.
        state: the running station's own.
        clock: gives the time.
    """
    pins, digests = Pins(state, folder), Digests()
    pinning = Pinning(pins, lambda: files.files)
    records = as_run.records
    book, faults = open_book(records.journal, state, clock, stands_in=records.fault is not None)
    versions = Versions(book, pins, digests.words, revived_in(state))
    files.follow_approvals(versions)
    used = book.decisions.versions()
    # Rows that count for nothing today may be this station's: with its own id they count again.
    if used and not book.decisions.foreign and as_run.records.fault is None:
        pins.clear(used)
    return ApprovalParts(
        book=book,
        pins=pins,
        digests=digests,
        versions=versions,
        approvals=Approvals(lambda: book.decisions, digests, pins.remembered),
        deciding=Deciding(book, pinning, lambda: versions.found.reread),
        faults=tuple(faults),
    )
