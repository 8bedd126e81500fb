"""A client's sound comes in bursts and by another clock: it is heard without a gap all the same."""

from __future__ import annotations

import itertools
from array import array

import pytest

from broadcaster.playout.source.choice import Origin, SourceChoice
from broadcaster.playout.source.inputs import PLAIN, Chunks

RATE = 24000
BLOCK = 240  # frames: 10 ms


def heard(
    form: str, bursts: list[float], seconds: float, *, faster: float = 1.0
) -> tuple[Chunks, list[bool]]:
    """Whether each block had sound, where bursts of these lengths come one after another."""
    chunks = Chunks(
        SourceChoice(origin=Origin.CHUNKS, address=form, rate=RATE, longest=60, open_microphone=False)
    )
    due, number, found = 0.0, 0, []
    for n in range(round(seconds * RATE / BLOCK)):
        now = n * BLOCK / RATE
        while now >= due + bursts[number % len(bursts)]:
            due += bursts[number % len(bursts)]
            number += 1
            chunks.put(
                array("h", [900] * round(bursts[(number - 1) % len(bursts)] * RATE * faster)).tobytes()
            )
        block = chunks.read(BLOCK)
        found.append(block is not None and any(block))
    return chunks, found


@pytest.mark.parametrize("bursts", [[0.1], [0.12, 0.18], [0.06, 0.06, 0.18]])
@pytest.mark.parametrize("faster", [1.0, 1.0005, 0.9995])
def test_recorder_that_gives_a_tenth_of_a_second_at_a_time_is_heard_whole(
    bursts: list[float], faster: float
) -> None:
    _, found = heard("webm", bursts, 60, faster=faster)
    first = found.index(True)
    assert first * BLOCK / RATE < 0.4
    assert all(found[first:]), "a gap"


def test_plain_samples_are_heard_with_less_delay() -> None:
    _, found = heard("pcm", [0.04], 60)
    first = found.index(True)
    assert first * BLOCK / RATE < 0.15
    assert all(found[first:])


def test_half_a_sample_waits_for_its_other_half() -> None:
    chunks, _ = heard("pcm", [0.04], 0.01)
    data = array("h", [300] * RATE).tobytes()
    chunks.put(data[:4801])
    chunks.put(data[4801:9600])
    block = chunks.read(BLOCK)
    assert block is not None
    assert set(array("h", block)) == {300}


def test_sound_that_comes_late_again_and_again_is_held_longer_until_it_is_heard_whole() -> None:
    """Every second or so one piece is late by 0.2 s, as over a weak network."""
    late = [0.04] * 25 + [0.24]
    _, found = heard("pcm", late, 120)
    gaps = [n for n, (before, now) in enumerate(itertools.pairwise(found)) if before and not now]
    assert len(gaps) < 8, "it never learns"
    assert all(found[len(found) // 2 :]), "a gap after it has learned"


def test_delay_goes_back_when_the_sound_comes_in_time_again() -> None:
    chunks, _ = heard("pcm", [0.04] * 25 + [0.24], 20)
    grown = chunks._jitter._target
    tone = array("h", [900] * BLOCK).tobytes()
    for _ in range(round(200 * RATE / BLOCK)):
        chunks.put(tone)
        chunks.read(BLOCK)
    assert chunks._jitter._target == round(PLAIN.target * RATE) < grown
    assert chunks._jitter.held < 0.2 * RATE
