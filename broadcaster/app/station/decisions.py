"""People's orders to the running station: decisions on messages, confirmations, the stop button."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from broadcaster.app.station.parts import StationParts
from broadcaster.app.status.values import ClockShown
from broadcaster.core.errors import PeopleError
from broadcaster.people.approval.decision import DecisionEntry, DecisionKind, Signer
from broadcaster.people.approval.order import AskApprove, OfMessage, OnPaper, Order
from broadcaster.people.approval.summary import FormerWords, MissedAiring, Overview
from broadcaster.people.decisions.orders import carry_out
from broadcaster.people.decisions.overview import next_starts, overview
from broadcaster.people.decisions.photos import decided_by, has_photo, keep_photo
from broadcaster.people.versions.comparison import former
from broadcaster.playout.desk.orders import STOPPED
from broadcaster.playout.requests.make_up import missed_today
from broadcaster.station.acceptance.change_rows import parts as texts_of
from broadcaster.station.acceptance.files import await_taken
from broadcaster.station.model.station import find_message
from broadcaster.timetable.rules.guard import Refusal

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderOutcome:
    """What came of an order."""

    rows: tuple[DecisionEntry, ...]  # the newest last
    next: datetime | None = None  # when the message airs next, in the station's zone
    missed: tuple[MissedAiring, ...] = ()  # what did not air today for want of this approval


class Approving:
    """Takes orders about the messages of the station that airs. From any thread but the director's."""

    def __init__(self, parts: StationParts) -> None:
        self._parts = parts

    def decide(self, order: Order, signer: Signer) -> OrderOutcome:
        """Carry out an order. A file that was saved just now is taken first; see `await_taken`.

        Raises:
            BroadcasterError: see `orders.carry_out`.
        """
        if isinstance(order.said, OnPaper) and not has_photo(self._parts.state, order.said.photo):
            raise PeopleError("people.photo_gone")
        if isinstance(order, OfMessage):
            await_taken(self._parts.files, order.message, urgent=False)
        station = self._parts.files.filed
        rows = carry_out(order, self._parts.deciding, station, signer)
        if isinstance(order.said, OnPaper):
            decided_by(self._parts.state, order.said.photo)
        if not isinstance(order, AskApprove) or rows[-1].decision.what is not DecisionKind.APPROVED:
            return OrderOutcome(rows=rows)
        name, now = find_message(station, order.message).id, self._parts.clock.now()
        return OrderOutcome(
            rows=rows,
            next=next_starts(station, now, [name]).get(name),
            missed=missed_today(self._parts.as_run.journal, name, now, station.settings.timezone),
        )

    def overview(self) -> Overview:
        """How all messages stand."""
        parts = self._parts
        return overview(
            self._parts.files.filed,
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
        station = self._parts.files.filed
        name = find_message(station, message).id
        return former(station, self._parts.book.decisions, self._parts.pins, name)

    def keep_photo(self, raw: bytes) -> str:
        """Keep the photo of a form; its SHA-256.

        Raises:
            PeopleError: see `photos.keep_photo`.
            StoreError: the disk does not take it.
        """
        return keep_photo(self._parts.state, raw, self._parts.book.decisions.photos)


PATIENCE = 30  # seconds for the director to take it


def confirm(parts: StationParts, *, who: str, shown: datetime | None, change: str | None) -> ClockShown:
    """Take the confirmation. From any thread but the director's.

    Args:
        shown: the time that the person was shown; None where they were not asked about it.
        change: the change that the person was shown, as `status` names it; None if none was shown.

    Raises:
        ServiceError: the clock shows something else by now, or that change does not wait any more.
        StoreError: the disk does not take the change; it goes on waiting.
    """
    director, files = parts.director, parts.files

    def trust() -> None:
        if shown is not None and parts.timekeeper is not None:
            parts.timekeeper.confirm(who, shown)
        elif parts.mode.timetable:
            parts.trust.confirm(who)

    if shown is not None:
        director.call(trust).result(PATIENCE)
    if change is not None:
        # The disk first, on this thread: a confirmation that a power cut loses would be asked for again.
        taken = files.confirmed.confirm(change)
        for what in texts_of("clock.took", taken, who):
            parts.note(what)
        director.call(lambda: files.use_confirmed(director)).result(PATIENCE)
        files.decided(director)  # by another rule other versions of edited messages may air
    return director.call(parts.clock_shown).result(10)


def stop(parts: StationParts, *, everything: bool, who: str) -> tuple[str, ...]:
    """End what is on air, or all that was asked for; the ids of the airings. On the director's thread only.

    Where nothing is on the air, or only a rehearsal, a person means what is about to be: a chain between two
    airings, what they have just asked for. What is still being made is not waited for. The timetable goes on.
    """
    reason = Refusal(code="playout.stopped_by", facts=(("who", who),)) if who else STOPPED
    director, silent = parts.director, parts.desk.silent
    alerts: tuple[str, ...] = ()
    try:
        alerts = parts.alerts.stop(reason, everything=everything or silent)
    except Exception:  # what sounds is stopped all the same
        _log.exception("the alerts that stand are not ended")
    ended = director.stop(everything=everything, reason=reason) + alerts
    if everything or silent:
        ended += parts.repeating.stop(reason) + parts.under_way.stop(reason)
    return tuple(dict.fromkeys(ended))
