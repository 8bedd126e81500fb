"""A station folder that the program of commit 03bad29e wrote, as a kill -9 left it, opens and goes on.

Its run had messages that aired, were refused, missed, corrected and cut, three approvals, one message that
was edited since, people, and a calendar; it ended by SIGKILL in the middle of a scheduled airing. The folder
is never written anew: what a station has on its disk stays as it was.
"""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path

import pytest

from broadcaster.core.clock import SystemClock
from broadcaster.journal.log.journal import Journal
from broadcaster.journal.rows.model import AiringKind, Outcome
from broadcaster.journal.writer.progress import AiringProgress
from broadcaster.people.decisions.opening import decisions_view
from broadcaster.playout.operator.suspensions import Suspensions
from broadcaster.station.acceptance.confirmation import RulesInForce, held_here, under_rule
from broadcaster.station.loading.archive import reload
from broadcaster.station.loading.loader import take
from broadcaster.station.rules.quiet import rule_of
from tests.end_to_end.conftest import ROOT, Broadcaster, wait_for

BEFORE = ROOT / "tests" / "data" / "station-03bad29e"
HEAD = "1bf27d457e907b86eef60e752706a2153fcaea277c78a5acd726657369c8b4f1"
ROWS = 51
CUT_OFF = "01m8qhg45dd68wmgh3"  # on air when the process was killed
APPROVED = "fc04896281b4357b3e4daa487b9be00cae85819093d9c6099b57b5634454427e"  # the words of `sua`
PIN = "ef9d600b3aae95af9cb7388c2ffdf21717b751bd5f0d20232845572e66fa2276"  # its archive


@pytest.fixture
def before(tmp_path: Path) -> Broadcaster:
    """A copy of the folder."""
    shutil.copytree(BEFORE, tmp_path / "dai")
    return Broadcaster(tmp_path / "dai")


def versions(path: Path) -> list[int]:
    with closing(sqlite3.connect(path)) as connection:
        return [number for (number,) in connection.execute("SELECT version FROM migrations ORDER BY version")]


def test_journal_is_whole_and_goes_on(before: Broadcaster) -> None:
    path = before.folder / "state/journal.db"
    with Journal.open(path, SystemClock()) as journal:
        found = journal.verify(HEAD, thorough=True)
        assert (found.ok, found.rows, found.head) == (True, ROWS, HEAD)
        told = {(a.kind, a.outcome) for a in journal.airings()}
        outcomes = {Outcome.AIRED, Outcome.REFUSED, Outcome.MISSED, None}
        assert {(AiringKind.SCHEDULED, outcome) for outcome in outcomes} <= told
        assert {
            (AiringKind.MANUAL, Outcome.AIRED),
            (AiringKind.MANUAL, Outcome.CUT),
            (AiringKind.RELAY, Outcome.REFUSED),
        } <= told
        journal.close_interrupted(SystemClock().now())
        assert journal.verify(HEAD, thorough=True).ok
    assert versions(path) == [1, 2, 3, 4, 5, 6]


def test_small_files_are_read(before: Broadcaster) -> None:
    state = before.folder / "state"
    assert AiringProgress(state).read()[CUT_OFF].frame > 0
    kept = reload(state)
    assert kept is not None
    assert kept.station is not None
    assert sorted(kept.station.messages) == ["chua-duyet", "dai", "ngan", "sua"]
    assert sorted(Suspensions(state / "held.json").of(kept.station)) == ["dai"]


def test_rules_that_were_confirmed_hold_and_nothing_waits(before: Broadcaster) -> None:
    station = take(before.folder)
    assert held_here(before.folder / "state") == RulesInForce(rule=rule_of(station.settings))
    assert under_rule(station) == (station, None)


def test_approvals_count(before: Broadcaster) -> None:
    decisions = decisions_view(take(before.folder), SystemClock()).decisions
    assert decisions.foreign == 0
    approved = {name for name, standing in decisions.messages.items() if standing.yes is not None}
    assert approved == {"ngan", "dai", "sua"}
    submitted = {name for name, standing in decisions.messages.items() if standing.submitted}
    assert submitted == {"chua-duyet", "sua"}


@pytest.mark.patient
def test_station_starts_and_airs_the_version_that_was_approved(before: Broadcaster) -> None:
    today, clock = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(time.time() + 25 + 7 * 3600)).split()
    # Of the days that it was off since then it has missed others.
    before.write("schedules/tiep.yaml", f'message: sua\nat: ["{clock}"]\nvalid: {{from: {today}}}\n')
    with before.running():
        wait_for(lambda: any(r["schedule"] == "tiep" and r["outcome"] for r in before.look("log")))
        status = before.json("status")
        assert status["held"] != []
        assert status["approvals"]["pinned"] == ["sua"]
        assert (before.folder / "state/pinned" / f"{PIN}.json").exists()
        by_pin = approve(before, "730164")
        assert "has shown a PIN alone" in by_pin.stderr, "the PIN opens, to what a PIN is for"
        by_password = approve(before, "mat-khau-thu-2")
        assert by_password.returncode == 0, by_password.stderr
        assert before.json("status")["approvals"]["pinned"] == []
    assert before("log", "verify", "--head", HEAD).returncode == 0
    with Journal.open_to_read(before.folder / "state/journal.db", SystemClock()) as journal:
        (next_one,) = (airing for airing in journal.airings() if airing.schedule == "tiep")
        assert (next_one.outcome, next_one.words_digest) == (Outcome.AIRED, APPROVED)
        (cut_off,) = (airing for airing in journal.airings() if airing.id == CUT_OFF)
        assert cut_off.outcome is Outcome.INTERRUPTED


def approve(before: Broadcaster, secret: str) -> subprocess.CompletedProcess[str]:
    """The leader approves the edited text, signed in with this."""
    path = before.folder.parent / "secret"
    path.touch(mode=0o600)
    path.write_text(f"{secret}\n")
    before.environment["BROADCASTER_PIN_FILE"] = str(path)
    return before("approve", "sua", "--yes", "--accept", "all", "--as", "thu")
