"""The journal as the station opens it, where the disk fails on the way."""

from __future__ import annotations

from pathlib import Path

import pytest

from broadcaster.clock import FakeClock
from broadcaster.errors import JournalError, StoreError
from broadcaster.journal import Journal
from broadcaster.journal.opening import recover
from broadcaster.journal.repair import head_check


@pytest.mark.parametrize(
    "error",
    [StoreError("store.disk_full", path="p"), JournalError("journal.busy", path="p")],
    ids=["full disk", "locked"],
)
def test_journal_whose_head_cannot_be_compared_is_closed_again(
    error: Exception, path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[Journal] = []
    close = Journal.close

    def noted(journal: Journal) -> None:
        closed.append(journal)
        close(journal)

    def failing(*_given: object) -> None:
        raise error

    monkeypatch.setattr(Journal, "close", noted)
    monkeypatch.setattr(head_check, "compare", failing)
    with pytest.raises(type(error)):
        recover(path, clock)
    assert len(closed) == 1


def test_damage_that_shows_in_the_comparison_is_repaired(
    path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_given: object) -> None:
        raise JournalError("journal.damaged", path=str(path))

    monkeypatch.setattr(head_check, "compare", failing)
    journal, faults = recover(path, clock)
    with journal:
        assert [fault.code for fault in faults] == ["journal.rebuilt"]
        assert journal.watch() is None, "the station repairs from now on, and there is nothing to repair"
