"""Of what a broker sends a ring and a number reach the station, however much it is."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from types import SimpleNamespace

import pytest

from broadcaster.fleet import line
from broadcaster.fleet.line import LineProcess
from broadcaster.fleet.wire import BELL, TAKEN

ORDERS = {
    "address": "mqtts://localhost:1",
    "user": "tan-phong",
    "password": "x",
    "name": "tan-phong-x",
    "presence": "loa/tan-phong/x/presence",
    "stored": "loa/tan-phong/x/stored",
    "bell": BELL,
    "life": "a",
}


class Told:
    """What the station hears: lines of JSON, each after a while."""

    def __init__(self) -> None:
        self.lines: list[dict[str, object]] = []
        self.more = threading.Event()
        self.buffer = self

    def write(self, data: bytes) -> None:
        """Take a line."""
        self.lines.append(json.loads(data))
        self.more.set()

    def flush(self) -> None:
        """Nothing."""


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    made = Told()
    monkeypatch.setattr(line, "sys", SimpleNamespace(stdout=made))
    return made


def hear(process: LineProcess, told: Told) -> dict[str, object]:
    """The next line."""
    threading.Thread(target=process.tell, daemon=True).start()
    assert told.more.wait(30)
    return told.lines[0]


def test_a_flood_of_bells_and_numbers_is_one_line(told: Told) -> None:
    process = LineProcess(ORDERS)
    for number in range(10_000):
        process._message(BELL, b"speak!" * 100, False)
        process._message(ORDERS["stored"], str(number).encode(), False)

    assert hear(process, told) == {"bell": True, "stored": 9999}


@pytest.mark.parametrize(
    "data", [b"", b"-1", b"1.5", b"1e9", b"x" * 100_000, b"9" * 19, "٣".encode(), b"[1]", b" 1"]
)
def test_what_is_no_number_is_not_told(told: Told, data: bytes) -> None:
    process = LineProcess(ORDERS)
    process._message(ORDERS["stored"], data, False)
    process._message("loa/other", b"7", False)
    process._message(BELL, b"", True)  # of before: a bell that is kept would ring at each connection
    process._down(0)

    assert hear(process, told) == {"up": False, "why": 0}


def test_a_second_computer_of_the_name_is_told_and_this_one_makes_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ended: list[int] = []
    monkeypatch.setattr(line, "time", SimpleNamespace(sleep=lambda _seconds: None))
    monkeypatch.setattr(line, "os", SimpleNamespace(_exit=ended.append))
    process = LineProcess(ORDERS)
    process._down(TAKEN)

    assert len(ended) == 1
    assert process._news == {"up": False, "why": TAKEN}


def test_the_line_loads_neither_the_station_nor_the_library_of_campaigns() -> None:
    heavy = ("tuf", "yaml", "pydantic", "numpy", "sqlite3", "broadcaster.station")
    asked = f"import sys, broadcaster.fleet.line; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
