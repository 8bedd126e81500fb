"""The stand-in for source processes in tests and dry runs: each relay is a steady tone, or a fault.

There is no socket and no second thread, so that a day of the timetable runs in a moment.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field, replace

from broadcaster.playout.air.take import Take
from broadcaster.playout.air.wire import Queue
from broadcaster.playout.links.source_link import NOTHING_YET, State
from broadcaster.playout.outputs.protocol import CHANNELS
from broadcaster.playout.source.choice import SourceChoice

LEVEL = 4000  # of 32768


class ToneTake(Take):
    """Sounds for `frames` and ends, for the reason given."""

    def __init__(self, order: Queue, frames: int, why: str) -> None:
        self._begin(order, min(frames, order.end_frame - order.start_frame))
        self._why = why
        if not frames:
            self.failure = why

    @property
    def over(self) -> bool:
        """See `Take`."""
        if self.position >= self.length and self._why:
            self.failure = self._why
        return self._over()

    @property
    def frame(self) -> int:
        """See `Take`."""
        return self.order.start_frame + self.position

    def fill(self) -> None:
        """Nothing to read."""

    def pull(self, frames: int) -> array[int]:
        """The next frames of the tone."""
        wanted = min(frames, self.length - self.position)
        self.position += wanted
        block = array("h", [LEVEL]) * (wanted * CHANNELS)
        if self.fade_out is not None:
            self.fade_out.apply(block)
        return block

    def close(self) -> None:
        """Nothing to close."""


@dataclass
class ToneFeed:
    """A source of `choice`; it ends after its time, or breaks off before."""

    choice: SourceChoice
    path: str
    breaks_after: float | None = None  # seconds
    why: str = "playout.source_silent"
    closed: bool = False
    reconnects: int = 0
    heard: float = 0.0  # seconds
    broken: int = 0  # breaks that listeners heard
    silent: float = 0.0  # seconds without a voice
    asked_to_end: list[str] = field(default_factory=list)

    @property
    def state(self) -> State:
        """Always ready."""
        progress = replace(
            NOTHING_YET,
            reconnects=self.reconnects,
            heard=self.heard,
            breaks=self.broken,
            silent=self.silent,
        )
        return State(ready=True, progress=progress)

    def wait_ready(self, _seconds: float) -> bool:
        """Always ready."""
        return True

    def wait_over(self, _seconds: float) -> None:
        """A tone has no reasons."""

    def talk(self, _on: bool) -> None:
        """A tone has no microphone."""

    def limit(self, _seconds: float) -> None:
        """A tone keeps its time."""

    def end(self, why: str = "") -> None:
        """Keep that it was asked."""
        self.asked_to_end.append(why)

    def write(self, _data: bytes) -> bool:
        """A tone takes no input."""
        return False

    def close(self) -> None:
        """Keep that it was closed."""
        self.closed = True


@dataclass
class ToneRadio:
    """Makes `ToneFeed`s and the takes that hear them. `breaks`: which address breaks off when."""

    breaks: dict[str, float] = field(default_factory=dict)  # address → seconds
    feeds: list[ToneFeed] = field(default_factory=list)

    def __call__(self, choice: SourceChoice) -> ToneFeed:
        """A new feed."""
        feed = ToneFeed(
            choice=choice, path=f"tone-{len(self.feeds)}", breaks_after=self.breaks.get(choice.address)
        )
        self.feeds.append(feed)
        return feed

    def take(self, order: Queue) -> Take:
        """The take that hears the feed at a path.

        Raises:
            OSError: there is none.
        """
        feed = next((f for f in self.feeds if f.path == order.path), None)
        if feed is None:
            raise OSError("no such source")
        if feed.breaks_after is not None:
            return ToneTake(order, round(feed.breaks_after * feed.choice.rate), feed.why)
        return ToneTake(order, round(feed.choice.longest * feed.choice.rate), "")
