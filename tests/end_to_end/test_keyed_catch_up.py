"""Power cuts in keyed airings of the timetable: released at once, taken up once at a sentence, never again.

The shorter run of `test_keying_kills`, and what that leaves out: there everything is asked for by hand.
"""

from __future__ import annotations

import random
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from broadcaster.core.clock import SystemClock
from broadcaster.journal.log.journal import Journal
from broadcaster.journal.rows.model import Outcome
from tests.counts import counted
from tests.end_to_end.conftest import SETTINGS, Broadcaster, wait_for
from tests.end_to_end.relays import Relay, file_relay
from tests.end_to_end.test_keying_kills import TIMES, WITHIN, ask, released_at, up

ROUNDS = counted(3)
LEAD = 15  # seconds from writing the schedule to its instant: start, settle and the desk's own lead
MESSAGE = """\
title: Ngắn
repeat: 1
parts:
  - say: Kính thưa bà con.
  - pause: 3s
  - say: Mời bà con chú ý lắng nghe.
  - pause: 3s
  - say: Xin hết.
"""


def killed_on_air(station: Broadcaster, relay: Relay, after: float) -> float:
    """Start the station, kill it so many seconds into what it airs; seconds to the relay's release."""
    with up(station, "--trust-clock") as process:

        def heard() -> bool:
            air = ask(station, "/api/v1/status")["on_air"]
            return isinstance(air, dict) and air["started"] is not None

        wait_for(heard)
        assert relay.held
        time.sleep(after)
        killed = time.monotonic()
        process.kill()
        process.wait()
        return released_at(relay, killed) - killed


@pytest.mark.patient
def test_airing_that_the_power_cut_is_taken_up_once_and_the_relay_never_stays_on(
    station: Broadcaster, tmp_path: Path
) -> None:
    chance = random.Random(20261126)
    station.write("messages/ngan.yaml", MESSAGE)
    took, planned = [], []
    with file_relay(tmp_path) as relay:
        station.write("station.yaml", f"{SETTINGS}keying: {{{relay.written}, {TIMES}}}\n")
        assert station("render", "ngan").returncode == 0
        for _ in range(ROUNDS):
            at = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=LEAD)
            planned.append(at)
            station.write("schedules/a.yaml", f'message: ngan\nat: ["{at:%H:%M:%S}"]\ncatch_up: 10m\n')
            took.append(killed_on_air(station, relay, chance.uniform(0.0, 4.0)))
            took.append(killed_on_air(station, relay, chance.uniform(0.0, 1.5)))
            with up(station, "--trust-clock"):
                time.sleep(5 * WITHIN)
                status = ask(station, "/api/v1/status")
                assert (status["on_air"], status["queue"]) == (None, []), "a rest has no rest of its own"
                assert not relay.held
    with Journal.open(station.folder / "state/journal.db", SystemClock()) as journal:
        airings = journal.airings()
        assert journal.verify().ok
    firsts = [airing for airing in airings if airing.resumes is None]
    rests = [airing for airing in airings if airing.resumes is not None]
    assert [airing.planned for airing in firsts] == planned
    assert all(airing.started is not None for airing in airings)
    assert [airing.resumes for airing in rests] == [airing.id for airing in firsts]
    assert {airing.session for airing in rests} == {airing.session for airing in firsts}
    assert {airing.outcome for airing in airings} == {Outcome.INTERRUPTED}
    print(f"{len(took)} kills, released after {max(took):.3f} s at most")  # noqa: T201 - a figure
    assert max(took) <= WITHIN
