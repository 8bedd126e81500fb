"""Chunks that overtake each other, come twice, or never."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from broadcaster.playout.live.session import MOST, PATIENCE, Reorder


def test_chunks_in_order_pass_at_once() -> None:
    chunks = Reorder()
    assert [chunks.push(n, bytes([n]), n / 10) for n in range(3)] == [[b"\0"], [b"\1"], [b"\2"]]


def test_missing_chunk_is_waited_for_and_then_given_up() -> None:
    chunks = Reorder()
    assert chunks.push(1, b"b", 0.0) == []
    assert chunks.push(2, b"c", 0.1) == []
    assert chunks.push(3, b"d", PATIENCE + 0.01) == [b"b", b"c", b"d"]
    assert chunks.lost == 1
    assert chunks.push(0, b"a", 0.5) == []


def test_chunk_that_was_overtaken_finds_its_place() -> None:
    chunks = Reorder()
    assert chunks.push(1, b"b", 0.0) == []
    assert chunks.push(0, b"a", 0.05) == [b"a", b"b"]
    assert chunks.lost == 0


@given(
    count=st.integers(1, 80),
    lost=st.sets(st.integers(0, 79)),
    seed=st.integers(0, 10_000),
    reach=st.integers(0, 6),
)
def test_whatever_the_network_does_the_order_holds_and_nothing_comes_twice(
    count: int, lost: set[int], seed: int, reach: int
) -> None:
    chance = random.Random(seed)
    sent = [n for n in range(count) if n not in lost]
    sent.sort(key=lambda n: n + chance.uniform(0, reach))
    sent += chance.sample(sent, min(3, len(sent)))
    chunks, out = Reorder(), []
    for step, number in enumerate(sent):
        out += chunks.push(number, number.to_bytes(2, "big"), step * 0.02)
        assert len(chunks._waiting) <= MOST + 1
    out += chunks.due(1e6)
    numbers = [int.from_bytes(data, "big") for data in out]
    assert numbers == sorted(set(numbers))
    assert set(numbers) <= set(range(count)) - lost
    if reach <= 2 and not lost:
        assert numbers == list(range(count))
