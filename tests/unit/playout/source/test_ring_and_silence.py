"""The store between decoder and pipeline, and the detector of silence."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.playout.source.decoder import Ring
from broadcaster.playout.source.sequence import SilenceWatch


@given(pieces=st.lists(st.binary(min_size=1, max_size=50), max_size=30), size=st.integers(1, 40))
def test_bytes_come_out_as_they_went_in(pieces: list[bytes], size: int) -> None:
    ring = Ring(10_000)
    for piece in pieces:
        ring.put(piece)
    out = b""
    while (data := ring.take(size, 0)) is not None:
        assert len(data) == size
        out += data
    whole = b"".join(pieces)
    assert out == whole[: len(whole) // size * size]
    assert ring.held == len(whole) % size


def test_full_ring_of_a_stream_makes_the_decoder_wait() -> None:
    ring = Ring(100)
    ring.put(bytes(80))
    done = threading.Event()

    def decode() -> None:
        ring.put(bytes(80))
        done.set()

    thread = threading.Thread(target=decode)
    thread.start()
    assert not done.wait(0.05)
    assert ring.take(80, 0) is not None
    assert done.wait(60)
    thread.join()


def test_closed_ring_lets_everyone_go() -> None:
    ring = Ring(100)
    ring.put(bytes(80))
    ring.close()
    assert not ring.put(bytes(80))
    assert ring.take(1000, 5) is None


def test_silence_that_lasts_is_noticed_and_a_pause_is_not() -> None:
    silence = SilenceWatch(2.0)
    assert not any(silence.hear(0.0, 0.1) for _ in range(19))
    assert not silence.hear(0.01, 0.1)
    assert not any(silence.hear(1e-7, 0.1) for _ in range(19))
    assert [silence.hear(0.0, 0.1) for _ in range(2)][-1]
    assert silence.total == pytest.approx(4.0)
