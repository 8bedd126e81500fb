"""Have something decided: by the running station, or in this process where none runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from broadcaster.cli.asking import asker_here, client_of
from broadcaster.errors import ServiceError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from broadcaster.people.approval.order import Order
    from broadcaster.station.model import Station


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A row that was written."""

    id: str
    at: datetime
    by: str


def decide(folder: Path, station: Station, files: Mapping[str, bytes], order: Order) -> list[Written]:
    """Have an order carried out; the rows that were written.

    Args:
        folder: the station's.
        station: from the files as they are now.
        files: these.
        order: what is to be decided.

    Raises:
        BroadcasterError: it may not be decided, or cannot be written.
    """
    try:
        rows = client_of(folder).decide(order).rows
    except ServiceError as error:
        if error.code != "service.not_running":
            raise
        return _here(station, files, order)
    return [Written(id=row.id, at=row.at, by=row.by) for row in rows]


def _here(station: Station, files: Mapping[str, bytes], order: Order) -> list[Written]:
    from broadcaster.clock import SystemClock
    from broadcaster.people.approval.decision import Signer
    from broadcaster.service.access import needed
    from broadcaster.service.approval.deciding import Deciding
    from broadcaster.service.approval.here import book_here
    from broadcaster.service.approval.opening import Pinning
    from broadcaster.service.approval.orders import carry_out
    from broadcaster.service.approval.pins import Pins

    pinning = Pinning(Pins(station.root / "state", station.root), lambda: files)
    with (
        asker_here(station.root, needed.to_decide(order.verb), station) as here,
        book_here(station, SystemClock(), pinning) as book,
    ):
        signer = Signer(by=here.who, person=here.person, grant=here.grant)
        rows = carry_out(order, Deciding(book, pinning), station, signer)
    return [Written(id=row.id, at=row.at, by=row.decision.by) for row in rows]
