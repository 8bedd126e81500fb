"""What another process sees of the decisions: all, nothing yet, or that it may not look."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest

from broadcaster.core.clock import FakeClock
from broadcaster.journal.log.journal import JOURNAL, Journal
from broadcaster.people.approval.decision import ApprovalDecision, DecisionKind, Version
from broadcaster.people.approval.rows import body_of
from broadcaster.people.decisions.identity import IDENTITY_FILE
from broadcaster.people.decisions.opening import decisions_view
from broadcaster.people.roles.model import Grant
from broadcaster.station.model.settings import Settings
from broadcaster.station.model.station import Station
from tests.house import STATION_ID, local

NOW = local("2026-11-23T08:00")


def decided(folder: Path, *stations: str) -> Station:
    state = folder / "state"
    state.mkdir(exist_ok=True)
    with Journal.open(state / JOURNAL, FakeClock(NOW)) as journal:
        for number in stations:
            decision = ApprovalDecision(
                what=DecisionKind.APPROVED,
                station=number,
                by="Chi",
                grant=Grant(role=None),
                message="hop",
                version=Version(words="a" * 64),
            )
            journal.decide(body_of(decision))
    return Station(root=folder, settings=Settings(name="Đài"), messages={}, schedules={})


def test_decisions_are_seen_at_the_clock_s_time_or_that_of_the_last_row_if_it_is_later(
    tmp_path: Path,
) -> None:
    station = decided(tmp_path, STATION_ID)
    (tmp_path / "state" / IDENTITY_FILE).write_text(STATION_ID)
    for clock, at in ((NOW + timedelta(hours=1), NOW + timedelta(hours=1)), (NOW - timedelta(days=9), NOW)):
        view = decisions_view(station, FakeClock(clock))
        assert (view.readable, view.at, list(view.decisions.messages)) == (True, at, ["hop"])
        assert view.decisions.station == STATION_ID


def test_station_that_has_decided_nothing_can_be_read_and_one_that_may_not_be_looked_into_cannot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    station = Station(root=tmp_path, settings=Settings(name="Đài"), messages={}, schedules={})
    assert decisions_view(station, FakeClock(NOW)).readable
    (tmp_path / "state").mkdir()
    view = decisions_view(station, FakeClock(NOW))
    assert (view.readable, view.at, dict(view.decisions.messages)) == (True, NOW, {})
    decided(tmp_path, STATION_ID)
    monkeypatch.setattr(os, "access", lambda _path, mode: mode != os.R_OK)
    assert decisions_view(station, FakeClock(NOW)).readable, "it may look, and the file is another's"
    monkeypatch.setattr(os, "access", lambda _path, _mode: False)
    view = decisions_view(station, FakeClock(NOW))
    assert (view.readable, dict(view.decisions.messages)) == (False, {})


def test_nothing_counts_where_nothing_tells_which_station_it_is(tmp_path: Path) -> None:
    view = decisions_view(decided(tmp_path, STATION_ID, "7" * 32), FakeClock(NOW))
    assert (view.readable, dict(view.decisions.messages)) == (False, {})
