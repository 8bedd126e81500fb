"""What lies in `state/` when a station starts: junk is put aside and told, and nothing is for others."""

from __future__ import annotations

import os
import stat

import pytest

from tests.end_to_end.conftest import Broadcaster

NAMES = (
    "on-air.json",
    "clock.json",
    "clock-proof.json",
    "held.json",
    "repeating.json",
    "station-id",
    "output",
)


@pytest.mark.patient
def test_station_starts_on_small_files_that_nest_without_end_and_tells_each(station: Broadcaster) -> None:
    for name in NAMES:
        station.write(f"state/{name}", "[" * 200_000)
    with station.running() as process:
        assert process.poll() is None
        told = station.json("status")["errors"]
        assert station("play", "ngan").returncode == 0
    text = " ".join(str(error) for error in told)
    # `output` is read only where there is a sound card, and is one line of text that names no output.
    for name in NAMES[:-1]:
        assert f"state file {name}" in text
        assert (station.folder / "state/junk" / name).exists()


@pytest.mark.patient
def test_nothing_that_a_station_keeps_is_for_other_accounts(station: Broadcaster) -> None:
    before = os.umask(0o022)
    try:
        with station.running():
            assert station("play", "ngan").returncode == 0
    finally:
        os.umask(before)
    state = station.folder / "state"
    kept = [path for path in (state, *state.rglob("*")) if not path.is_symlink()]
    assert state / "journal.db" in kept
    assert [path for path in kept if stat.S_IMODE(path.stat().st_mode) & 0o077] == []
    cached = [path for path in (station.folder / "audio_cache").rglob("*") if path.is_file()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in cached} == {0o644}
