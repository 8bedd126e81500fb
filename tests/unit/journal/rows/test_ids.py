"""Ids of airings."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from broadcaster.journal.rows.model import new_id

START = datetime(2020, 1, 1, tzinfo=UTC)


@given(first=st.integers(0, 10**12), gap=st.integers(1, 10**9))
def test_new_id_when_later_sorts_later(first: int, gap: int) -> None:
    early = new_id(START + timedelta(milliseconds=first))
    late = new_id(START + timedelta(milliseconds=first + gap))
    assert early < late
    assert len(early) == len(late) == 18
    assert early.isalnum()


def test_new_id_when_time_stands_still_differs() -> None:
    assert len({new_id(START) for _ in range(2000)}) == 2000
