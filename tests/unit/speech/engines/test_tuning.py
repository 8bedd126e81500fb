from __future__ import annotations

import struct

import pytest

from broadcaster.speech.engines.espeak import find
from broadcaster.speech.engines.espeak_child import BORROWED, TONES, retuned


def _phontab() -> bytes:
    home = find()
    assert home is not None
    return (home.data / "phontab").read_bytes()


def test_tuning_changes_our_rows_of_the_vietnamese_table_and_nothing_else() -> None:
    before = _phontab()
    after = retuned(before)
    assert len(after) == len(before)
    changed = {n for n, (a, b) in enumerate(zip(before, after, strict=True)) if a != b}
    start = before.index(b"vi\0\0\0") + 32
    rows = {(n - start) // 16 for n in changed}
    assert max(rows) < before[start - 36]
    assert len(rows) == len(TONES) + len(BORROWED)
    kept = {(n - start) % 16 for n in changed}
    assert not kept & {0, 1, 2, 3, 10}, "a phoneme's name or number changed"


def test_tuning_twice_is_tuning() -> None:
    once = retuned(_phontab())
    assert retuned(once) == once


@pytest.mark.parametrize("table", [b"", b"\1\0\0\0", b"\0" * 400, bytes(range(256)) * 4], ids=len)
def test_a_table_of_another_layout_is_left_alone(table: bytes) -> None:
    with pytest.raises((ValueError, LookupError, struct.error)):
        retuned(table)
