"""Opening, sound for its time, closing, end; and what happens when nobody listens meanwhile."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from broadcaster.playout.source.sequence import LiveSequence, SequenceStage
from tests.counts import counted

RATE = 1000  # so that a millisecond is a sample
BLOCK = 10
OPENING = np.full(35, 0.1, np.float32)
CLOSING = np.full(25, 0.2, np.float32)
SOUND = np.full(BLOCK, 0.5, np.float32)


def run(sequence: LiveSequence, seconds: float, now: float = 0.0) -> NDArray[np.float32]:
    blocks = [np.zeros(0, np.float32)]
    for _ in range(round(seconds * RATE / BLOCK)):
        sequence.elapse(now)
        if sequence.stage is SequenceStage.OVER:
            break
        blocks.append(sequence.pass_on(SOUND))
        now += BLOCK / RATE
    return np.concatenate(blocks)


def test_course_is_opening_then_sound_for_its_time_then_closing() -> None:
    sequence = LiveSequence(RATE, 0.2, OPENING, CLOSING)
    sequence.begin(resumed=False)
    heard = run(sequence, 1)
    assert sequence.stage is SequenceStage.OVER
    assert (heard[:35] == np.float32(0.1)).all()
    closing = np.flatnonzero(heard == np.float32(0.2))[-25:]
    assert list(np.diff(closing)) == [1] * 24
    sound = heard[35 : closing[0]]
    assert len(sound) / RATE == pytest.approx(0.2, abs=2 * BLOCK / RATE)
    assert sound.max() == np.float32(0.5)
    assert abs(sound[-1]) <= 0.05, "it ends without a click"


def test_course_that_is_ended_for_a_reason_has_no_closing_and_tells_why() -> None:
    sequence = LiveSequence(RATE, 10, OPENING[:0], CLOSING)
    sequence.begin(resumed=False)
    run(sequence, 0.1)
    sequence.end("playout.source_silent")
    heard = run(sequence, 1)
    assert sequence.stage is SequenceStage.OVER
    assert sequence.why == "playout.source_silent"
    assert np.count_nonzero(heard == np.float32(0.2)) < 5


def test_course_taken_up_again_goes_on_without_an_opening_and_its_time_has_run() -> None:
    sequence = LiveSequence(RATE, 0.5, OPENING, CLOSING)
    sequence.begin(resumed=False)
    run(sequence, 0.1)
    sequence.leave()
    for step in range(30):
        sequence.elapse(0.1 + step / 100)
    sequence.begin(resumed=True)
    heard = run(sequence, 1, now=0.4)
    assert np.count_nonzero(heard == np.float32(0.1)) < 5
    assert np.count_nonzero(heard > 0.4) < 0.2 * RATE
    assert sequence.stage is SequenceStage.OVER


def test_course_that_nobody_heard_is_over_when_it_is_ended() -> None:
    sequence = LiveSequence(RATE, 1, OPENING, CLOSING)
    sequence.end()
    assert sequence.stage is SequenceStage.OVER


def test_end_in_the_opening_comes_at_once_with_the_closing() -> None:
    sequence = LiveSequence(RATE, 10, OPENING, CLOSING)
    sequence.begin(resumed=False)
    run(sequence, 0.01)
    sequence.end()
    heard = run(sequence, 1)
    assert sequence.stage is SequenceStage.OVER
    assert np.count_nonzero(heard == np.float32(0.2)) == 25


@given(
    acts=st.lists(st.sampled_from(["block", "begin", "resume", "leave", "end", "fail", "wait"]), max_size=60)
)
@settings(max_examples=counted(200, least=50), deadline=None)
def test_whatever_happens_blocks_are_whole_and_it_ends(acts: list[str]) -> None:
    sequence, now = LiveSequence(RATE, 0.3, OPENING, CLOSING), 0.0
    for act in acts:
        now += 0.01
        sequence.elapse(now)
        match act:
            case "begin" | "resume":
                sequence.begin(resumed=act == "resume")
            case "leave":
                sequence.leave()
            case "end" | "fail":
                sequence.end("playout.source_lost" if act == "fail" else "")
            case "block" if sequence.stage not in (SequenceStage.OVER, SequenceStage.WAITING):
                assert len(sequence.pass_on(SOUND)) == BLOCK
    sequence.begin(resumed=True)
    run(sequence, 2, now)
    assert sequence.stage is SequenceStage.OVER
