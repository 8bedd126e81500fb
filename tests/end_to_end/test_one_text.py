"""One text costs only itself, on a station that really runs: the others air, log and status name the one."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.end_to_end.conftest import Broadcaster, wait_for

pytestmark = pytest.mark.patient
AHEAD = timedelta(seconds=15)  # for what is taken and rendered on a busy machine
TRACEBACKS = 6  # one a fault and process: station, render, and the command that looks
FAULTS = '''\
"""Two mistakes, in every process of the station: a rule of the reading, and the length of a message."""

import re

import broadcaster.studio.render.estimate as estimate
from broadcaster.reading import rulebook
from broadcaster.reading.context import Rule

duration = estimate.duration


def say(context, found):
    raise IndexError(found.group())


def broken(station, message):
    if message.id == "hong":
        raise ZeroDivisionError(message.id)
    return duration(station, message)


estimate.duration = broken
rule = Rule(name="broken", starts="u", pattern=re.compile("QX"), say=say, example=("QX", ""))
rulebook.RULES = (rule, *rulebook.RULES)
'''
TEXTS = {
    "tot": "Mời bà con đi họp.",
    "ion": "Nước có SO4²⁻ vượt mức.",
    "luat": "Xe QX12 về bản.",
    "hong": "Tối nay cắt điện.",
    "sau": "Mời bà con đi tiêm.",
}


@pytest.fixture
def faulty(station: Broadcaster, tmp_path: Path) -> Broadcaster:
    """A station with two good messages and three bad ones, and a program with two mistakes."""
    (tmp_path / "loi").mkdir()
    (tmp_path / "loi" / "sitecustomize.py").write_text(FAULTS)
    station.environment["PYTHONPATH"] = str(tmp_path / "loi")
    for name, text in TEXTS.items():
        station.write(f"messages/{name}.yaml", f"title: {name}\nrepeat: 1\nparts:\n  - say: {text}\n")
    return station


def all_due_soon(station: Broadcaster) -> None:
    at = datetime.now(UTC) + AHEAD
    for name in TEXTS:
        station.write(f"schedules/{name}.yaml", f'message: {name}\nat: ["{at:%H:%M:%S}"]\n')
    station.write("schedules/cung.yaml", f'messages: [tot, hong, sau]\nat: ["{at:%H:%M:%S}"]\n')


@contextmanager
def running(station: Broadcaster, log: Path) -> Iterator[None]:
    with (
        log.open("w") as out,
        subprocess.Popen(
            station.command("run", "--trust-clock"),
            env={**os.environ, **station.environment},
            stderr=out,
            stdout=out,
        ) as process,
    ):
        try:
            wait_for(lambda: process.poll() is not None or station.answers())
            yield
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def test_a_text_that_raises_costs_only_itself(faulty: Broadcaster, tmp_path: Path) -> None:
    log = tmp_path / "log.txt"
    with running(faulty, log):
        all_due_soon(faulty)
        wait_for(lambda: len([row for row in faulty.look("log") if row["ended"] or row["outcome"]]) >= 8, 150)
        rows, status = faulty.json("log"), faulty.json("status")
    ended = sorted((row["schedule"], row["message"], row["outcome"]) for row in rows)
    good = [
        ("cung", "sau"),
        ("cung", "tot"),
        ("ion", "ion"),
        ("luat", "luat"),
        ("sau", "sau"),
        ("tot", "tot"),
    ]
    bad = [("cung", "hong"), ("hong", "hong")]
    assert ended == sorted([(*each, "aired") for each in good] + [(*each, "refused") for each in bad])
    told = json.dumps(status, ensure_ascii=False)
    assert "hong" in told
    assert all("hong" in row["reason"] for row in rows if row["outcome"] == "refused")
    written = log.read_text()
    assert "the message hong is set aside" in written
    assert 1 <= written.count("Traceback") <= TRACEBACKS, written
