"""What a station that died, or was off, makes of its timetable when it is back."""

from __future__ import annotations

import signal
import time
from datetime import UTC, datetime, timedelta

import pytest

from broadcaster.core.clock import SystemClock
from broadcaster.journal.log.journal import Journal
from tests.end_to_end.conftest import Broadcaster, wait_for

pytestmark = [pytest.mark.slow, pytest.mark.lab]  # whole stations against the clock


TALK = "title: Dài\nrepeat: 1\nparts:\n" + "".join(
    f"  - say: Câu thứ {number} nhắc bà con giữ gìn vệ sinh chung.\n  - pause: 2s\n" for number in range(8)
)


def outcomes(station: Broadcaster) -> list[str | None]:
    return [row["outcome"] for row in station.look("log")]


@pytest.mark.slow
def test_airing_killed_twice_is_taken_up_once(station: Broadcaster) -> None:
    station.write("messages/dai.yaml", TALK)
    assert station("render", "dai").returncode == 0
    clock = time.strftime("%H:%M:%S", time.gmtime(time.time() + 15))
    station.write("schedules/a.yaml", f'message: dai\nat: ["{clock}"]\ncatch_up: 10m\n')
    with station.running(end=signal.SIGKILL):
        wait_for(lambda: bool((station.look("status")["on_air"] or {}).get("started")))
        time.sleep(9)
    with station.running(end=signal.SIGKILL):
        wait_for(lambda: len(outcomes(station)) == 2)
        wait_for(lambda: bool((station.look("status")["on_air"] or {}).get("started")))
        time.sleep(3)
    with station.running():
        wait_for(lambda: outcomes(station) == ["interrupted", "interrupted"])
        time.sleep(4)
        assert station.json("status")["on_air"] is None
    first, rest = station.json("log")
    assert first["id"] in rest["reason"] or rest["outcome"] == "interrupted"
    assert datetime.fromisoformat(first["ended"]) - datetime.fromisoformat(first["started"]) > timedelta(
        seconds=6
    )
    assert station("log", "verify").returncode == 0


@pytest.mark.slow
@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM])
def test_rest_of_a_killed_or_stopped_airing_ends_what_was_begun(station: Broadcaster, end: int) -> None:
    station.write("messages/dai.yaml", TALK)
    whole = station.json("render", "dai")["duration_s"]
    clock = time.strftime("%H:%M:%S", time.gmtime(time.time() + 15))
    station.write("schedules/a.yaml", f'message: dai\nat: ["{clock}"]\ncatch_up: 10m\n')
    with station.running(end=end):
        wait_for(lambda: bool((station.look("status")["on_air"] or {}).get("started")))
        time.sleep(12)
    with station.running():
        wait_for(lambda: outcomes(station) == ["interrupted", "aired"], 90)
    first, rest = station.json("log")
    heard = [
        (datetime.fromisoformat(row["ended"]) - datetime.fromisoformat(row["started"])).total_seconds()
        for row in (first, rest)
    ]
    # The sentence that was cut is heard whole; nothing else twice.
    assert whole - 3 <= sum(heard) <= whole + 9
    assert first["id"] in rest["reason"]


def test_missed_message_is_listed_and_made_good_by_one_command(station: Broadcaster) -> None:
    now = datetime.now(UTC)
    due = max(now - timedelta(minutes=5), now.replace(hour=0, minute=0, second=0, microsecond=0))
    station.write("schedules/a.yaml", f'message: ngan\nat: ["{due:%H:%M:%S}"]\n')
    (station.folder / "state").mkdir()
    with Journal.open(station.folder / "state/journal.db", SystemClock()) as journal:
        journal.touch(due - timedelta(seconds=60))
    assert station("catch-up").stdout == ""
    with station.running():
        wait_for(lambda: outcomes(station) == ["missed"])
        (missed,) = station.json("catch-up")
        assert (missed["message"], missed["outcome"]) == ("ngan", "missed")
        assert "To air one" in station("catch-up").stderr
        assert station("catch-up", missed["id"]).returncode == 0
        again = station("catch-up", "ngan")
        assert again.returncode == 1
        assert "made good already" in again.stderr
        assert station("catch-up", "khong-co").returncode == 1
        assert station.json("catch-up") == []
    late = station.json("log")[-1]
    assert (late["kind"], late["outcome"]) == ("manual", "aired")
    assert late["reason"] == f"makes good number {missed['id']}"
