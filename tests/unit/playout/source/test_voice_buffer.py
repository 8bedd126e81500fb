"""The buffer of a voice: late, in bursts, by another clock, lost, all by the count of what was pulled."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from broadcaster.playout.source.inputs import NEAR, SENT
from broadcaster.playout.source.voice_buffer import Depth, VoiceBuffer
from tests.counts import counted

RATE = 8000  # the buffer counts frames: a low rate keeps the tests short
BLOCK = 80  # frames: 10 ms
SLICE = 0.06  # seconds of a piece
AUDIBLE = 10 ** (-50 / 20)
LEFT = 0.02  # of a drift may be left in the delay
DRIFTING = counted(3600, least=300)  # seconds of two clocks that go apart


def tone(frames: int, first: int = 0, hertz: float = 200.0) -> NDArray[np.int16]:
    at = np.arange(first, first + frames)
    made: NDArray[np.int16] = np.rint(9000 * np.sin(2 * np.pi * hertz * at / RATE)).astype(np.int16)
    return made


class Voice:
    """A speaker whose sound is on its way for so many seconds, and a loudspeaker."""

    def __init__(self) -> None:
        self.buffer = VoiceBuffer(RATE, SENT)
        self.heard: list[NDArray[np.int16]] = []
        self.delays: list[float] = []  # seconds between what was said last and what is heard
        self._said = 0  # frames on their way or there
        self._there = 0
        self._way: list[tuple[float, int]] = []  # when each piece arrives, and its frames
        self._now = 0.0
        self._next = 0.0

    def go_on(self, seconds: float, late: Iterator[float] | None = None, *, silent: bool = False) -> None:
        """Speak for so long; each piece arrives in order, some seconds late."""
        end = self._now + seconds
        while self._now < end - 1e-9:
            while self._next <= self._now:
                frames = round(SLICE * RATE)
                arrives = self._next + (next(late) if late else 0.0)
                if self._way:
                    arrives = max(arrives, self._way[-1][0])
                if not silent:
                    self._way.append((arrives, frames))
                self._next += SLICE
            while self._way and self._way[0][0] <= self._now:
                frames = self._way.pop(0)[1]
                self.buffer.push(tone(frames, self._there).tobytes())
                self._there += frames
            block = self.buffer.pull(BLOCK)
            self.heard.append(np.zeros(BLOCK, np.int16) if block is None else np.frombuffer(block, np.int16))
            self.delays.append(self.buffer.held)
            self._now += BLOCK / RATE

    @property
    def sound(self) -> NDArray[np.float64]:
        return np.concatenate(self.heard) / 32768

    def gaps(self) -> int:
        """Stretches of 10 ms that are silent after the first sound."""
        sound = self.sound
        sound = sound[np.flatnonzero(np.abs(sound) > AUDIBLE)[0] :]
        blocks = sound[: len(sound) // BLOCK * BLOCK].reshape(-1, BLOCK)
        return int((np.sqrt((blocks**2).mean(axis=1)) < AUDIBLE).sum())

    def click(self) -> float:
        """The highest step between two samples, as a part of the tone's own highest."""
        own = 9000 / 32768 * 2 * np.pi * 200 / RATE
        return float(np.abs(np.diff(self.sound)).max() / own)


@given(late=st.lists(st.floats(0, 0.4), min_size=50, max_size=300))
@settings(max_examples=60, deadline=None)
def test_whatever_is_late_by_four_tenths_of_a_second_is_heard_without_a_gap(late: list[float]) -> None:
    voice = Voice()
    voice.go_on(len(late) * SLICE, iter([*late, *[0.0] * 10]))
    assert voice.buffer.breaks == 0
    assert voice.gaps() == 0
    assert voice.click() < 1.5


@given(late=st.lists(st.floats(0, 3.0), min_size=50, max_size=200))
@settings(max_examples=60, deadline=None)
def test_delay_is_bounded_however_late_the_sound_comes(late: list[float]) -> None:
    voice = Voice()
    voice.go_on(len(late) * SLICE, iter([*late, *[0.0] * 10]))
    assert max(voice.delays) <= SENT.most + 0.02


@pytest.mark.parametrize("faster", [1.0002, 0.9998])
@pytest.mark.parametrize("depth", [SENT, NEAR], ids=["sent", "near"])
def test_clocks_that_drift_apart_leave_no_gap_and_no_delay(faster: float, depth: Depth) -> None:
    buffer, slice_ = VoiceBuffer(RATE, depth), 0.06 if depth is SENT else 0.01
    came, due, delays = 0, 0.0, []
    for n in range(DRIFTING * RATE // BLOCK):
        if n * BLOCK / RATE >= due:
            due += slice_
            frames = round(due * RATE * faster) - came
            buffer.push(tone(frames, came).tobytes())
            came += frames
        buffer.pull(BLOCK)
        delays.append(buffer.held)
    assert buffer.breaks == 0
    assert max(delays) <= depth.least + slice_ + 0.04
    assert min(delays[500:]) > 0.0
    quarter = len(delays) // 4
    moved = abs(np.mean(delays[-quarter:]) - np.mean(delays[quarter : 2 * quarter]))
    apart = abs(faster - 1) * DRIFTING  # seconds by which the clocks are apart at the end
    assert moved < LEFT * apart


def test_voice_that_breaks_off_dies_away_and_comes_back_without_a_click() -> None:
    voice = Voice()
    voice.go_on(3)
    voice.go_on(1.0, silent=True)
    voice.go_on(3)
    assert voice.buffer.breaks == 1
    assert voice.gaps() > 10
    assert voice.click() < 1.5


def test_line_is_weak_for_some_seconds_after_a_break_and_then_no_more() -> None:
    voice = Voice()
    voice.go_on(3)
    assert not voice.buffer.weak
    voice.go_on(1.0, silent=True)
    assert voice.buffer.weak
    voice.go_on(10)
    assert not voice.buffer.weak


def test_depth_grows_by_what_was_late_and_goes_back_after_two_minutes() -> None:
    voice = Voice()
    voice.go_on(5)
    voice.go_on(SLICE, iter([0.58]))
    voice.go_on(20)
    assert 0.55 < voice.buffer.depth <= SENT.most
    assert max(voice.delays[-100:]) > 0.55
    voice.go_on(150)
    assert voice.buffer.depth == SENT.least
    assert max(voice.delays[-100:]) < SENT.least + 0.06


def test_words_that_come_in_a_burst_after_a_break_are_heard_but_for_some_hundredths() -> None:
    """The pieces of half a second come together: what is left out is what would be heard too late."""
    voice = Voice()
    voice.go_on(3)
    voice.go_on(SLICE, iter([0.58]))
    voice.go_on(5)
    assert voice.buffer.breaks <= 1
    assert voice.buffer.cut < 0.06 * RATE


def test_voice_that_ends_is_heard_to_its_end() -> None:
    voice = Voice()
    voice.go_on(2)
    said = voice._there
    voice.buffer.ending = True
    while not voice.buffer.drained:
        voice.heard.append(np.frombuffer(voice.buffer.pull(BLOCK) or b"", np.int16))
    assert voice.buffer.breaks == 0
    assert abs(int((np.abs(voice.sound) > AUDIBLE).sum()) / said - 1) < 0.1


def test_nothing_is_pulled_before_enough_has_come() -> None:
    buffer = VoiceBuffer(RATE, SENT)
    buffer.push(tone(round(0.4 * RATE)).tobytes())
    assert buffer.pull(BLOCK) is None
    buffer.push(tone(round(0.2 * RATE)).tobytes())
    assert buffer.pull(BLOCK) is not None
