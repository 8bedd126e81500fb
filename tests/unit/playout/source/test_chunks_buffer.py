"""A client's sound comes in bursts and by another clock: it is heard without a gap all the same."""

from __future__ import annotations

from array import array

import pytest

from broadcaster.playout.source.choice import SourceChoice, SourceOrigin
from broadcaster.playout.source.inputs import SENT, Chunks

RATE = 24000
BLOCK = 240  # frames: 10 ms


def heard(
    form: str, bursts: list[float], seconds: float, *, faster: float = 1.0
) -> tuple[Chunks, list[bool]]:
    """Whether each block had sound, where bursts of these lengths come one after another."""
    chunks = Chunks(
        SourceChoice(origin=SourceOrigin.CHUNKS, address=form, rate=RATE, longest=60, open_microphone=False)
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


@pytest.mark.parametrize("bursts", [[0.1], [0.12, 0.18], [0.06, 0.06, 0.18], [0.04] * 9 + [0.4]])
@pytest.mark.parametrize("faster", [1.0, 1.0005, 0.9995])
def test_recorder_that_gives_some_tenths_of_a_second_at_a_time_is_heard_whole(
    bursts: list[float], faster: float
) -> None:
    _, found = heard("webm", bursts, 60, faster=faster)
    first = found.index(True)
    assert first * BLOCK / RATE < SENT.least + 0.3
    assert all(found[first:]), "a gap"


def test_half_a_sample_waits_for_its_other_half() -> None:
    chunks, _ = heard("pcm", [0.04], 0.01)
    data = array("h", [300] * RATE).tobytes()
    chunks.put(data[:4801])
    chunks.put(data[4801:])
    chunks.read(BLOCK)  # which rises
    block = chunks.read(BLOCK)
    assert block is not None
    assert set(array("h", block)) == {300}
