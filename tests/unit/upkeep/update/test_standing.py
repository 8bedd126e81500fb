"""The page tells what is true in every state of an update."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from broadcaster.upkeep.update.record import UpdatePhase, UpdateRecord, UpdateStep
from broadcaster.upkeep.update.standing import (
    HEARD,
    UpdateStanding,
    UpdateState,
    is_running,
    judged,
    older,
    reboot_due,
    standing,
)
from broadcaster.upkeep.update.versions import WHOLE, InstalledVersions

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
WATCHED = UpdateRecord(phase=UpdatePhase.WATCHED, version="1.0.1", before="1.0.0")
WAITS = UpdateRecord(waits=NOON.isoformat())
REFUSED = UpdateRecord(refused={"1.0.1": "update.why.silent"})


@pytest.mark.parametrize(
    ("kept", "newest", "running", "asked", "state"),
    [
        (UpdateRecord(), "1.0.0", False, None, UpdateState.NEWEST),
        (REFUSED, "1.0.1", False, None, UpdateState.REFUSED),
        (REFUSED, "1.0.2", False, None, UpdateState.NEWEST),
        (WAITS, "1.0.1", False, None, UpdateState.WAITS),
        (WATCHED, "1.0.1", False, None, UpdateState.WATCHED),
        (UpdateRecord(phase=UpdatePhase.SWITCHED), "1.0.1", False, None, UpdateState.SWITCHED),
        (WATCHED, "1.0.1", False, NOON, UpdateState.ASKED),
        (WATCHED, "1.0.1", False, NOON - HEARD - timedelta(seconds=1), UpdateState.UNHEARD),
        (WATCHED, "1.0.1", True, NOON - timedelta(days=1), UpdateState.RUNNING),
    ],
)
def test_what_is_told_first(
    kept: UpdateRecord, newest: str, running: bool, asked: datetime | None, state: UpdateState
) -> None:
    assert judged(kept, "1.0.0", newest, running=running, asked=asked, now=NOON) is state


def test_a_program_that_was_not_installed_as_packages_has_nothing_to_ask(tmp_path: Path) -> None:
    stands = standing(tmp_path, NOON)
    assert (stands.state, stands.older, stands.last) == (UpdateState.APART, "", None)


def test_the_last_change_and_the_versions_that_were_not_taken() -> None:
    kept = UpdateRecord(refused={"1.0.1": "x", "1.0.2": "y"})
    for what in (UpdateStep.SWITCHED, UpdateStep.BACK, UpdateStep.NOT_FETCHED):
        kept = kept.told(NOON, what, "1.0.1")
    stands = UpdateStanding(state=UpdateState.NEWEST, version="1.0.2", newest="1.0.2", kept=kept)
    assert stands.last is not None
    assert stands.last.what is UpdateStep.BACK
    assert dict(stands.refused) == {"1.0.1": "x"}


def test_back_leads_to_the_version_of_before_or_to_the_next_older_one(tmp_path: Path) -> None:
    versions = InstalledVersions(tmp_path / "versions", tmp_path / "current")
    for name in ("1.0.0", "1.0.1", "1.0.2", "1.0.3"):
        versions.python(name).parent.mkdir(parents=True)
        versions.python(name).touch()
        (versions.home / name / WHOLE).touch()
    (versions.home / "1.0.3" / WHOLE).unlink()  # a power cut left half of it
    versions.link.symlink_to(versions.home / "1.0.2")
    assert versions.newest() == "1.0.2"
    assert older(UpdateRecord(before="1.0.0"), versions, "1.0.2") == "1.0.0"
    assert older(UpdateRecord(before="0.9.9"), versions, "1.0.2") == "1.0.1"
    assert older(UpdateRecord(), versions, "1.0.2") == "1.0.1"
    assert older(UpdateRecord(), versions, "1.0.0") == ""


def test_an_update_runs_as_long_as_its_process(tmp_path: Path) -> None:
    path = tmp_path / "updating.pid"
    assert not is_running(path)
    path.write_text(f"{os.getpid()}\n")
    assert is_running(path)
    for gone in (f"{2**22 + 1}", "x", "9" * 30):
        path.write_text(gone)
        assert not is_running(path)


def test_a_restart_is_due_since_its_sign(tmp_path: Path) -> None:
    path = tmp_path / "reboot-required"
    assert reboot_due(path) is None
    path.touch()
    os.utime(path, (NOON.timestamp(), NOON.timestamp()))
    assert reboot_due(path) == NOON
