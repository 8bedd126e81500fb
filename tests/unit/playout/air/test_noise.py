"""The quiet noise before the first sample."""

from __future__ import annotations

import math
from array import array
from dataclasses import replace
from itertools import pairwise

from broadcaster.playout.air.mixer import Mixer, white
from broadcaster.playout.air.take import Take
from broadcaster.playout.air.wire import Event, Queue
from broadcaster.playout.links.stand_ins import MemoryOutput
from tests.unit.playout.conftest import RATE, WavMaker

T0 = 1_800_000_000_000_000_000
SECOND = 1_000_000_000


class Heard:
    """A mixer, what it played and what it reported."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.mixer = Mixer(RATE, self.events.append)
        self.output = MemoryOutput(rate=RATE)
        self.now = T0

    def queue(self, order: Queue) -> None:
        take = Take(order)
        take.fill()
        self.mixer.add(take)

    def play(self, seconds: float) -> None:
        self.now = self.output.play(self.mixer, seconds, self.now)

    def side(self, channel: int) -> array[int]:
        return array("h", bytes(self.output.heard))[channel::2]


def order(make_wav: WavMaker, **changes: int | None) -> Queue:
    wanted = Queue(
        id="a",
        path=str(make_wav()),
        name="a",
        start_frame=0,
        end_frame=1000,
        utc_ns=T0 + SECOND,
        noise=RATE // 2,
    )
    return replace(wanted, **changes)  # type: ignore[arg-type]  # mypy cannot tell which field


def test_noise_is_about_fifty_decibels_below_full_scale_and_white() -> None:
    samples = white()
    power = sum(s * s for s in samples) / len(samples)
    assert abs(10 * math.log10(power / 32768**2) + 50) < 0.5
    neighbours = sum(a * b for a, b in pairwise(samples)) / len(samples)
    assert abs(neighbours / power) < 0.05


def test_noise_sounds_just_before_the_take_which_begins_at_its_sample(make_wav: WavMaker) -> None:
    heard = Heard()
    heard.queue(order(make_wav))
    heard.play(2)
    left = heard.side(0)
    assert not any(left[: RATE // 2])
    assert sum(1 for s in left[RATE // 2 : RATE] if s) > 0.95 * RATE / 2
    assert left[RATE : RATE + 1000] == array("h", range(1, 1001))
    assert not any(left[RATE + 1000 :])
    assert left == heard.side(1)


def test_noise_is_not_reported_and_not_kept_in_files(make_wav: WavMaker) -> None:
    heard = Heard()
    heard.queue(order(make_wav))
    heard.play(2)
    assert [(e.kind, e.utc_ns) for e in heard.events] == [
        ("started", T0 + SECOND),
        ("ended", T0 + SECOND + 1000 * SECOND // RATE),
    ]
    assert heard.output.starts == {"a": RATE}


def test_noise_of_a_delayed_channel_lasts_until_its_own_first_sample(make_wav: WavMaker) -> None:
    heard = Heard()
    heard.queue(order(make_wav, left=None, right=300))
    heard.play(2)
    assert not any(heard.side(0))
    right = heard.side(1)
    assert sum(1 for s in right[RATE : RATE + 300] if s) > 280
    assert right[RATE + 300 : RATE + 1300] == array("h", range(1, 1001))


def test_noise_that_is_late_does_not_run_into_the_take(make_wav: WavMaker) -> None:
    heard = Heard()
    heard.play(0.75)
    heard.queue(order(make_wav))
    heard.play(1)
    left = heard.side(0)
    assert sum(1 for s in left[RATE * 3 // 4 : RATE] if s) > 0.95 * RATE / 4
    assert left[RATE : RATE + 1000] == array("h", range(1, 1001))


def test_fade_during_the_noise_ends_it_and_withdraws_the_take(make_wav: WavMaker) -> None:
    heard = Heard()
    heard.queue(order(make_wav))
    heard.play(0.75)
    heard.mixer.fade("a")
    heard.play(1)
    assert not any(heard.side(0)[round(0.79 * RATE) :])
    assert [event.kind for event in heard.events] == ["cut"]
    assert heard.mixer.idle
