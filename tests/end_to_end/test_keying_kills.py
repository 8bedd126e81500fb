"""kill -9 at random moments while the transmitter is keyed: the relay never stays on, nothing is lost.

`tests.counts` says how many times and at which moments.
Each round kills the station, its air or its keyer while a message airs; the file relay and a Modbus box
both latch, so what a dead keyer left on stays on until somebody releases it. Prints how long that took.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from broadcaster.api.protocol.http_client import HttpClient
from broadcaster.core.clock import SystemClock
from broadcaster.core.errors import BroadcasterError
from broadcaster.journal.log.journal import Journal
from tests.counts import SEED, counted
from tests.end_to_end.conftest import PATIENCE, SETTINGS, Broadcaster, wait_for
from tests.end_to_end.relays import Relay, file_relay, modbus_relay
from tests.end_to_end.test_keying import process_of

pytestmark = [pytest.mark.slow, pytest.mark.lab]  # whole stations against the clock


KILLS = counted(120)
WITHIN = 1.0  # seconds in which the relay must be released, or properly keyed anew
TIMES = "settle: 0.5s, noise: 0.3s, tail: 0.4s"
MESSAGE = "title: Ngắn\nrepeat: 1\nparts:\n  - say: Kính thưa bà con.\n  - pause: 1s\n  - say: Xin hết.\n"
PARTS = ("station", "air", "keying")


def ask(station: Broadcaster, path: str, body: dict[str, object] | None = None) -> dict[str, object]:
    """Ask the station through its socket: a command would take longer than what is measured."""
    client = HttpClient(station.folder / "state")
    answer: dict[str, object] = client.get(path) if body is None else client.post(path, body)
    return answer


@contextmanager
def up(station: Broadcaster, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """A running station that answers, ended however it is."""
    with (
        (station.folder / "said").open("ab") as said,
        subprocess.Popen(
            station.command("-v", "run", *arguments), env=station.environment, stdout=said, stderr=said
        ) as process,
    ):

        def answers() -> bool:
            assert process.poll() is None, "the station ended"
            try:
                return bool(ask(station, "/api/v1/status")["running"])
            except BroadcasterError:
                return False

        try:
            wait_for(answers)
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE)


def released_at(relay: Relay, killed: float) -> float:
    """When the relay was released after `killed`; 0 seconds if it was off already."""
    if [on for at, on in relay.log if at <= killed][-1:] != [True]:
        return killed
    wait_for(lambda: any(at > killed and not on for at, on in relay.log), 5)
    return next(at for at, on in relay.log if at > killed and not on)


def busy(station: Broadcaster) -> bool:
    """True while something is on air or waits to be taken up again."""
    status = ask(station, "/api/v1/status")
    return bool(status["on_air"] or status["queue"])


def has_ended(station: Broadcaster, ticket: object) -> bool:
    """True once a request has its end."""
    return ask(station, f"/api/v1/requests/{ticket}?wait=0")["state"] == "ended"


def _in_its_tail(station: Broadcaster) -> bool:
    """True while the desk itself holds the relay: its tail, or a gap that is kept keyed."""
    keying = ask(station, "/api/v1/status")["keying"]
    assert isinstance(keying, dict)
    return bool(keying["on"])


def rounds(station: Broadcaster, relay: Relay, chance: random.Random, kills: int) -> dict[str, list[float]]:
    """Kill so many times; the seconds to the release, by what was killed."""
    took: dict[str, list[float]] = defaultdict(list)
    left = kills
    while left:
        with up(station) as process:
            assert not relay.held, "released at the start"
            while left:
                left -= 1
                ticket = ask(station, "/api/v1/play", {"message": "ngan"})["id"]
                time.sleep(chance.uniform(0.0, 4.0))
                victim = chance.choice(PARTS)
                number = process.pid if victim == "station" else process_of(process, victim)
                # Before: it may all be over when we come to look at the clock after it.
                killed = time.monotonic()
                os.kill(number, signal.SIGKILL)
                with (station.folder / "said").open("a") as said:
                    said.write(f"{time.strftime('%F %T')} killed {victim} {number} at {killed:.4f}\n")
                if victim == "station":
                    process.wait()
                if victim != "air":
                    took[victim].append(released_at(relay, killed) - killed)
                if victim == "station":
                    break
                time.sleep(max(0.0, killed + WITHIN - time.monotonic()))
                assert busy(station) or not relay.held or _in_its_tail(station)
                # Also while its sound is still being made, when nothing is at the desk.
                wait_for(lambda ticket=ticket: has_ended(station, ticket))  # type: ignore[misc]
                wait_for(lambda: not relay.held, 5)
        assert not relay.held
    return took


@pytest.mark.slow
@pytest.mark.parametrize("kind", [file_relay, modbus_relay], ids=["file", "modbus"])
def test_relay_is_released_within_a_second_whoever_is_killed_and_the_journal_is_whole(
    station: Broadcaster, tmp_path: Path, kind: object
) -> None:
    chance = random.Random(SEED)
    station.write("messages/ngan.yaml", MESSAGE)
    make = file_relay if kind is file_relay else modbus_relay
    kills = KILLS if kind is file_relay else max(3, KILLS // 4)
    with make(tmp_path) as relay:
        station.write("station.yaml", f"{SETTINGS}keying: {{{relay.written}, {TIMES}}}\n")
        assert station("render", "ngan").returncode == 0
        took = rounds(station, relay, chance, kills)
        with up(station):
            pass
        assert not relay.held
    with Journal.open(station.folder / "state/journal.db", SystemClock()) as journal:
        airings = journal.airings()
        assert journal.verify().ok
        assert journal.open_airings() == []
    outcomes = Counter(str(airing.outcome) for airing in airings)
    print(f"outcomes: {dict(outcomes)}")  # noqa: T201 - a figure
    # What the station itself survives is taken up again: nothing but its own death costs an airing.
    assert outcomes["aired"] >= kills - len(took["station"])
    assert len(airings) == kills, "every airing that was asked for has its line"
    assert all(airing.outcome is not None for airing in airings)
    for victim, times in sorted(took.items()):
        late = max(times)
        print(f"{victim}: {len(times)} killed, released after {late:.3f} s at most")  # noqa: T201 - a figure
        assert late <= WITHIN
