"""Have something decided, or look at what waits: by the running station, or here where none runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from broadcaster.cli.asking.asker import asker_here, client_of
from broadcaster.core.clock import SystemClock
from broadcaster.core.errors import ServiceError
from broadcaster.people.approval.decision import DecisionKind
from broadcaster.people.approval.order import (
    AskApprovals,
    AskApprove,
    AskFormer,
    Decided,
    DecisionRow,
    OnPaper,
    Order,
)
from broadcaster.people.decisions.photos import decided_by, keep_photo

if TYPE_CHECKING:
    from collections.abc import Mapping

    from broadcaster.api.protocol.client import Client
    from broadcaster.people.approval.summary import FormerWords, Overview
    from broadcaster.station.model.station import Station

T = TypeVar("T")


class ApprovalDesk:
    """Where a command has things decided.

    Args:
        folder: the station's.
        station: from the files as they are now; what of its rules waits for a yes does not count.
        files: these.

    Raises (all calls):
        BroadcasterError: what the station answers, or what keeps this process from doing it.
    """

    def __init__(self, folder: Path, station: Station, files: Mapping[str, bytes]) -> None:
        from broadcaster.station.acceptance.confirmation import under_rule

        self._folder = folder
        self._station = under_rule(station)[0]
        self._files = files

    @property
    def station(self) -> Station:
        """The station under the rules that hold."""
        return self._station

    def decide(self, order: Order) -> Decided:
        """Have an order carried out."""
        return self._there(lambda client: client.ask(order), lambda: self._decide_here(order))

    def overview(self) -> Overview:
        """How all messages stand."""
        return self._there(lambda client: client.ask(AskApprovals()), self._overview_here)

    def former(self, message: str) -> FormerWords | None:
        """The words of a message that were approved last."""
        return self._there(
            lambda client: client.ask(AskFormer(message=message)).former, lambda: self._former_here(message)
        )

    def keep_photo(self, raw: bytes) -> str:
        """Keep the photo of a form; its SHA-256."""
        return self._there(lambda client: client.keep_photo(raw).sha256, lambda: self._keep_photo_here(raw))

    def _there(self, ask: Callable[[Client], T], here: Callable[[], T]) -> T:
        try:
            return ask(client_of(self._folder))
        except ServiceError as error:
            if error.code != "service.not_running":
                raise
        return here()

    def _decide_here(self, order: Order) -> Decided:
        from broadcaster.journal.log.journal import Journal
        from broadcaster.journal.writer.records import JOURNAL
        from broadcaster.people.access import requirements
        from broadcaster.people.decisions.decider import Deciding
        from broadcaster.people.decisions.opening import Pinning, book_here, versions_here
        from broadcaster.people.decisions.orders import carry_out
        from broadcaster.people.decisions.overview import next_starts
        from broadcaster.people.versions.pins import Pins
        from broadcaster.playout.requests.make_up import missed_today

        station, clock = self._station, SystemClock()
        state, zone = station.root / "state", station.settings.timezone
        pinning = Pinning(Pins(state, station.root), lambda: self._files)
        with (
            asker_here(station.root, requirements.to_decide(order), station) as here,
            book_here(station, clock) as book,
        ):
            found = versions_here(station, self._files, book.decisions)
            deciding = Deciding(book, pinning, lambda: found.reread)
            rows = carry_out(order, deciding, station, here.signing(order))
        if isinstance(order.said, OnPaper):
            decided_by(state, order.said.photo)
        shown = tuple(map(DecisionRow.of, rows))
        if not isinstance(order, AskApprove) or rows[-1].decision.what is not DecisionKind.APPROVED:
            return Decided(rows=shown)
        now = clock.now()
        with Journal.open_to_read(state / JOURNAL, clock) as journal:
            missed = missed_today(journal, order.message, now, zone)
        start = next_starts(station, now, [order.message]).get(order.message)
        return Decided(rows=shown, next=start, missed=missed)

    def _keep_photo_here(self, raw: bytes) -> str:
        from broadcaster.people.decisions.opening import decisions_view

        used = decisions_view(self._station, SystemClock()).decisions.photos
        return keep_photo(self._folder / "state", raw, used)

    def _overview_here(self) -> Overview:
        from broadcaster.journal.log.journal import Journal
        from broadcaster.journal.writer.records import JOURNAL
        from broadcaster.people.decisions.book import open_confirmations
        from broadcaster.people.decisions.opening import decisions_view, versions_here
        from broadcaster.people.decisions.overview import overview
        from broadcaster.people.versions.pins import Pins
        from broadcaster.people.versions.words import Digests

        station, clock = self._station, SystemClock()
        looked = decisions_view(station, clock)
        path, waiting = station.root / "state" / JOURNAL, []
        if looked.readable and path.exists():
            with Journal.open_to_read(path, clock) as journal:
                waiting = open_confirmations(journal, looked.decisions.airings)
        found = versions_here(station, self._files, looked.decisions)
        kept = Pins(station.root / "state", station.root).version
        return overview(station, looked.decisions, waiting, found, Digests().words, kept, looked.at)

    def _former_here(self, message: str) -> FormerWords | None:
        from broadcaster.people.decisions.opening import decisions_view
        from broadcaster.people.versions.comparison import former
        from broadcaster.people.versions.pins import Pins

        station = self._station
        decisions = decisions_view(station, SystemClock()).decisions
        return former(station, decisions, Pins(station.root / "state", station.root), message)
