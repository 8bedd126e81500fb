"""Renders what people ask for, one request after the other; whoever asks does not wait.

Whoever asks gets a ticket at once. There are two queues, so that what is urgent never waits behind the rest.
In each of them people take turns: nobody's many requests stand before the first of another. Nor does a long
one: what is urgent has further render processes, for others' requests while the first ones are at work. The
first of these is spared for short ones: it is ready, where the next would have to be started.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from broadcaster.core.errors import BroadcasterError, ServiceError
from broadcaster.playout.desk.waiting_list import EACH, turn
from broadcaster.playout.director.faults import as_fault
from broadcaster.playout.requests.members import Member
from broadcaster.studio.queues.render_ahead import Renderer

MOST = 100  # requests that may wait in a queue, and beyond that one of each person who has none there
LONG = 0.3  # seconds that a request is made before somebody else's is made beside it
HANDING_OVER = 0.3  # seconds at the end for what has just been made to reach the desk, which refuses it

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderWork:
    """One request whose sound is to be made.

    Args:
        ticket: the airing's id.
        asker: who asks.
        make: makes the sound; blocks.
        done: takes it; blocks until it is handed over.
        failed: takes the reason why it was not made or not handed over.
        over: true once nobody wants it any more: it was stopped.
        short: it is made in a moment.
    """

    ticket: str
    asker: str
    make: Callable[[Renderer], Member]
    done: Callable[[Member], None]
    failed: Callable[[BroadcasterError], None]
    over: Callable[[], bool] = lambda: False
    short: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Turn:
    """A request and its turn: the first of a person comes before the second of any other."""

    number: int
    work: RenderWork
    began: float = 0.0  # monotonic, in seconds


class RenderQueue:
    """A thread and a render process of its own. `put` and `close` may come from any thread.

    Args:
        beside: each makes somebody else's request while those before it take long over one.
        spare: the first of these makes short ones alone.
    """

    def __init__(self, name: str, renderer: Renderer, *beside: Renderer, spare: bool = False) -> None:
        self._spare = 1 if spare else None  # its number
        self.renderer = renderer  # for whoever waits in a thread of its own
        self._renderers = (renderer, *beside)
        self._waiting: list[_Turn] = []
        self._making: dict[int, _Turn] = {}  # by the number of the renderer
        self._changed = threading.Condition()
        self._ended = False
        self._threads = [
            threading.Thread(target=self._run, args=(number,), name=name, daemon=True)
            for number in range(len(self._renderers))
        ]

    def put(self, work: RenderWork) -> None:
        """Have a request made.

        Raises:
            ServiceError: too much of theirs waits already, or the station is ending.
        """
        with self._changed:
            self._admit(work.asker)
            number = turn(work.asker, ((each.work.asker, each.number) for each in self._here()))
            self._waiting.append(_Turn(number=number, work=work))
            for thread in self._threads:
                if thread.ident is None:
                    thread.start()
            self._changed.notify_all()

    def admit(self, asker: str) -> None:
        """Raise what `put` would raise now."""
        with self._changed:
            self._admit(asker)

    def _admit(self, asker: str) -> None:
        """Call with the lock."""
        if self._ended:
            raise ServiceError("service.ending")
        # What was stopped takes nobody's place.
        self._waiting = [each for each in self._waiting if not each.work.over()]
        own = sum(each.work.asker == asker for each in self._waiting)
        if own >= EACH or (own and len(self._waiting) >= MOST):
            raise ServiceError("service.too_many")

    def has(self, ticket: str) -> bool:
        """True while a request is being made or waits."""
        with self._changed:
            return any(each.work.ticket == ticket for each in self._here())

    def close(self) -> None:
        """Give up what is being made and what waits; each ends with the reason that the station ends."""
        with self._changed:
            again, self._ended = self._ended, True
            left = self._here()
            self._changed.notify_all()
        for each in left:
            self._fail(each.work, ServiceError("playout.closing"))
        with self._changed:
            self._waiting = []  # only now: meanwhile `has` knows those who have not been told yet
        for renderer in self._renderers:
            renderer.close()
        until = time.monotonic() + HANDING_OVER
        for thread in self._threads:
            if thread.is_alive() and not again:
                thread.join(max(0.0, until - time.monotonic()))  # all together: the station ends in 3 s

    def _chosen(self, number: int) -> _Turn | None:
        """What a renderer makes next, or None. Call with the lock."""
        # Who has one made already waits with the next: two long ones of theirs would keep both renderers.
        # One that was stopped keeps nobody back, its own asker least of all.
        busy = {each.work.asker for each in self._making.values() if not each.work.over()}
        free = [each for each in self._waiting if each.work.asker not in busy]
        if number == self._spare:
            free = [each for each in free if each.work.short]
        elif number and self._spare is not None and self._spare not in self._making:
            free = [each for each in free if not each.work.short]  # it is started for what is long alone
        if not free:
            return None
        chosen = min(free, key=lambda each: each.number)  # the first asked for of that turn
        self._waiting.remove(chosen)
        self._making[number] = replace(chosen, began=time.monotonic())
        self._changed.notify_all()
        return chosen

    def _make(self, number: int, work: RenderWork) -> None:
        try:
            if not work.over():
                work.done(work.make(self._renderers[number]))
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
                del self._making[number]
                self._changed.notify_all()

    def _here(self) -> list[_Turn]:
        """What waits and what is being made. Call with the lock."""
        return [*self._waiting, *self._making.values()]

    def _fail(self, work: RenderWork, error: BroadcasterError) -> None:
        try:
            work.failed(error)
        except Exception:
            # Nobody is left to report to; the next request must be made all the same.
            log.exception("a failure cannot be reported")

    def _run(self, number: int) -> None:
        while (chosen := self._next(number)) is not None:
            self._make(number, chosen.work)

    def _next(self, number: int) -> _Turn | None:
        """Wait for what a renderer is to make; None at the end."""
        with self._changed:
            while not self._ended:
                left = self._left(number)
                if left == 0 and (chosen := self._chosen(number)) is not None:
                    return chosen
                self._changed.wait(left or None)
            return None

    def _left(self, number: int) -> float | None:
        """Seconds until a renderer may take a request, if those before it are at work. Call with the lock."""
        if not number:
            return 0
        before = {each: self._making.get(each) for each in range(number)}
        began = [each.began for each in before.values() if each is not None]
        if any(each is None for place, each in before.items() if place != self._spare):
            return None
        return max(0.0, max(began) + LONG - time.monotonic()) if began else 0
