"""The approvals of the time before decisions were rows of the journal: listed once, valid for two weeks.

Until then anybody who could write a file under approvals/ could approve. What holds when this version of the
program runs for the first time goes on airing for `GRACE`; a leader makes rows of it, or it ends by itself.
A station whose journal has no row at all never ran, so it adopts nothing. Nor does one that has an identity:
its journal had the row, and a repair may have lost it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from broadcaster.errors import BroadcasterError
from broadcaster.journal import Journal
from broadcaster.people.approval.decision import Decision, Former, Version, What
from broadcaster.people.approval.standing import Decisions
from broadcaster.service.approval.book import Book
from broadcaster.service.approval.deciding.deciding import Pin
from broadcaster.service.approval.versions.manner import manner_of
from broadcaster.station.model import Message, Station

GRACE = timedelta(days=14)
BY = "broadcaster"  # the program itself

Digest = Callable[[Station, Message], str]
"""The digest of a message's words as they stand."""


def due(decisions: Decisions) -> bool:
    """True if nothing was adopted or approved so far, for whatever station: this version runs the first time.

    A text that was handed in meanwhile, while another file stood in for the journal, does not end it. Rows
    of another station do: with a lost or changed id nobody may put approvals into files by hand.
    """
    return not decisions.settled


def adoption(
    station: Station,
    journal: Journal,
    identity: str,
    digest: Digest,
    now: datetime,
    pin: Pin = lambda _station, _message, _words: None,
) -> Decision:
    """The row that lists the approvals which hold now; an empty list for a station that never ran.

    The empty row is written all the same: with it no file that is written later is ever adopted.
    """
    former = () if journal.is_empty else tuple(_holding(station, digest, pin))
    until = max(now, journal.last_seen() or now) + GRACE
    return Decision(
        what=What.ADOPTED, station=identity, by=BY, standing=former, until=until if former else None
    )


def adopt(
    book: Book,
    journal: Journal,
    station: Station,
    digest: Digest,
    pin: Pin = lambda _station, _message, _words: None,
) -> tuple[Former, ...]:
    """Adopt what holds, if that was not done before; what was adopted now.

    Args:
        book: takes the row.
        journal: tells whether the station ever ran.
        station: its approvals are meant.
        digest: of the words of a message.
        pin: keeps the versions.

    Raises:
        JournalError, StoreError: it cannot be written.
    """
    if not due(book.decisions):
        return ()
    decision = adoption(station, journal, book.station, digest, book.now(), pin)
    book.write(decision)
    return decision.standing


def _holding(station: Station, digest: Digest, pin: Pin) -> list[Former]:
    found = []
    for name, approval in sorted(station.approvals.items()):
        message = station.messages.get(name)
        try:
            if message is None or digest(station, message) != approval.words_digest:
                continue
        except BroadcasterError:
            continue  # what cannot be read cannot have been approved
        version = Version(
            words=approval.words_digest, sound=approval.sound_digest, written=approval.written_digest
        )
        version = manner_of(message).named_in(version)
        kept = pin(station, message, version.words)
        found.append(Former(message=name, version=version, by=approval.by, at=approval.at, pin=kept))
    return found
