"""Renders what people ask for, one request after the other; whoever asks does not wait.

Whoever asks gets a ticket at once. There are two queues, so that what is urgent never waits behind the rest.
In each of them people take turns: nobody's many requests stand before the first of another.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass

from broadcaster.errors import BroadcasterError, ServiceError
from broadcaster.playout.desk import EACH, turn
from broadcaster.playout.director import as_fault
from broadcaster.service.rendering.render_ahead import Renderer
from broadcaster.service.requests.member import Member

MOST = 100  # requests that may wait in a queue, and beyond that one of each person who has none there
HANDING_OVER = 0.3  # seconds at the end for what has just been made to reach the desk, which refuses it

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One request whose sound is to be made.

    Args:
        ticket: the airing's id.
        asker: who asks.
        make: makes the sound; blocks.
        done: takes it; blocks until it is handed over.
        failed: takes the reason why it was not made or not handed over.
        over: true once nobody wants it any more: it was stopped.
    """

    ticket: str
    asker: str
    make: Callable[[Renderer], Member]
    done: Callable[[Member], None]
    failed: Callable[[BroadcasterError], None]
    over: Callable[[], bool] = lambda: False


class RenderQueue:
    """A thread and a render process of its own. `put` and `close` may come from any thread."""

    def __init__(self, name: str, renderer: Renderer) -> None:
        self.renderer = renderer  # for whoever waits in a thread of its own
        self._waiting: list[tuple[int, Work]] = []  # with its turn
        self._current: tuple[int, Work] | None = None
        self._changed = threading.Condition()
        self._ended = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def put(self, work: Work) -> None:
        """Have a request made.

        Raises:
            ServiceError: too much of theirs waits already, or the station is ending.
        """
        with self._changed:
            if self._ended:
                raise ServiceError("service.ending")
            # What was stopped takes nobody's place.
            self._waiting = [each for each in self._waiting if not each[1].over()]
            own = sum(waiting.asker == work.asker for _, waiting in self._waiting)
            if own >= EACH or (own and len(self._waiting) >= MOST):
                raise ServiceError("service.too_many")
            turns = ((here.asker, number) for number, here in self._here())
            self._waiting.append((turn(work.asker, turns), work))
            if not self._thread.is_alive() and self._thread.ident is None:
                self._thread.start()
            self._changed.notify()

    def has(self, ticket: str) -> bool:
        """True while a request is being made or waits."""
        with self._changed:
            return any(work.ticket == ticket for _, work in self._here())

    def close(self) -> None:
        """Give up what is being made and what waits; each ends with the reason that the station ends."""
        with self._changed:
            again, self._ended = self._ended, True
            left, self._waiting = self._here(), []
            self._changed.notify()
        for _, work in left:
            self._fail(work, ServiceError("playout.closing"))
        self.renderer.close()
        if self._thread.is_alive() and not again:
            self._thread.join(HANDING_OVER)

    def step(self) -> bool:
        """Make the next request; False if there is none."""
        with self._changed:
            if not self._waiting:
                return False
            self._current = min(self._waiting, key=lambda each: each[0])  # the first asked for of that turn
            self._waiting.remove(self._current)
            _, work = self._current
        try:
            if work.over():
                return True
            work.done(work.make(self.renderer))
        except TimeoutError:
            # The desk has it and answers late: it reports the end.
            log.warning("the desk did not take %s in time", work.ticket)
        except Exception as error:
            if not isinstance(error, BroadcasterError):
                log.exception("a request cannot be made")
            if not self._ended:  # else `close` has reported it
                self._fail(work, as_fault(error))
        finally:
            with self._changed:
                self._current = None
        return True

    def _here(self) -> list[tuple[int, Work]]:
        """What waits and what is being made. Call with the lock."""
        return [*self._waiting, *([self._current] if self._current is not None else [])]

    def _fail(self, work: Work, error: BroadcasterError) -> None:
        try:
            work.failed(error)
        except Exception:
            # Nobody is left to report to; the next request must be made all the same.
            log.exception("a failure cannot be reported")

    def _run(self) -> None:
        while True:
            if self.step():
                continue
            with self._changed:
                if self._ended:
                    return
                if not self._waiting:
                    self._changed.wait()
