"""Which samples are heard when: the mixer, driven block by block."""

from __future__ import annotations

from array import array
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from broadcaster.playout.air.mixer import FADE_OUT, Mixer
from broadcaster.playout.air.take import Take
from broadcaster.playout.air.wire import Event, Queue
from broadcaster.playout.links.stand_ins import MemoryOutput
from tests.unit.playout.conftest import RATE, WavMaker

T0 = 1_800_000_000_000_000_000
SECOND = 1_000_000_000


def order(path: Path, *, at: int = 0, first: int = 0, last: int = RATE, name: str = "a") -> Queue:
    return Queue(id=name, path=str(path), name=name, start_frame=first, end_frame=last, utc_ns=T0 + at)


class Studio:
    """A mixer with its output and what it reported."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.mixer = Mixer(RATE, self.events.append)
        self.output = MemoryOutput(rate=RATE)
        self.now = T0
        self.takes: list[Take] = []

    def queue(self, wanted: Queue) -> Take:
        take = Take(wanted)
        take.fill()
        self.takes.append(take)
        self.mixer.add(take)
        return take

    def play(self, seconds: float) -> None:
        for take in self.takes:
            take.fill()
        self.now = self.output.play(self.mixer, seconds, self.now)

    def left(self) -> array[int]:
        return array("h", bytes(self.output.heard))[0::2]

    def right(self) -> array[int]:
        return array("h", bytes(self.output.heard))[1::2]


@pytest.mark.parametrize("frame", [0, 1, 239, 240, 241, 12345])
def test_take_starts_at_exactly_the_frame_of_its_instant(make_wav: WavMaker, frame: int) -> None:
    studio = Studio()
    studio.queue(order(make_wav(), at=frame * SECOND // RATE + 1000))
    studio.play(2)
    left = studio.left()
    assert not any(left[:frame])
    assert left[frame : frame + 5] == array("h", [1, 2, 3, 4, 5])
    assert studio.output.starts == {"a": frame}


def test_take_is_heard_whole_on_both_channels_and_reports_start_and_end(make_wav: WavMaker) -> None:
    studio = Studio()
    studio.queue(order(make_wav(5000), last=5000, at=SECOND // 10))
    studio.play(1)
    assert studio.left()[2400:7400] == array("h", range(1, 5001))
    assert studio.left() == studio.right()
    assert not any(studio.left()[7400:])
    kinds = [(e.kind, e.frame, e.utc_ns) for e in studio.events]
    assert kinds == [
        ("started", 0, T0 + SECOND // 10),
        ("ended", 5000, T0 + SECOND // 10 + 5000 * SECOND // RATE),
    ]


def test_take_from_the_middle_begins_at_its_start_frame(make_wav: WavMaker) -> None:
    studio = Studio()
    studio.queue(order(make_wav(5000), first=1000, last=1500))
    studio.play(0.1)
    assert studio.left()[:500] == array("h", range(1001, 1501))
    assert not any(studio.left()[500:])


def test_late_take_starts_at_once_and_says_when_it_was_heard(make_wav: WavMaker) -> None:
    studio = Studio()
    studio.play(1)
    studio.queue(order(make_wav(), at=0))
    studio.play(0.5)
    assert studio.output.starts == {"a": RATE}
    assert studio.events[0].utc_ns == T0 + SECOND


def test_fade_ends_within_its_time_without_a_click(make_wav: WavMaker) -> None:
    studio = Studio()
    studio.queue(order(make_wav(start=20000)))
    studio.play(0.5)
    studio.mixer.fade("a")
    studio.play(0.5)
    left = studio.left()
    start, end = RATE // 2, RATE // 2 + round(FADE_OUT * RATE)
    assert not any(left[end:])
    steps = [abs(left[i + 1] - left[i]) for i in range(start - 1, end)]
    assert max(steps) < 30000 / (FADE_OUT * RATE) * 1.5
    assert studio.events[-1].kind == "cut"
    assert (studio.events[-1].frame, studio.events[-1].utc_ns) == (start, T0 + SECOND // 2), "where it began"


def test_fade_of_a_waiting_take_withdraws_it_unheard(make_wav: WavMaker) -> None:
    studio = Studio()
    studio.queue(order(make_wav(), at=SECOND))
    studio.play(0.5)
    studio.mixer.fade("a")
    studio.play(1)
    assert not any(studio.left())
    assert [(e.kind, e.frame) for e in studio.events] == [("cut", 0)]
    assert studio.mixer.idle


def test_next_take_begins_while_the_first_fades_and_nothing_overflows(make_wav: WavMaker) -> None:
    studio = Studio()
    loud = make_wav(start=26000, name="loud.wav")
    studio.queue(order(loud, name="a"))
    studio.play(0.1)
    studio.queue(order(loud, at=SECOND // 10, name="b"))
    studio.mixer.fade("a")
    studio.play(0.2)
    assert max(studio.left()) == 32767
    assert min(studio.left()) >= 0
    assert [e.kind for e in studio.events] == ["started", "cut", "started"]


def test_delayed_channel_hears_the_same_later(make_wav: WavMaker) -> None:
    studio = Studio()
    studio.queue(replace(order(make_wav(3000), last=3000), right=700))
    studio.play(0.3)
    assert studio.left()[:3000] == array("h", range(1, 3001))
    assert studio.right()[700:3700] == array("h", range(1, 3001))
    assert not any(studio.right()[:700])


def test_silent_channel_stays_silent(make_wav: WavMaker) -> None:
    studio = Studio()
    studio.queue(replace(order(make_wav(3000), last=3000), left=None))
    studio.play(0.2)
    assert not any(studio.left())
    assert studio.right()[:3000] == array("h", range(1, 3001))


def test_gain_scales_and_holds_inside_sixteen_bits(make_wav: WavMaker) -> None:
    studio = Studio()
    studio.queue(replace(order(make_wav(3000, start=20000), last=3000), left_gain=2.0))
    studio.play(0.2)
    assert studio.left()[0] == 32767
    studio.queue(replace(order(make_wav(3000), last=3000, name="b"), left_gain=0.5, right_gain=0.25))
    studio.play(0.1)
    assert studio.left()[round(0.2 * RATE) + 999] == 500
    assert studio.right()[round(0.2 * RATE) + 999] == 250


def test_slow_disk_makes_a_pause_but_loses_no_sample(make_wav: WavMaker) -> None:
    studio = Studio()
    take = Take(order(make_wav(6 * RATE), last=6 * RATE))
    take.fill()
    take.fill()
    studio.mixer.add(take)
    studio.output.play(studio.mixer, 4.5, T0)  # half a second more than was read ahead
    assert take.underruns > 0
    studio.takes.append(take)
    studio.now = T0 + 4 * SECOND + SECOND // 2
    studio.play(2)
    heard = [s for s in studio.left() if s]
    assert heard == [1 + i % 30000 for i in range(len(heard))]
    assert len(heard) == 6 * RATE


def test_file_that_shrinks_while_it_airs_fails_with_a_reason(make_wav: WavMaker) -> None:
    studio = Studio()
    path = make_wav(8 * RATE)
    studio.queue(order(path, last=8 * RATE))
    with path.open("r+b") as file:
        file.truncate(5 * RATE * 2)
    for _ in range(8):
        studio.play(1)
    assert [e.kind for e in studio.events] == ["started", "failed"]
    assert studio.events[-1].reason == "the file ends early"


@pytest.mark.parametrize(
    "content", [b"", b"RIFF", b"RIFF\0\0\0\0WAVEfmt ", b"ID3" + bytes(100), b"RIFF\0\0\0\0WAVE" + bytes(64)]
)
def test_file_that_is_no_wav_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bad.wav"
    path.write_bytes(content)
    with pytest.raises((ValueError, OSError)):
        Take(order(path))


def test_frames_beyond_the_file_are_refused(make_wav: WavMaker) -> None:
    with pytest.raises(ValueError, match="frames 0-101 of 100"):
        Take(order(make_wav(100), last=101))


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    blocks=st.lists(st.integers(1, 700), min_size=1, max_size=40),
    starts=st.lists(st.integers(0, 6000), min_size=1, max_size=4),
)
def test_any_block_sizes_give_the_same_sound(
    make_wav: WavMaker, blocks: list[int], starts: list[int]
) -> None:
    path = make_wav(500, name="short.wav")
    one, many = Studio(), Studio()
    for studio in (one, many):
        for number, frame in enumerate(starts):
            at = frame * SECOND // RATE + 500
            studio.queue(order(path, last=500, at=at, name=str(number)))
    total = sum(blocks)
    heard = b""
    position = 0
    for size in blocks:
        heard += many.mixer.pull(size, T0 + position * SECOND // RATE)
        position += size
    assert heard == one.mixer.pull(total, T0)


def test_device_that_runs_empty_is_heard_only_in_something_that_sounds(make_wav: WavMaker) -> None:
    studio = Studio()
    studio.mixer.underrun()
    assert (studio.mixer.underruns, studio.mixer.heard_underruns) == (1, 0)
    studio.queue(order(make_wav()))
    studio.play(0.1)
    studio.mixer.underrun()
    assert (studio.mixer.underruns, studio.mixer.heard_underruns, studio.mixer.gaps) == (2, 1, 0)
