"""Have something decided, or look at what waits: by the running station, or here where none runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from broadcaster.cli.asking.asking import asker_here, client_of
from broadcaster.console.answers.approvals import Decided, DecisionRow
from broadcaster.errors import ServiceError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from broadcaster.console.client.client import Client
    from broadcaster.people.approval.order import Order
    from broadcaster.service.approval.values import Former, Overview
    from broadcaster.station.model import Station

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
        from broadcaster.service.taking.confirmed import under_rule

        self._folder = folder
        self._station = under_rule(station)[0]
        self._files = files

    @property
    def station(self) -> Station:
        """The station under the rules that hold."""
        return self._station

    def decide(self, order: Order) -> Decided:
        """Have an order carried out."""
        return self._there(lambda client: client.decide(order), lambda: self._decide_here(order))

    def overview(self) -> Overview:
        """How all messages stand."""
        return self._there(lambda client: client.overview(), self._overview_here)

    def former(self, message: str) -> Former | None:
        """The words of a message that were approved last."""
        return self._there(lambda client: client.former(message), lambda: self._former_here(message))

    def keep_photo(self, raw: bytes) -> str:
        """Keep the photo of a form; its SHA-256."""
        return self._there(lambda client: client.keep_photo(raw), lambda: self._keep_photo_here(raw))

    def _there(self, ask: Callable[[Client], T], here: Callable[[], T]) -> T:
        try:
            return ask(client_of(self._folder))
        except ServiceError as error:
            if error.code != "service.not_running":
                raise
        return here()

    def _decide_here(self, order: Order) -> Decided:
        from broadcaster.clock import SystemClock
        from broadcaster.journal import Journal
        from broadcaster.people.approval.decision import What
        from broadcaster.people.approval.order import Paper, Verb
        from broadcaster.service.access import needed
        from broadcaster.service.approval.deciding.deciding import Deciding
        from broadcaster.service.approval.deciding.orders import carry_out
        from broadcaster.service.approval.deciding.photos import decided_by
        from broadcaster.service.approval.here import book_here, versions_here
        from broadcaster.service.approval.opening import Pinning
        from broadcaster.service.approval.overview import next_starts
        from broadcaster.service.approval.versions.pins import Pins
        from broadcaster.service.as_run.records import JOURNAL
        from broadcaster.service.operator.making_good.make_up import missed_today

        station, clock = self._station, SystemClock()
        state, zone = station.root / "state", station.settings.timezone
        pinning = Pinning(Pins(state, station.root), lambda: self._files)
        with (
            asker_here(station.root, needed.to_decide(order), station) as here,
            book_here(station, clock) as book,
        ):
            found = versions_here(station, self._files, book.decisions)
            deciding = Deciding(book, pinning, lambda: found.reread)
            rows = carry_out(order, deciding, station, here.signing(order))
        if isinstance(order.said, Paper):
            decided_by(state, order.said.photo)
        shown = tuple(map(DecisionRow.of, rows))
        if rows[-1].decision.what is not What.APPROVED or order.verb is not Verb.APPROVE:
            return Decided(rows=shown)
        now = clock.now()
        with Journal.open_to_read(state / JOURNAL, clock) as journal:
            missed = missed_today(journal, order.message, now, zone)
        start = next_starts(station, now, [order.message]).get(order.message)
        return Decided(rows=shown, next=start, missed=missed)

    def _keep_photo_here(self, raw: bytes) -> str:
        from broadcaster.clock import SystemClock
        from broadcaster.service.approval.deciding.photos import keep_photo
        from broadcaster.service.approval.here import seen

        used = seen(self._station, SystemClock()).decisions.photos
        return keep_photo(self._folder / "state", raw, used)

    def _overview_here(self) -> Overview:
        from broadcaster.clock import SystemClock
        from broadcaster.journal import Journal
        from broadcaster.service.approval.confirmations import open_confirmations
        from broadcaster.service.approval.here import seen, versions_here
        from broadcaster.service.approval.overview import overview
        from broadcaster.service.approval.versions.digests import Digests
        from broadcaster.service.approval.versions.pins import Pins
        from broadcaster.service.as_run.records import JOURNAL

        station, clock = self._station, SystemClock()
        looked = seen(station, clock)
        path, waiting = station.root / "state" / JOURNAL, []
        if looked.readable and path.exists():
            with Journal.open_to_read(path, clock) as journal:
                waiting = open_confirmations(journal, looked.decisions.airings)
        found = versions_here(station, self._files, looked.decisions)
        kept = Pins(station.root / "state", station.root).version
        return overview(station, looked.decisions, waiting, found, Digests().words, kept, looked.at)

    def _former_here(self, message: str) -> Former | None:
        from broadcaster.clock import SystemClock
        from broadcaster.service.approval.here import seen
        from broadcaster.service.approval.versions.former import former
        from broadcaster.service.approval.versions.pins import Pins

        station = self._station
        decisions = seen(station, SystemClock()).decisions
        return former(station, decisions, Pins(station.root / "state", station.root), message)
