"""The air without a process: mixer and memory output, run by the caller.

The stand-in for `AirLink` in tests and dry runs: real takes, real mixer, but time passes only
when `play_until` is called.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from broadcaster.playout.air.live_take import open_take
from broadcaster.playout.air.mixer import Mixer
from broadcaster.playout.air.take import Take
from broadcaster.playout.air.wire import Event, Queue
from broadcaster.playout.links.cueing import utc_ns
from broadcaster.playout.outputs.memory import MemoryOutput


class LocalAir:
    """Takes orders like the air process and plays them into a `MemoryOutput`."""

    def __init__(
        self,
        output: MemoryOutput,
        start: datetime,
        post: Callable[[Event], None],
        live: Callable[[Queue], Take] | None = None,
    ) -> None:
        """Begin at `start`; `live` gives the takes of live sounds, which have no socket here."""
        self.output = output
        self.orders: list[Queue] = []  # all that it was given
        self._live = live
        self._post = post
        self._mixer = Mixer(output.rate, post)
        self._takes: list[Take] = []
        self._now_ns = utc_ns(start)

    def queue(self, order: Queue) -> None:
        """Open the file and hand it to the mixer."""
        self.orders.append(order)
        try:
            take = self._live(order) if order.live and self._live else open_take(order, self.output.rate)
        except (OSError, ValueError) as error:
            self._post(Event(kind="failed", id=order.id, utc_ns=self._now_ns, reason=str(error)))
            return
        take.fill()
        self._takes.append(take)
        self._mixer.add(take)

    def fade(self, take_id: str) -> None:
        """Fade one item out, or withdraw it."""
        self._mixer.fade(take_id)

    def restart(self) -> None:
        """Nothing to do: this air always reports."""

    @property
    def idle(self) -> bool:
        """True if nothing sounds or waits to."""
        return self._mixer.idle

    def clock_set(self, seconds: float) -> None:
        """The wall clock was set: what sounds goes on, its instants are given in the new time."""
        self._now_ns += round(seconds * 1e9)

    def play_until(self, instant: datetime) -> None:
        """Play up to `instant`; silence is skipped over while nothing sounds or waits."""
        end = utc_ns(instant)
        while self._now_ns < end:
            if self._mixer.idle:
                self._now_ns = end
                break
            for take in self._takes:
                take.fill()
            span = min(1.0, (end - self._now_ns) / 1e9)
            frames = max(1, round(span * self.output.rate))
            self._now_ns = self.output.play(self._mixer, frames / self.output.rate, self._now_ns)
            for take in [t for t in self._takes if t.over]:
                take.close()
                self._takes.remove(take)
