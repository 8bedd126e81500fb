"""A crowd of one person's emergencies, or a schedule's, keeps no other person's waiting."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from broadcaster.api.protocol.http_client import HttpClient
from broadcaster.core.errors import BroadcasterError
from broadcaster.people.roles.model import Role
from tests.counts import counted
from tests.end_to_end.conftest import SETTINGS, Broadcaster, wait_for
from tests.fakes import people

pytestmark = pytest.mark.slow

OFFICER, DUTY = people.person(Role.OFFICER), people.person(Role.DUTY)
FLOODING = 6  # threads of the officer
ROUNDS = counted(5)
AT_ONCE = 3.0  # seconds until an emergency is on air that must wait for nothing
WARD = SETTINGS.replace("output: none", "output: {file: out}").replace(
    "closing: none", "closing: none, emergency: chime"
)
LU = "title: Lũ\npriority: emergency\nrepeat: 1\nparts:\n  - say: Nước lũ đang lên.\n"
CHANT = "title: Tin dài\npriority: emergency\nrepeat: 1\nparts:\n" + "".join(
    f"  - say: Bà con khu phố {number} chú ý theo dõi tin và chuẩn bị sẵn sàng.\n" for number in range(1, 25)
)


@dataclass(frozen=True)
class Ward:
    station: Broadcaster
    officer: HttpClient
    duty: HttpClient

    def ask(self, how: str, **what: object) -> str:
        """The duty person asks for an emergency; its ticket."""
        ticket: str = self.duty.post(f"/api/v1/{how}", {**what, "priority": "emergency"})["id"]
        return ticket

    def on_air(self) -> dict[str, Any]:
        return self.duty.get("/api/v1/status")["on_air"] or {}

    def heard_before(self, asked: str) -> set[str]:
        """What is heard until something is on air: at least what was on air when it was asked for."""
        heard: set[str] = set()

        def comes() -> bool:
            heard.add(self.on_air().get("id") or "")
            return asked in heard

        wait_for(comes)
        return heard - {asked, ""}


@pytest.fixture
def ward(station: Broadcaster) -> Ward:
    """Of a station that runs into files, with two persons; the prepared emergency is rendered ahead."""
    station.write("station.yaml", WARD)
    station.write("messages/lu.yaml", LU)
    station.write("messages/dai-dong.yaml", CHANT)
    people.found(station.folder, OFFICER, DUTY)
    for name in ("lu", "dai-dong"):
        assert station("render", name).returncode == 0
    clients = (people.client(station.folder, one) for one in (OFFICER, DUTY))
    return Ward(station, *clients)


@contextmanager
def flood(ask: Callable[[int], object]) -> Iterator[None]:
    over = threading.Event()

    def go(number: int) -> None:
        while not over.is_set():
            with suppress(BroadcasterError):
                ask(number)

    threads = [threading.Thread(target=go, args=(number,), daemon=True) for number in range(FLOODING)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join(10)


def test_crowd_of_an_officers_emergencies_neither_refuses_nor_delays_those_of_the_duty(ward: Ward) -> None:
    def ask(number: int) -> None:
        text = f"Khẩn giả số {number}, bà con ở yên."
        ward.officer.post("/api/v1/say", {"text": text, "priority": "emergency"})

    with ward.station.running("--trust-clock"), flood(ask):
        time.sleep(5)  # hundreds have been asked for by then
        for number in range(ROUNDS):
            typed = ward.ask("say", text=f"Vỡ đập thật, số {number}.")
            assert len(ward.heard_before(typed)) <= 2, "what is on air; one may begin while it is made"
            assert len(ward.heard_before(ward.ask("play", message="lu"))) <= 2


def test_emergency_of_a_person_does_not_wait_for_one_that_a_schedule_began(ward: Ward) -> None:
    soon = datetime.now(UTC) + timedelta(seconds=10)
    ward.station.write("schedules/a.yaml", f"message: dai-dong\nat: ['{soon:%H:%M:%S}']\n")
    with ward.station.running("--trust-clock"):
        wait_for(lambda: ward.on_air().get("message") == "dai-dong", 60)
        time.sleep(1)
        begun = time.monotonic()
        assert len(ward.heard_before(ward.ask("say", text="Vỡ đập, chạy ngay."))) <= 1
        assert time.monotonic() - begun < AT_ONCE
        wait_for(lambda: ward.on_air().get("message") == "dai-dong", 60)  # it comes back
        time.sleep(1)
        begun = time.monotonic()
        assert len(ward.heard_before(ward.ask("play", message="lu"))) <= 1
        assert time.monotonic() - begun < AT_ONCE
