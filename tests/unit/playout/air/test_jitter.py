"""The buffer between a source and the callback: late, early, in bursts, with drifting clocks."""

from __future__ import annotations

from array import array

from hypothesis import given, settings
from hypothesis import strategies as st

from broadcaster.playout.air.jitter import MOST, TARGET, WATCH, Jitter
from tests.counts import counted
from tests.unit.playout.conftest import RATE

BLOCK = 480  # frames of a pull: 20 ms
PACKET = 240


def sound(frames: int, first: int = 1) -> array[int]:
    return array("h", [1 + (first + i - 1) % 30000 for i in range(frames)])


def test_sound_begins_when_enough_is_held_and_goes_on_without_a_gap() -> None:
    jitter = Jitter(RATE)
    jitter.push(sound(PACKET))
    assert not any(jitter.pull(BLOCK)), "one packet is not enough to begin with"
    jitter.push(sound(1000, first=PACKET + 1))
    heard = jitter.pull(BLOCK) + jitter.pull(BLOCK)
    assert heard == sound(2 * BLOCK)
    assert jitter.underruns == 0


def test_missing_sound_is_silence_and_counted_and_comes_back_after_filling() -> None:
    jitter = Jitter(RATE)
    jitter.push(sound(round(TARGET * RATE)))
    heard = array("h")
    for _ in range(3):
        heard += jitter.pull(BLOCK)
    assert jitter.underruns == 1
    assert not any(heard[2 * BLOCK :])
    jitter.push(array("h", [9000]) * PACKET)
    assert not any(jitter.pull(BLOCK)), "it fills first"
    jitter.push(array("h", [9000]) * 1000)
    again = jitter.pull(BLOCK)
    assert again[0] == 0, "no click where it comes back"
    assert again[-1] == 9000


def test_end_gives_all_that_is_held_and_then_nothing() -> None:
    jitter = Jitter(RATE)
    jitter.push(sound(100))
    jitter.end()
    assert jitter.pull(BLOCK) == sound(100)
    assert jitter.drained
    assert len(jitter.pull(BLOCK)) == 0
    assert jitter.underruns == 0


def test_burst_is_cut_down_to_the_newest() -> None:
    jitter = Jitter(RATE)
    frames = round(MOST * RATE) * 2
    jitter.push(array("h", [100]) * (frames - BLOCK) + array("h", [200]) * BLOCK)
    jitter.pull(BLOCK)
    assert jitter.held <= TARGET * RATE
    assert jitter.dropped >= frames - round(TARGET * RATE) - BLOCK


def drifting(faster: float, seconds: float) -> Jitter:
    """A source whose clock runs `faster` times as fast as ours."""
    jitter, due = Jitter(RATE), 0.0
    for _ in range(round(seconds * RATE / BLOCK)):
        due += BLOCK * faster
        while due >= PACKET:
            jitter.push(array("h", [1000]) * PACKET)
            due -= PACKET
        jitter.pull(BLOCK)
    return jitter


def test_faster_source_never_makes_the_delay_grow() -> None:
    jitter = drifting(1.0005, 40 * WATCH)
    assert jitter.held < 0.06 * RATE
    assert jitter.underruns == 0
    assert 0 < jitter.dropped < 0.002 * 40 * WATCH * RATE


def test_delay_left_by_a_stall_goes_away_within_seconds() -> None:
    jitter = Jitter(RATE)
    jitter.push(array("h", [1000]) * round(0.25 * RATE))
    for _ in range(round(5 * WATCH * RATE / BLOCK)):
        jitter.pull(BLOCK)
        jitter.push(array("h", [1000]) * BLOCK)
    assert jitter.held < 0.08 * RATE
    assert jitter.underruns == 0


def test_slower_source_is_stretched_by_repeats_instead_of_breaking_off() -> None:
    jitter = drifting(0.9998, 40 * WATCH)
    assert jitter.repeated > 0
    assert jitter.underruns <= 1


@given(
    steps=st.lists(st.one_of(st.integers(1, 2000), st.just(0)), max_size=120),
    pulls=st.sampled_from([120, 480, 960]),
)
@settings(max_examples=counted(150, least=37), deadline=None)
def test_whatever_comes_whenever_pulls_are_whole_bounded_and_in_order(steps: list[int], pulls: int) -> None:
    jitter, pushed = Jitter(RATE), 0
    heard: array[int] = array("h")
    for frames in steps:
        if frames:
            jitter.push(array("h", [10000 + (pushed + i) // 50 for i in range(frames)]))
            pushed += frames
        block = jitter.pull(pulls)
        assert len(block) == pulls
        assert jitter.held <= MOST * RATE + 2000
        heard += block
    jitter.end()
    while not jitter.drained:
        heard += jitter.pull(pulls)
    assert all(0 <= sample <= 10000 + pushed // 50 for sample in heard)
    clean = [b for a, b, c in zip(heard, heard[1:], heard[2:], strict=False) if a == b == c and b >= 10000]
    if not jitter.repeated:
        assert clean == sorted(clean), "sound out of order"
