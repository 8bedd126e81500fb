"""The relay's own log for every way out: in the right order, at the right time, never left on."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from benchmarks.idle import family
from broadcaster.core.errors import BroadcasterError
from tests.end_to_end.conftest import SETTINGS, SHORT, Broadcaster, wait_for
from tests.end_to_end.relays import RELAYS, Relay, file_relay

pytestmark = [pytest.mark.slow, pytest.mark.lab]  # whole stations against the clock


SETTLE, NOISE, TAIL = 0.6, 0.4, 0.4
TIMES = f"settle: {SETTLE}s, noise: {NOISE}s, tail: {TAIL}s"
WITHIN = 1.0  # seconds in which a relay must be released, whatever dies
LATE = 1.0  # seconds that a process of a busy machine may be late with a release
SHIFTED = 0.5  # seconds that a relay may be late before the start is shifted; see keying_plan.LATE


def key(station: Broadcaster, relay: Relay, more: str = "") -> None:
    station.write("station.yaml", f"{SETTINGS}keying: {{{relay.written}, {TIMES}{more}}}\n")


def process_of(station: subprocess.Popen[Any], module: str) -> int:
    """The child of a running station that runs `module`; it may be just being replaced."""
    found: list[int] = []
    wanted = f"broadcaster.playout.{module}\0"

    def command(child: int) -> str:
        try:
            return Path(f"/proc/{child}/cmdline").read_text()
        except OSError:
            return ""  # ended just now

    def look() -> bool:
        found[:] = [child for child in family(station.pid) if wanted in command(child)]
        return bool(found)

    wait_for(look)
    return found[0]


def on_air(station: Broadcaster) -> None:
    """Wait until something is heard; says what the station says if nothing ever is."""
    try:
        wait_for(lambda: bool((station.look("status")["on_air"] or {}).get("started")))
    except AssertionError:
        raise AssertionError(station("status").stdout + station("log").stdout) from None


def outcomes(station: Broadcaster) -> list[str | None]:
    return [row["outcome"] for row in station.look("log")]


def monotonic(text: str) -> float:
    """An instant of the journal on the clock of the relay's log."""
    return datetime.fromisoformat(text).timestamp() - time.time() + time.monotonic()


def held_for(relay: Relay, begun: float) -> tuple[float, float]:
    """When the relay went on and off, the last time, since `begun`."""
    wait_for(lambda: not relay.held)
    times = [at for at, on in relay.log if at > begun and on]
    return times[-1], relay.log[-1][0]


@pytest.mark.slow
@pytest.mark.parametrize("kind", RELAYS)
def test_relay_is_switched_in_order_and_released_on_every_way_out(
    station: Broadcaster, tmp_path: Path, kind: str
) -> None:
    with RELAYS[kind](tmp_path) as relay:
        key(station, relay)
        with station.running() as process:
            assert relay.changes == [False], "released at the start, before anything airs"

            begun = time.monotonic()
            assert station("play", "ngan").returncode == 0
            on, off = held_for(relay, begun)
            (row,) = station.json("log")
            assert SETTLE + NOISE - SHIFTED <= monotonic(row["started"]) - on <= SETTLE + NOISE + LATE
            assert TAIL - 0.05 <= off - monotonic(row["ended"]) <= TAIL + LATE

            for stop in (("stop",), ("stop", "--all")):
                station("play", "dai", "--no-wait")
                on_air(station)
                stopped = time.monotonic()
                station(*stop)
                assert held_for(relay, 0)[1] - stopped < 3
                assert outcomes(station)[-1] == "cut"

            before = len(relay.changes)
            station("play", "dai", "--no-wait")
            on_air(station)
            assert station("say", "Nước lũ đang lên.", "--priority", "emergency").returncode == 0
            on_air(station)
            station("stop")
            held_for(relay, 0)
            assert len(relay.changes) == before + 2, "kept on across the pre-emption: no second settle"

            station("play", "dai", "--no-wait")
            on_air(station)
            air = process_of(process, "air")
            os.kill(air, signal.SIGKILL)
            wait_for(lambda: process_of(process, "air") != air)
            on_air(station)
            station("stop")
            held_for(relay, 0)

            station("play", "dai", "--no-wait")
            on_air(station)
            keyer = process_of(process, "keying")
            killed = time.monotonic()
            os.kill(keyer, signal.SIGKILL)
            wait_for(lambda: relay.log[-1][0] > killed)
            released = next(at for at, state in relay.log if at > killed)
            assert released - killed < WITHIN
            on_air(station)
            assert relay.held, "keyed anew for what is taken up again"
            station("stop")
            held_for(relay, 0)

            station("play", "dai", "--no-wait")
            on_air(station)
        assert process.returncode == 0
        assert not relay.held, "SIGTERM"
        assert relay.changes[-2:] == [True, False]

        with station.running() as process:
            station("play", "dai", "--no-wait")
            on_air(station)
            assert relay.held
            killed = time.monotonic()
            process.kill()
            wait_for(lambda: not relay.held, WITHIN)
        assert relay.log[-1][0] - killed < WITHIN
        assert station("log", "verify").returncode == 0


@pytest.mark.slow
def test_relay_left_on_by_processes_that_all_died_is_released_by_the_command_and_at_the_start(
    station: Broadcaster, tmp_path: Path
) -> None:
    with file_relay(tmp_path) as relay:
        key(station, relay)

        def die() -> None:
            with station.running(end=signal.SIGKILL) as process:
                station("play", "dai", "--no-wait")
                on_air(station)
                keyer = process_of(process, "keying")
                os.kill(process.pid, signal.SIGSTOP)
                os.kill(keyer, signal.SIGKILL)
                wait_for(lambda: not Path(f"/proc/{keyer}/cmdline").read_bytes())
            assert relay.held, "nobody was left to release it"

        die()
        assert station("keying", "release").returncode == 0
        assert not relay.held
        die()
        with station.running():
            assert not relay.held
            assert station("keying", "release").returncode == 1, "it holds its relay itself"


@pytest.mark.slow
def test_relay_that_does_not_obey_keeps_the_message_off_the_air_but_not_an_emergency(
    station: Broadcaster, tmp_path: Path
) -> None:
    with file_relay(tmp_path) as relay:
        key(station, relay)
        (tmp_path / "relay.log").mkdir()
        with station.running():
            done = station("play", "ngan")
            assert done.returncode == 1
            assert "The keying does not obey" in done.stderr
            assert station("say", "Nước lũ đang lên.", "--priority", "emergency").returncode == 0
            status = station.json("status")
            assert "Is a directory" in status["keying"]["fault"]
            wait_for(lambda: not station.look("status")["keying"]["on"])
            assert any("The keying does not obey" in fault["message"] for fault in status["errors"])
            assert "DOES NOT OBEY" in station("status").stdout
            (tmp_path / "relay.log").rmdir()
            wait_for(lambda: station.look("status")["keying"]["fault"] is None)
            assert station("play", "ngan").returncode == 0
        refused, unheard, aired = station.json("log")
        assert (refused["outcome"], refused["started"]) == ("refused", None)
        assert "does not obey" in refused["reason"]
        assert unheard["outcome"] == "aired"
        assert "does not obey" in unheard["reason"]
        assert (aired["outcome"], aired["reason"]) == ("aired", None)


@pytest.mark.slow
def test_relay_is_tested_as_maintenance_and_not_in_quiet_hours(station: Broadcaster, tmp_path: Path) -> None:
    with file_relay(tmp_path) as relay:
        key(station, relay)
        assert station("keying", "test").returncode == 0, "without a running station"
        assert relay.changes == [False, True, False]
        with station.running():
            assert station("keying", "test").returncode == 0
            wait_for(lambda: "off" in station("keying", "status").stdout)
            assert station("keying", "test", "--zone", "khong-co").returncode == 1
        night = SETTINGS.replace("quiet: none", 'quiet: "00:00-23:59"')
        station.write("station.yaml", f"{night}keying: {{{relay.written}, {TIMES}}}\n")
        assert station("keying", "test").returncode == 1
        assert relay.changes == [False, True, False, True, False]
        rows = station.json("log")
        assert [row["kind"] for row in rows] == ["maintenance"] * 3
        assert [row["outcome"] for row in rows] == ["aired", "aired", "refused"]


@pytest.mark.slow
def test_zones_key_only_their_own_transmitters(station: Broadcaster, tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for place in (one, other):
        place.mkdir()
    with file_relay(one) as left, file_relay(other) as right:
        zones = ", ".join(
            f"{name}: {{channel: {side}, keying: {{{relay.written}, {TIMES}}}}}"
            for name, side, relay in (("a", "left", left), ("b", "right", right))
        )
        station.write("station.yaml", f"{SETTINGS}zones: {{{zones}}}\n")
        station.write("messages/ngan.yaml", SHORT)
        with station.running():
            assert station("keying", "test", "--zone", "b").returncode == 0
            wait_for(lambda: not right.held)
            assert station("play", "ngan").returncode == 0
            wait_for(lambda: not left.held and not right.held)
        assert left.changes == [False, True, False]
        assert right.changes == [False, True, False, True, False]


@pytest.mark.slow
def test_watchdog_ends_what_is_on_air_and_a_person_lets_an_emergency_go_on(
    station: Broadcaster, tmp_path: Path
) -> None:
    from broadcaster.api.protocol.http_client import HttpClient

    with file_relay(tmp_path) as relay:
        key(station, relay, ", longest: 60s")
        station.write("messages/dai.yaml", "title: Dài\nrepeat: 1\nparts:\n  - say: A.\n  - pause: 62s\n")
        station.write("messages/khan.yaml", "title: Khẩn\nrepeat: 1\nparts:\n  - say: A.\n  - pause: 56s\n")
        with station.running():
            client = HttpClient(station.folder / "state")
            begun = time.monotonic()
            assert station("play", "dai").returncode == 1
            on, off = held_for(relay, begun)
            assert 59 < off - on < 60 + LATE
            with pytest.raises(BroadcasterError, match="nothing_to_rearm"):
                client.post("/api/v1/rearm", {})
            # With its siren it takes longer than the minute, and less than ten seconds longer.
            station("play", "khan", "--priority", "emergency", "--no-wait")
            on_air(station)
            time.sleep(10)
            assert client.post("/api/v1/rearm", {}) == {"rearmed": 1}
            wait_for(lambda: outcomes(station)[-1] is not None, 90)
        first, second = station.json("log")
        assert first["outcome"] == "cut"
        assert "longest" in first["reason"]
        assert (second["outcome"], second["reason"]) == ("aired", None)
        assert monotonic(second["ended"]) - monotonic(second["started"]) > 60
