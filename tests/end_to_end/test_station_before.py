"""A station folder that an earlier version wrote, as a kill -9 left it, opens and goes on.

`tests/data/station-before` was written by the program of 26 November 2026: a run with messages that
aired, were refused, missed, corrected and cut, ended by SIGKILL in the middle of a scheduled airing.
It is never written anew: what an old station has on its disk stays as it was.
"""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest

from broadcaster.clock import SystemClock
from broadcaster.journal import Journal, Kind, Outcome
from broadcaster.service.as_run.progress import Progress
from broadcaster.service.clock_trust import clockfile
from broadcaster.service.operator.correcting.suspended import Suspensions
from broadcaster.station.acceptance.accepted import reload

from .conftest import ROOT, Broadcaster, wait_for

BEFORE = ROOT / "tests" / "data" / "station-before"
HEAD = "f6da9f1a921113c4085201fbe822ec7c94a31b0e6f720657d8012dac028a1a2c"
ROWS = 48
CUT_OFF = "01m8caqdb558d22rp3"  # on air when the process was killed


@pytest.fixture
def before(tmp_path: Path) -> Broadcaster:
    """A copy of the old folder."""
    shutil.copytree(BEFORE, tmp_path / "dai")
    return Broadcaster(tmp_path / "dai")


def test_journal_of_an_earlier_version_is_whole_and_goes_on(before: Broadcaster) -> None:
    with Journal.open(before.folder / "state/journal.db", SystemClock()) as journal:
        found = journal.verify(HEAD)
        assert (found.ok, found.rows, found.head) == (True, ROWS, HEAD)
        told = {(a.kind, a.outcome) for a in journal.airings()}
        assert {(Kind.SCHEDULED, outcome) for outcome in (*Outcome, None)} <= told
        assert {(Kind.MANUAL, Outcome.AIRED), (Kind.MANUAL, Outcome.CUT)} <= told
        journal.close_interrupted(SystemClock().now())
        assert journal.verify(HEAD).ok


def test_small_files_of_an_earlier_version_are_read(before: Broadcaster) -> None:
    state = before.folder / "state"
    assert Progress(state).read()[CUT_OFF].frame > 0
    grant = clockfile.read(state).grant
    assert grant is not None
    assert grant.who == "Giàng A Páo"
    kept = reload(state)
    assert kept is not None
    assert kept.station is not None
    assert sorted(kept.station.messages) == ["chua-duyet", "dai", "khan", "ngan"]
    assert sorted(Suspensions(state / "held.json").of(kept.station)) == ["dai"]


@pytest.mark.patient
def test_station_of_an_earlier_version_starts_and_airs_the_next_item(before: Broadcaster) -> None:
    clock = time.strftime("%H:%M:%S", time.gmtime(time.time() + 12 + 7 * 3600))
    before.write("schedules/tiep.yaml", f'message: ngan\nat: ["{clock}"]\n')
    with before.running():
        wait_for(lambda: any(r["schedule"] == "tiep" and r["started"] for r in before.json("log")))
        assert before.json("status")["held"] != []
    assert before("log", "verify", "--head", HEAD).returncode == 0
    (cut_off,) = (row for row in before.json("log") if row["id"] == CUT_OFF)
    assert cut_off["outcome"] == "interrupted"
