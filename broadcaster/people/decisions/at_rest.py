"""Decisions about the messages of a station that does not run: carried out and looked at by a command."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from broadcaster.core.clock import Clock
from broadcaster.journal.log.journal import JOURNAL, Journal
from broadcaster.people.access import requirements
from broadcaster.people.approval.decision import DecisionKind, Signer
from broadcaster.people.approval.order import AskApprove, Decided, DecisionRow, OnPaper, Order
from broadcaster.people.approval.summary import FormerWords, Overview
from broadcaster.people.decisions.book import open_confirmations
from broadcaster.people.decisions.decider import Deciding
from broadcaster.people.decisions.opening import Pinning, book_here, decisions_view, versions_here
from broadcaster.people.decisions.orders import carry_out
from broadcaster.people.decisions.overview import next_starts, overview
from broadcaster.people.decisions.photos import decided_by, keep_photo
from broadcaster.people.roles.model import Action
from broadcaster.people.versions.comparison import former
from broadcaster.people.versions.pins import Pins
from broadcaster.people.versions.words import Digests
from broadcaster.playout.requests.make_up import missed_today
from broadcaster.station.model.station import Station


class DecisionsAtRest:
    """The decisions in a station's folder.

    Args:
        station: as its files state it, under the rules that hold.

    Raises (all calls):
        BroadcasterError: the journal or a kept version cannot be read or written.
    """

    def __init__(self, station: Station, files: Mapping[str, bytes], clock: Clock) -> None:
        self._station, self.files, self._clock = station, files, clock
        self._state = station.root / "state"
        self._pins = Pins(self._state, station.root)

    def needs(self, order: Order) -> Action:
        """The right that an order needs."""
        return requirements.to_decide(order)

    def decide(self, order: Order, signer: Callable[[Order], Signer]) -> Decided:
        """Carry out an order; `signer` tells who decides, once all is open: a code works once."""
        station, zone = self._station, self._station.settings.timezone
        with book_here(station, self._clock) as book:
            found = versions_here(station, self.files, book.decisions)
            deciding = Deciding(book, Pinning(self._pins, self), found)
            rows = carry_out(order, deciding, station, signer(order))
        if isinstance(order.said, OnPaper):
            decided_by(self._state, order.said.photo)
        shown = tuple(map(DecisionRow.of, rows))
        if not isinstance(order, AskApprove) or rows[-1].decision.what is not DecisionKind.APPROVED:
            return Decided(rows=shown)
        now = self._clock.now()
        with Journal.open_to_read(self._state / JOURNAL, self._clock) as journal:
            missed = missed_today(journal, order.message, now, zone)
        start = next_starts(station, now, [order.message]).get(order.message)
        return Decided(rows=shown, next=start, missed=missed)

    def overview(self) -> Overview:
        """How all messages stand."""
        station, looked = self._station, decisions_view(self._station, self._clock)
        path, waiting = self._state / JOURNAL, []
        if looked.readable and path.exists():
            with Journal.open_to_read(path, self._clock) as journal:
                waiting = open_confirmations(journal, looked.decisions.airings)
        found, kept = versions_here(station, self.files, looked.decisions), self._pins.version
        return overview(station, looked.decisions, waiting, found, Digests().words, kept, looked.at)

    def former(self, message: str) -> FormerWords | None:
        """The words of a message that were approved last."""
        decisions = decisions_view(self._station, self._clock).decisions
        return former(self._station, decisions, self._pins, message)

    def keep_photo(self, raw: bytes) -> str:
        """Keep the photo of a form; its SHA-256."""
        used = decisions_view(self._station, self._clock).decisions.photos
        return keep_photo(self._state, raw, used)
