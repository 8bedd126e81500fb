"""A take whose sound comes over a socket."""

from __future__ import annotations

import json
import shutil
import socket
import tempfile
import time
from array import array
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from broadcaster.playout.air import feed
from broadcaster.playout.air.live_take import LOST, LiveTake, open_take
from broadcaster.playout.air.mixer import Mixer
from broadcaster.playout.air.take import Take
from broadcaster.playout.air.wire import Event, Queue
from broadcaster.playout.links.stand_ins import MemoryOutput
from tests.unit.playout.conftest import RATE, WavMaker

PATIENCE = 60.0


class Source:
    """The other end of the feed, in the test's hands."""

    def __init__(self, folder: Path) -> None:
        self.path = str(folder / "feed")
        self._door = feed.listening(self.path)
        self._line: socket.socket | None = None

    def meet(self) -> feed.Hello:
        self._line, _ = self._door.accept()
        return feed.Hello.decode(self._line.recv(feed.LONGEST))

    def send(self, samples: array[int]) -> None:
        assert self._line is not None
        for at in range(0, len(samples), 240):
            self._line.send(feed.SOUND + samples[at : at + 240].tobytes())

    def end(self, why: str = "") -> None:
        assert self._line is not None
        self._line.send(feed.END + why.encode())

    def close(self) -> None:
        if self._line is not None:
            self._line.close()
        self._door.close()


@pytest.fixture
def source() -> Iterator[Source]:
    # A socket's path may hold 107 bytes, which pytest's own folders can exceed.
    folder = Path(tempfile.mkdtemp(prefix="feed-"))
    made = Source(folder)
    yield made
    made.close()
    shutil.rmtree(folder)


def order(source: Source, *, last: int = 10 * RATE) -> Queue:
    return Queue(id="a", path=source.path, name="a", start_frame=0, end_frame=last, utc_ns=10**18, live=True)


def waited(take: LiveTake, frames: int) -> None:
    """Until the reader's thread has taken `frames` in, or the end."""
    end = time.monotonic() + PATIENCE
    while take._jitter.held < frames and not take._jitter.ended:
        assert time.monotonic() < end
        time.sleep(0.001)


def test_take_tells_when_it_begins_and_gives_what_it_is_sent(source: Source) -> None:
    take = LiveTake(order(source), RATE, latency=0.05)
    hello = source.meet()
    assert hello == feed.Hello(utc_ns=10**18 - round((feed.AHEAD + 0.05) * 1e9), resumed=False)
    source.send(array("h", range(1, 2401)))
    waited(take, 2400)
    block = take.pull(2400)
    assert block[0::2] == block[1::2] == array("h", range(1, 2401))
    source.end()
    waited(take, 1)
    take.pull(480)
    assert take.over
    assert take.failure == ""
    take.close()


@pytest.mark.parametrize(
    ("why", "failure"), [("playout.source_silent", "playout.source_silent"), (None, LOST)]
)
def test_source_that_breaks_off_is_a_failure_with_its_reason(
    source: Source, why: str | None, failure: str
) -> None:
    take = LiveTake(order(source), RATE)
    source.meet()
    source.send(array("h", [5]) * 240)
    if why is None:
        source.close()
    else:
        source.end(why)
    while not take._jitter.ended:
        time.sleep(0.001)
    assert list(take.pull(480)[::2]) == [5] * 240
    assert take.over
    assert take.failure == failure
    take.close()


def test_limit_of_time_ends_the_take_with_a_fade(source: Source) -> None:
    take = LiveTake(order(source, last=RATE // 10), RATE)
    source.meet()
    source.send(array("h", [10000]) * (RATE // 5))
    waited(take, RATE // 5)
    heard = array("h")
    while not take.over:
        heard += take.pull(480)
    assert len(heard) == 2 * (RATE // 10)
    assert heard[0] == 10000
    assert abs(heard[-1]) < 100
    assert take.failure == ""
    take.close()


def test_far_channel_hears_the_same_later_and_to_its_end(source: Source) -> None:
    take = LiveTake(replace(order(source), right=1000), RATE)
    source.meet()
    source.send(array("h", range(1, 2401)))
    source.end()
    while not take._jitter.ended:
        time.sleep(0.001)
    heard = array("h")
    while not take.over:
        heard += take.pull(480)
    left, right = heard[0::2], heard[1::2]
    assert left[:2400] == array("h", range(1, 2401))
    assert not any(right[:1000])
    assert right[1000:3400] == array("h", range(1, 2401))
    take.close()


def test_gain_and_silent_channel_are_obeyed(source: Source) -> None:
    take = LiveTake(replace(order(source), left_gain=0.5, right=None), RATE)
    source.meet()
    source.send(array("h", [1000]) * 1200)
    waited(take, 1200)
    block = take.pull(480)
    assert set(block[0::2]) == {500}
    assert not any(block[1::2])
    take.close()


def test_stop_is_heard_within_the_fade_and_reported_as_cut(source: Source) -> None:
    events: list[Event] = []
    mixer = Mixer(RATE, events.append)
    take = LiveTake(order(source), RATE)
    source.meet()
    source.send(array("h", [10000]) * RATE)
    waited(take, RATE // 2)
    mixer.add(take)
    output = MemoryOutput(rate=RATE)
    now = output.play(mixer, 0.1, 10**18)
    mixer.fade("a")
    output.play(mixer, 0.2, now)
    heard = array("h", bytes(output.heard))[0::2]
    assert any(heard[: RATE // 10])
    assert not any(heard[RATE // 10 + round(0.04 * RATE) :])
    assert [event.kind for event in events] == ["started", "cut"]
    take.close()


def test_source_that_is_lost_before_its_time_fails_without_having_started(source: Source) -> None:
    events: list[Event] = []
    mixer = Mixer(RATE, events.append)
    take = LiveTake(order(source), RATE)
    source.meet()
    source.end("playout.source_no_answer")
    while not take._jitter.ended:
        time.sleep(0.001)
    mixer.add(take)
    MemoryOutput(rate=RATE).play(mixer, 0.1, 10**18)
    assert [(event.kind, event.reason) for event in events] == [("failed", "playout.source_no_answer")]
    take.close()


def test_order_without_a_source_is_refused_and_files_still_open(source: Source, make_wav: WavMaker) -> None:
    gone = order(source)
    source.close()
    with pytest.raises(OSError, match="refused"):
        open_take(gone, RATE)
    wanted = Queue(id="b", path=str(make_wav()), name="b", start_frame=0, end_frame=100, utc_ns=0)
    take = open_take(wanted, RATE)
    assert type(take) is Take
    take.close()


@pytest.mark.parametrize("packet", [b"", b"{}", b"[1]", b"\xff"])
def test_stranger_at_the_door_is_no_greeting(packet: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        feed.Hello.decode(packet)
    assert json.loads(feed.Hello(utc_ns=1, resumed=True).encode()) == {"utc_ns": 1, "resumed": True}
