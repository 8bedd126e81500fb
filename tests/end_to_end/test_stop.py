"""Stop is stop: from the signal on nothing sounds or keys, and the process is gone whatever is pending."""

from __future__ import annotations

import signal
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from typing import Any

import pytest

from broadcaster.api.protocol.http_client import HttpClient
from broadcaster.core.errors import BroadcasterError
from broadcaster.core.text.catalogue import Language, speaking
from broadcaster.people.roles.model import Person, Role
from broadcaster.playout.keying.file import switchings
from tests.end_to_end.conftest import SETTINGS, Broadcaster, wait_for
from tests.fakes import people

ENDING = 3.0  # seconds from the signal
ENDED = "the station was ended"
KEYED = SETTINGS + "keying: {type: file, file: relay.log, settle: 0.1s, noise: 0s, tail: 0.1s}\n"


def long_text(number: int) -> str:
    return " ".join(f"Số {number}, câu {line}: kính thưa bà con cô bác trong phường." for line in range(40))


class Askers:
    """People who ask for long texts and wait for the end: each for as many as one may."""

    def __init__(self, station: Broadcaster, count: int, persons: Sequence[Person] = ()) -> None:
        folder = station.folder
        self.clients = [people.client(folder, one) for one in persons] or [HttpClient(folder / "state")]
        self.tickets: list[str] = []
        self.ends: list[dict[str, Any]] = []
        self.threads = [threading.Thread(target=self._ask, args=(n,), daemon=True) for n in range(count)]
        for thread in self.threads:
            thread.start()
        wait_for(lambda: len(self.tickets) == count)

    def _ask(self, number: int) -> None:
        with speaking(Language.EN):
            client = self.clients[number % len(self.clients)]
            answer = client.post("/api/v1/say", {"text": long_text(number)})
            self.tickets.append(answer["id"])
            try:
                self.ends.append(client.get(f"/api/v1/requests/{answer['id']}?wait=20"))
            except BroadcasterError as error:
                self.ends.append({"outcome": None, "reason": error.code})


def end(process: Any) -> float:
    """Send the signal; seconds until the process is gone."""
    begun = time.monotonic()
    process.send_signal(signal.SIGTERM)
    process.wait(30)
    return time.monotonic() - begun


@pytest.mark.slow
@pytest.mark.parametrize("count", [3, 45])
def test_nothing_keys_after_the_signal_and_whoever_waits_is_told(station: Broadcaster, count: int) -> None:
    station.write("station.yaml", KEYED)
    persons = [replace(people.person(Role.OFFICER), id=f"can-bo-{n}", name=f"Cán bộ {n}") for n in range(3)]
    people.found(station.folder, *persons)
    with station.running() as process:
        askers = Askers(station, count, persons)
        took = end(process)
        assert process.returncode == 0
        assert took < ENDING
    for thread in askers.threads:
        thread.join(10)
    assert not [line for line in switchings(station.folder / "relay.log") if line.on]
    told = Counter((end["outcome"], end["reason"]) for end in askers.ends)
    assert told == {("refused", ENDED): count}
    rows = station.json("log")
    assert Counter((row["outcome"], row["reason"]) for row in rows) == {("refused", ENDED): count}


@pytest.mark.slow
def test_what_sounds_ends_and_what_waits_behind_it_is_told(station: Broadcaster) -> None:
    station.write("station.yaml", KEYED)
    client = HttpClient(station.folder / "state")
    with station.running() as process:
        client.post("/api/v1/play", {"message": "dai"})
        wait_for(lambda: (client.get("/api/v1/status")["on_air"] or {}).get("started") is not None)
        waits = client.post("/api/v1/play", {"message": "ngan"})["id"]
        wait_for(lambda: client.get(f"/api/v1/requests/{waits}")["state"] == "waiting")
        assert end(process) < ENDING
    first, second = station.json("log")
    assert (first["outcome"], second["outcome"]) == ("cut", "refused")
    assert [line.on for line in switchings(station.folder / "relay.log")][-1] is False


@pytest.mark.slow
@pytest.mark.parametrize(
    "pending", [pytest.param("nothing", marks=pytest.mark.lab), "an emergency", "three texts"]
)
def test_locked_journal_keeps_no_process_alive(station: Broadcaster, pending: str) -> None:
    client = HttpClient(station.folder / "state")

    def say(number: int) -> None:
        """Waits for its row, and is refused as there is none."""
        with suppress(BroadcasterError):
            client.post("/api/v1/say", {"text": long_text(number)})

    def three_texts() -> None:
        for number in range(3):
            threading.Thread(target=say, args=(number,), daemon=True).start()

    ask: dict[str, Callable[[], object]] = {
        "nothing": lambda: None,
        "an emergency": lambda: client.post("/api/v1/play", {"message": "dai", "priority": "emergency"}),
        "three texts": three_texts,
    }
    path = station.folder / "state/journal.db"
    with station.running() as process, closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA busy_timeout = 20000")
        other.execute("BEGIN IMMEDIATE")
        ask[pending]()
        assert end(process) < ENDING
        other.execute("ROLLBACK")
    with station.running():
        assert station("play", "ngan").returncode == 0
    assert station("log", "verify").returncode == 0


@pytest.fixture
def of_a_terminal() -> Iterator[None]:
    """As from a terminal: whoever runs the tests with `nohup` would have the station run on too."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


@pytest.mark.patient
@pytest.mark.usefixtures("of_a_terminal")
def test_a_terminal_whose_line_is_cut_ends_the_station_in_order(station: Broadcaster) -> None:
    station.write("station.yaml", SETTINGS)
    client = HttpClient(station.folder / "state")
    with station.running() as process:
        assert station("play", "dai", "--no-wait").returncode == 0
        wait_for(lambda: (client.get("/api/v1/status")["on_air"] or {}).get("started") is not None)
        process.send_signal(signal.SIGHUP)
        assert process.wait(30) == 0
    (row,) = [row for row in station.json("log") if row["message"] == "dai"]
    assert (row["outcome"], row["reason"]) == ("cut", ENDED)
