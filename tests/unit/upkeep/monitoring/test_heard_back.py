"""What `status` knows of the listener: the last airing that was heard, and nothing of it once it is deaf."""

from __future__ import annotations

from broadcaster.core.clock import FakeClock
from broadcaster.core.errors import PlayoutError
from broadcaster.playout.listening.findings import ListeningFinding, Verdict
from broadcaster.upkeep.monitoring.confidence import HeardBack
from tests.house import MakeHouse, local

WELL = ListeningFinding(
    verdict=Verdict.DONE,
    id="a",
    listened=5,
    heard=5,
    level_db=0.0,
    lag_ms=10.0,
    gaps=0,
    longest_gap_ms=0.0,
    clips=0,
)


def test_listener_that_goes_deaf_no_longer_says_that_the_last_airing_was_heard_well(
    make_house: MakeHouse,
) -> None:
    house = make_house(
        "2026-11-23T07:50", {"messages/a.yaml": "title: A\nparts:\n  - say: Kính thưa bà con.\n"}
    )
    heard = HeardBack(house.director, house.as_run, FakeClock(local("2026-11-23T07:50")), "monitor")
    heard.take(WELL)
    assert heard.last == WELL
    heard.deaf(PlayoutError("playout.cannot_listen", source="monitor", reason="Too many open files"))
    assert heard.last is None
    assert [fault.error.code for fault in house.director.faults] == ["playout.cannot_listen"]
