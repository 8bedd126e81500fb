"""People decide about messages while the station runs, and look at what waits for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from broadcaster.errors import PeopleError
from broadcaster.journal import Journal
from broadcaster.people.approval.decision import Row, Signing, What
from broadcaster.people.approval.order import Order, Paper, Verb
from broadcaster.service.approval.deciding.orders import carry_out
from broadcaster.service.approval.deciding.photos import decided_by, has_photo, keep_photo
from broadcaster.service.approval.overview import next_starts, overview
from broadcaster.service.approval.values import Former, Missed, Overview
from broadcaster.service.approval.versions.former import former
from broadcaster.service.operator.making_good.make_up import missed_today
from broadcaster.service.station.opening.air_path import AirPath
from broadcaster.service.taking.saved import await_taken
from broadcaster.station.lookup import find_message


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What came of an order."""

    rows: tuple[Row, ...]  # the newest last
    next: datetime | None = None  # when the message airs next, in the station's zone
    missed: tuple[Missed, ...] = ()  # what did not air today for want of this approval


class Approving:
    """Takes orders about the messages of the station that airs. From any thread but the director's.

    Args:
        air: has the files and the decisions.
        journal: has what did not air.
        state: the running station's own folder.
    """

    def __init__(self, air: AirPath, journal: Journal, state: Path) -> None:
        self._files = air.files
        self._parts = air.approval
        self._clock = air.clock
        self._journal = journal
        self._state = state

    def decide(self, order: Order, signing: Signing) -> Decided:
        """Carry out an order. A file that was saved just now is taken first; see `saved.await_taken`.

        Raises:
            BroadcasterError: see `orders.carry_out`.
        """
        if isinstance(order.said, Paper) and not has_photo(self._state, order.said.photo):
            raise PeopleError("people.photo_gone")
        if order.message:
            await_taken(self._files, order.message, urgent=False)
        station = self._files.filed
        rows = carry_out(order, self._parts.deciding, station, signing)
        if isinstance(order.said, Paper):
            decided_by(self._state, order.said.photo)
        if rows[-1].decision.what is not What.APPROVED or order.verb is not Verb.APPROVE:
            return Decided(rows=rows)
        name, now = find_message(station, order.message).id, self._clock.now()
        return Decided(
            rows=rows,
            next=next_starts(station, now, [name]).get(name),
            missed=missed_today(self._journal, name, now, station.settings.timezone),
        )

    def overview(self) -> Overview:
        """How all messages stand."""
        parts = self._parts
        return overview(
            self._files.filed,
            parts.book.decisions,
            parts.book.to_confirm(),
            parts.versions.found,
            parts.digests.words,
            parts.pins.version,
            parts.book.now(),
        )

    def former(self, message: str) -> Former | None:
        """The words of a message that were approved last; None where there are none.

        Raises:
            StationError: there is no such message.
        """
        station = self._files.filed
        name = find_message(station, message).id
        return former(station, self._parts.book.decisions, self._parts.pins, name)

    def keep_photo(self, raw: bytes) -> str:
        """Keep the photo of a form; its SHA-256.

        Raises:
            PeopleError: see `photos.keep_photo`.
            StoreError: the disk does not take it.
        """
        return keep_photo(self._state, raw, self._parts.book.decisions.photos)
