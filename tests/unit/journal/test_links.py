"""Rows with their hashes, piece by piece: what goes to a centre."""

from __future__ import annotations

from datetime import UTC, datetime

from broadcaster.core.clock import FakeClock
from broadcaster.journal.log.journal import Journal
from broadcaster.journal.rows.chain import GENESIS, verify
from broadcaster.journal.rows.model import Reason


def test_pieces_make_the_whole_chain() -> None:
    clock = FakeClock(datetime(2026, 12, 1, tzinfo=UTC))
    with Journal.in_memory(clock) as journal:
        for number in range(7):
            journal.note(clock.now(), Reason(code="x", facts=(("n", str(number)),)))
        found, after, before = [], 0, GENESIS
        while True:
            hashed, links = journal.links_after(after, 3)
            assert hashed == before
            if not links:
                break
            found += links
            after, before = links[-1].row.seq, links[-1].hash
        assert verify(found, journal.head()).ok
        assert len(found) == journal.newest()
        assert journal.links_after(99, 3) == (GENESIS, [])
