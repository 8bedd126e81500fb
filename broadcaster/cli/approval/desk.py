"""Have something decided, or look at what waits: by the running station, or here where none runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from broadcaster.api.protocol.client import Client
from broadcaster.cli.asking.asker import client_of
from broadcaster.core.clock import SystemClock
from broadcaster.core.errors import ServiceError
from broadcaster.people.approval.order import AskApprovals, AskFormer, Decided, Order
from broadcaster.people.approval.summary import FormerWords, Overview
from broadcaster.station.acceptance.confirmation import under_rule
from broadcaster.station.model.station import Station

if TYPE_CHECKING:
    from broadcaster.people.decisions.at_rest import DecisionsAtRest

T = TypeVar("T")


class ApprovalDesk:
    """Where a command has things decided.

    Args:
        station: from the files as they are now; what of its rules waits for a yes does not count.

    Raises (all calls):
        BroadcasterError: what the station answers, or what keeps this process from doing it.
    """

    def __init__(self, folder: Path, station: Station, files: Mapping[str, bytes]) -> None:
        self._folder = folder
        self._station = under_rule(station)[0]
        self._files = files

    @property
    def station(self) -> Station:
        """The station under the rules that hold."""
        return self._station

    def decide(self, order: Order) -> Decided:
        """Have an order carried out."""
        return self._there(lambda client: client.ask(order), partial(self._decide_here, order))

    def overview(self) -> Overview:
        """How all messages stand."""
        return self._there(lambda client: client.ask(AskApprovals()), lambda rest: rest.overview())

    def former(self, message: str) -> FormerWords | None:
        """The words of a message that were approved last."""
        return self._there(
            lambda client: client.ask(AskFormer(message=message)).former, lambda rest: rest.former(message)
        )

    def keep_photo(self, raw: bytes) -> str:
        """Keep the photo of a form; its SHA-256."""
        return self._there(lambda client: client.keep_photo(raw).sha256, lambda rest: rest.keep_photo(raw))

    def _there(self, ask: Callable[[Client], T], here: Callable[[DecisionsAtRest], T]) -> T:
        try:
            return ask(client_of(self._folder))
        except ServiceError as error:
            if error.code != "service.not_running":
                raise
        from broadcaster.people.decisions.at_rest import DecisionsAtRest

        return here(DecisionsAtRest(self._station, self._files, SystemClock()))

    def _decide_here(self, order: Order, rest: DecisionsAtRest) -> Decided:
        from broadcaster.cli.asking.caller import asker_here

        with asker_here(self._station.root, rest.needs(order), self._station) as here:
            return rest.decide(order, here.signer)
