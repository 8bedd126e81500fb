"""Rows go through a message as they are; whatever else comes is no rows."""

from __future__ import annotations

import gzip
import json
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.fleet.wire import (
    BELL,
    LARGEST,
    LARGEST_TEXT,
    MOST_ROWS,
    RowBatch,
    WireTopic,
    batch_of,
    packed,
    parted,
    topic,
    unpacked,
)
from broadcaster.journal.rows.chain import GENESIS
from tests.fakes.rows import BOX, chain


def test_rows_come_out_as_they_went_in() -> None:
    batch = RowBatch(after=0, before=GENESIS, rows=chain(7))

    assert unpacked(packed(batch)) == batch


def test_a_question_without_rows_is_a_message_too() -> None:
    asked = RowBatch(after=3, before=chain(3)[-1].hash)

    assert unpacked(packed(asked)) == asked


def test_a_message_has_two_hundred_rows_at_most_and_fewer_large_ones() -> None:
    assert len(batch_of(chain(MOST_ROWS + 5), 0, GENESIS).rows) == MOST_ROWS
    large = chain(5, words="x" * (LARGEST_TEXT // 2))
    assert len(batch_of(large, 0, GENESIS).rows) == 1
    assert len(batch_of(chain(3, words="x" * (LARGEST_TEXT + 1)), 0, GENESIS).rows) == 1


def told(**changes: object) -> bytes:
    """A message of two rows with something else in it."""
    text = json.loads(gzip.decompress(packed(RowBatch(after=0, before=GENESIS, rows=chain(2)))))
    return gzip.compress(json.dumps({**text, **changes}).encode())


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        gzip.compress(b"[" * 200_000),
        gzip.compress(b" " * (LARGEST + 1)),
        told(after=-1),
        told(after=True),
        told(after=1),
        told(after=2**70),
        told(before="x"),
        told(before=None),
        told(rows=None),
        told(rows=[[1]]),
        told(rows=[[1, 2, 3, 4, 5, 6, 7, 8, 9]]),
        told(rows="abc"),
        packed(RowBatch(after=0, before=GENESIS, rows=chain(2)))[:-9],
        packed(RowBatch(after=0, before=GENESIS, rows=chain(MOST_ROWS + 1))),
        packed(RowBatch(after=0, before=GENESIS, rows=(*chain(2)[1:], *chain(2)[:1]))),
    ],
    ids=map(str, count()),  # what is packed has the time of its packing in it, and each worker its own
)
def test_what_is_no_message_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="rows"):
        unpacked(data)


@given(st.binary(max_size=300))
def test_whatever_comes_is_a_message_or_refused(data: bytes) -> None:
    for given_ in (data, gzip.compress(data)):
        with pytest.raises(ValueError, match="rows"):
            unpacked(given_)


def test_topics_of_a_box_are_known_and_no_others() -> None:
    for what in WireTopic:
        assert parted(topic("tan-phong", BOX, what)) == ("tan-phong", BOX, what)
    for name in (
        BELL,
        f"loa/tan-phong/{BOX}/other",
        f"loa/Tân/{BOX}/rows",
        "loa/tan-phong/x/rows",
        f"loa/a/b/{BOX}/rows",
        "",
    ):
        assert parted(name) is None
