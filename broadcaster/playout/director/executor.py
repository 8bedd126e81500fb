"""Carries the desk's orders out: at the air, at the keyer, at the recorder of the journal."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Protocol

from broadcaster.core.clock import Clock
from broadcaster.core.errors import BroadcasterError
from broadcaster.playout.desk.desk import Desk
from broadcaster.playout.desk.orders import (
    CLOSING,
    Closed,
    CueOrder,
    FadeOrder,
    KeyOrder,
    Order,
    Rearm,
    Restart,
    Started,
)
from broadcaster.playout.desk.request import Item, Request
from broadcaster.playout.desk.zones import Side
from broadcaster.playout.director.jobs import JobThread
from broadcaster.playout.keying.keyer import Keyer
from broadcaster.playout.links.air import Air, order_for


class Recorder(Protocol):
    """Who keeps what became of each item. Called on the director's thread."""

    def expect(self, request: Request) -> None:
        """It goes to the desk, or ends at its door."""

    def started(self, item_id: str, at: datetime) -> None:
        """Its first frame was heard."""

    def closed(self, closed: Closed) -> None:
        """It has ended, one way or another."""

    def noted(self, error: BroadcasterError, at: datetime) -> None:
        """A fault was met."""


class Shaper(Protocol):
    """Knows how left and right sound."""

    def shape(self, request: Request, item: Item, at: datetime) -> tuple[Side, Side]:
        """Both sides, for an item that is heard at an instant."""


class BothSides:
    """Left and right are the same."""

    def shape(self, _request: Request, _item: Item, _at: datetime) -> tuple[Side, Side]:
        """See `Shaper`."""
        return Side(), Side()


log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Receivers:
    """Those who receive orders."""

    air: Air
    keyer: Keyer
    recorder: Recorder


class Executor:
    """Used on the director's thread; only `end` may come from any.

    Args:
        jobs: have something done after the present job, and take the error of an order that failed.
    """

    def __init__(
        self, desk: Desk, receivers: Receivers, shaper: Shaper, clock: Clock, jobs: JobThread
    ) -> None:
        self._desk = desk
        self._air = receivers.air
        self._keyer = receivers.keyer
        self._recorder = receivers.recorder
        self._shaper = shaper
        self._clock = clock
        self._jobs = jobs
        self.ending = False  # nothing new goes to the air or the keyer

    def do(self, orders: list[Order]) -> None:
        """Carry orders out. The desk has moved on already, so one that fails must not lose the others.

        The air and the keying first: what is only written down may wait for the disk.
        """
        for order in sorted(orders, key=lambda each: isinstance(each, (Started, Closed))):
            try:
                self._carry_out(order)
            except Exception as error:
                log.exception("order not carried out: %s", type(order).__name__)
                self._jobs.failed(error)
                if isinstance(order, CueOrder):
                    self._jobs.post(partial(self._not_cued, order.item.id, str(error)))

    def _carry_out(self, order: Order) -> None:
        if self.ending and isinstance(order, CueOrder):
            self._jobs.post(partial(self._withhold, order))
            return
        match order:
            case CueOrder():
                self._cue(order)
            case FadeOrder(item_id=item_id):
                self._air.fade(item_id)
            case Restart() | KeyOrder(on=True) if self.ending:
                log.info("not done, since the station ends: %s", type(order).__name__)
            case Restart():
                self._air.restart()
            case KeyOrder(on=True, name=name):
                self._keyer.on(name)
            case KeyOrder(on=False, name=name):
                self._keyer.off(name)
            case Rearm(name=name):
                self._keyer.rearm(name)
            case Started(item_id=item_id, at=at):
                log.info("on air: %s at %s", item_id, at)
                self._recorder.started(item_id, at)
            case Closed():
                why = f", {order.reason.code}" if order.reason else ""
                log.info("%s: %s %s%s", order.outcome, order.item.id, order.item.message, why)
                self._recorder.closed(order)

    def _cue(self, cue: CueOrder) -> None:
        item = cue.item
        log.info("cue %s %s at %s from frame %d", item.id, item.message, cue.at, cue.start_frame)
        self._air.queue(order_for(cue, self._shaper.shape(cue.request, item, cue.at)))

    def _not_cued(self, item_id: str, reason: str) -> None:
        self.do(self._desk.failed(item_id, reason, self._clock.now()))

    def _withhold(self, cue: CueOrder) -> None:
        """The station ends just as something was to go to the air: the desk learns that it did not."""
        now = self._clock.now()
        self.do(self._desk.stop(now, everything=True, reason=CLOSING))
        self.do(self._desk.cut(cue.item.id, cue.start_frame, now))
