"""Stand-ins for air, output, keyer and sources, for tests and dry runs.

Real takes and mixer, but time passes only when asked.

The output has no pace of its own: `play(seconds)` pulls that much sound at once from a given instant, so
that a day of the timetable runs in a moment and each sample can be looked at.

The stand-in for `AirLink` in tests and dry runs: real takes, real mixer, but time passes only
when `play_until` is called.

There is no socket and no second thread, so that a day of the timetable runs in a moment.
"""

from __future__ import annotations

import threading
from array import array
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from broadcaster.playout.air.live_take import open_take
from broadcaster.playout.air.mixer import Mixer
from broadcaster.playout.air.take import Take
from broadcaster.playout.air.wire import Event, Queue
from broadcaster.playout.keying.keyer import NoKeying
from broadcaster.playout.keying.wire import KeyNews, KeyReport
from broadcaster.playout.links.air import AirReport, Hear, utc_ns
from broadcaster.playout.links.source_link import NOTHING_YET, State
from broadcaster.playout.outputs.output import CHANNELS, BlockSource, OutputLost, PullCounter
from broadcaster.playout.outputs.paced import WavFiles
from broadcaster.playout.source.choice import SourceChoice

_NS = 1_000_000_000


@dataclass
class MemoryOutput:
    """Keeps what was heard (interleaved 16-bit stereo) and where each take began, in frames."""

    rate: int = 24000
    block: int = 240  # frames
    heard: bytearray = field(default_factory=bytearray)
    starts: dict[str, int] = field(default_factory=dict)
    fail_after: int | None = None  # frames
    files: WavFiles | None = None  # also keep each airing as a file
    silence_kept: bool = True  # False: only the frames in which a take sounds are kept
    frames: int = 0

    def describe(self) -> str:
        """The word for this output."""
        return "memory"

    def play(self, mixer: BlockSource, seconds: float, utc_ns: int) -> int:
        """Pull `seconds` of sound that is heard from `utc_ns` on; the instant after it.

        Raises:
            OutputLost: `fail_after` frames have been played.
        """
        left = round(seconds * self.rate)
        while left > 0:
            if self.fail_after is not None and self.frames >= self.fail_after:
                raise OutputLost("told to fail")
            size = min(self.block, left)
            block = mixer.pull(size, utc_ns)
            for mark in mixer.marks:
                if mark.start:
                    self.starts[mark.airing.id] = self.frames + mark.frame
            if self.silence_kept or block.strip(b"\0"):
                self.heard += block
            if self.files is not None:
                self.files.write(block, mixer.marks, utc_ns)
            self.frames += size
            left -= size
            utc_ns += size * _NS // self.rate
        return utc_ns

    def run(self, mixer: BlockSource, heartbeat: PullCounter, stop: threading.Event) -> None:
        """Pull without pace until `stop`; the instants begin at 0."""
        utc_ns = 0
        while not stop.is_set():
            utc_ns = self.play(mixer, self.block / self.rate, utc_ns)
            heartbeat.tick(self.frames, mixer.place)
            stop.wait(0.001)


@dataclass
class RecordingKeyer(NoKeying):
    """The fake: keeps the orders, answers at once, and can be made to fail."""

    log: list[tuple[str, bool]] = field(default_factory=list)
    held: set[str] = field(default_factory=set)
    rearmed: list[str] = field(default_factory=list)
    fail: bool = False
    post: Callable[[KeyReport], None] = lambda _report: None

    def listen(self, post: Callable[[KeyReport], None], alive: Callable[[], bool]) -> None:
        """Post its answers there."""
        self.post = post

    def on(self, name: str) -> None:
        """Keep that it was switched on, and report it."""
        if self.fail:
            self.post(KeyReport(news=KeyNews.FAULT, name=name, reason="told to fail"))
            return
        self.log.append((name, True))
        self.held.add(name)
        self.post(KeyReport(news=KeyNews.ON, name=name))

    def off(self, name: str) -> None:
        """Keep that it was released."""
        self.log.append((name, False))
        self.held.discard(name)
        self.post(KeyReport(news=KeyNews.OFF, name=name))

    def rearm(self, name: str) -> None:
        """Keep that its time began anew."""
        self.rearmed.append(name)

    def release(self) -> None:
        """Release what is held."""
        for name in sorted(self.held):
            self.off(name)

    def lose(self, name: str, news: KeyNews = KeyNews.LOST) -> None:
        """Do as a keyer that ended, or whose watchdog released the switch."""
        self.log.append((name, False))
        self.held.discard(name)
        self.post(KeyReport(news=news, name=name, reason="told to"))


class LocalAir:
    """Takes orders like the air process and plays them into a `MemoryOutput`."""

    def __init__(self, output: MemoryOutput, start: datetime, radio: ToneRadio | None = None) -> None:
        """Begin at `start`; `radio` gives the takes of live sounds, which have no socket here."""
        self.output = output
        self.orders: list[Queue] = []  # all that it was given
        self.tended = True
        self._radio = radio
        self._hear: Hear = _nobody
        self._mixer = Mixer(output.rate, self._post)
        self._takes: list[Take] = []
        self._now_ns = utc_ns(start)

    def queue(self, order: Queue) -> None:
        """Open the file and hand it to the mixer."""
        self.orders.append(order)
        try:
            take = self._take(order)
        except (OSError, ValueError) as error:
            self._post(Event(kind="failed", id=order.id, utc_ns=self._now_ns, reason=str(error)))
            return
        take.fill()
        self._takes.append(take)
        self._mixer.add(take)

    def start(self, hear: Hear, *, waits: bool = False) -> None:
        """Report there from now on."""
        self._hear = hear

    def close(self) -> None:
        """Nothing to close."""

    def _take(self, order: Queue) -> Take:
        if order.live and self._radio is not None:
            return self._radio.take(order)
        return open_take(order, self.output.rate)

    def _post(self, event: Event) -> None:
        self._hear(event)

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


def _nobody(_report: AirReport) -> None:
    """Until it is started."""


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
            NOTHING_YET, reconnects=self.reconnects, heard=self.heard, breaks=self.broken, silent=self.silent
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
        """The take that hears the feed at a path. Raises OSError: there is none."""
        feed = next((f for f in self.feeds if f.path == order.path), None)
        if feed is None:
            raise OSError("no such source")
        if feed.breaks_after is not None:
            return ToneTake(order, round(feed.breaks_after * feed.choice.rate), feed.why)
        return ToneTake(order, round(feed.choice.longest * feed.choice.rate), "")
