"""A journal that somebody removes, replaces or cuts off while the station airs is whole again, and told."""

from __future__ import annotations

import os
import signal

import pytest

from tests.end_to_end.conftest import Broadcaster, wait_for


@pytest.mark.patient
def test_journal_that_is_removed_or_overwritten_while_the_station_runs_is_written_anew(
    station: Broadcaster,
) -> None:
    state = station.folder / "state"
    path = state / "journal.db"
    with station.running():
        assert station("play", "ngan").returncode == 0
        for part in state.glob("journal.db*"):
            part.unlink()
        assert station("play", "ngan").returncode == 0
        wait_for(lambda: [row["outcome"] for row in station.look("log")] == ["aired", "aired"])
        assert station("log", "verify").returncode == 0
        with path.open("r+b") as file:
            file.seek(4096)
            file.write(os.urandom(4096))
        assert station("play", "ngan").returncode == 0
        wait_for(lambda: len(station.look("log")) == 3)
        codes = [note["code"] for note in station.json("log", "events")]
        mended = [code for code in codes if code.startswith("journal.")]
        assert mended == ["journal.file_removed", "journal.rebuilt"]
        told = str(station.json("status")["errors"])
        assert told.count("was removed while the station ran") == 1
        assert told.count("is made anew") == 1
    assert station("log", "verify").returncode == 0
    assert len(list(state.glob("journal-*.damaged"))) == 1


@pytest.mark.patient
def test_after_a_kill_at_most_the_last_airing_lies_in_the_write_ahead_log(station: Broadcaster) -> None:
    with station.running(end=signal.SIGKILL):
        for _ in range(4):
            assert station("play", "ngan").returncode == 0
        path = station.folder / "state" / "journal.db"
        wait_for(lambda: path.with_name("journal.db-wal").stat().st_size == 0)
    path.with_name("journal.db-wal").unlink()
    assert len(station.json("log")) == 4
    assert station("log", "verify").returncode == 0
