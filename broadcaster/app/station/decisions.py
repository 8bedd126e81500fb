"""People's orders to the running station: decisions on messages, confirmations, the stop button."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from broadcaster.app.station.air_path import AirPath
from broadcaster.app.status.clock import ClockStatus
from broadcaster.app.status.values import ClockShown
from broadcaster.core.errors import PeopleError
from broadcaster.journal.log.journal import Journal
from broadcaster.journal.rows.model import Reason
from broadcaster.people.approval.decision import DecisionEntry, DecisionKind, Signing
from broadcaster.people.approval.order import AskApprove, OfMessage, OnPaper, Order
from broadcaster.people.approval.summary import FormerWords, MissedAiring, Overview
from broadcaster.people.decisions.orders import carry_out
from broadcaster.people.decisions.overview import next_starts, overview
from broadcaster.people.decisions.photos import decided_by, has_photo, keep_photo
from broadcaster.people.versions.comparison import former
from broadcaster.playout.desk.orders import STOPPED
from broadcaster.playout.director.director import Director
from broadcaster.playout.operator.operator import Operator
from broadcaster.playout.requests.make_up import missed_today
from broadcaster.station.acceptance.change_rows import parts
from broadcaster.station.acceptance.files import await_taken
from broadcaster.station.model.station import find_message
from broadcaster.timetable.rules.guard import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderOutcome:
    """What came of an order."""

    rows: tuple[DecisionEntry, ...]  # the newest last
    next: datetime | None = None  # when the message airs next, in the station's zone
    missed: tuple[MissedAiring, ...] = ()  # what did not air today for want of this approval


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

    def decide(self, order: Order, signing: Signing) -> OrderOutcome:
        """Carry out an order. A file that was saved just now is taken first; see `await_taken`.

        Raises:
            BroadcasterError: see `orders.carry_out`.
        """
        if isinstance(order.said, OnPaper) and not has_photo(self._state, order.said.photo):
            raise PeopleError("people.photo_gone")
        if isinstance(order, OfMessage):
            await_taken(self._files, order.message, urgent=False)
        station = self._files.filed
        rows = carry_out(order, self._parts.deciding, station, signing)
        if isinstance(order.said, OnPaper):
            decided_by(self._state, order.said.photo)
        if not isinstance(order, AskApprove) or rows[-1].decision.what is not DecisionKind.APPROVED:
            return OrderOutcome(rows=rows)
        name, now = find_message(station, order.message).id, self._clock.now()
        return OrderOutcome(
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

    def former(self, message: str) -> FormerWords | None:
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


PATIENCE = 30  # seconds for the director to take it


def confirm(
    clock: ClockStatus,
    director: Director,
    note: Callable[[Reason], None],
    *,
    who: str,
    shown: datetime | None,
    change: str | None,
) -> ClockShown:
    """Take the confirmation. From any thread but the director's.

    Args:
        clock: the clock of the running station.
        director: on its thread the clock is trusted.
        note: writes a row of the journal.
        who: that person.
        shown: the time that the person was shown; None where they were not asked about it.
        change: the change that the person was shown, as `status` names it; None if none was shown.

    Returns:
        What `status` then shows of the clock.

    Raises:
        ServiceError: the clock shows something else by now, or that change does not wait any more.
        StoreError: the disk does not take the change; it goes on waiting.
    """

    def trust() -> None:
        if shown is not None and clock.timekeeper is not None:
            clock.timekeeper.confirm(who, shown)
        elif clock.trust is not None:
            clock.trust.confirm(who)

    if shown is not None:
        director.call(trust).result(PATIENCE)
    if change is not None:
        # The disk first, on this thread: a confirmation that a power cut loses would be asked for again.
        taken = clock.files.confirmed.confirm(change)
        for what in parts("clock.took", taken, who):
            note(what)
        director.call(lambda: clock.files.use_confirmed(director)).result(PATIENCE)
        clock.files.decided(director)  # by another rule other versions of edited messages may air
    return director.call(clock.describe).result(10)


def stop(director: Director, operator: Operator, *, everything: bool, who: str) -> tuple[str, ...]:
    """End what is on air, or all that was asked for; the ids of the airings. On the director's thread only.

    Where nothing is on the air, or only a rehearsal, a person means what is about to be: a chain between two
    airings, what they have just asked for. What is still being made is not waited for. The timetable goes on.
    """
    reason = Refusal(code="playout.stopped_by", facts=(("who", who),)) if who else STOPPED
    silent = director.desk.silent
    ended = director.stop(everything=everything, reason=reason)
    if everything or silent:
        ended += operator.repeating.stop(reason) + operator.under_way.stop(reason)
    return tuple(dict.fromkeys(ended))
