"""The listening process itself: what it keeps open, and what it says when it cannot read what was sent."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
import wave
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from broadcaster.core.errors import PlayoutError
from broadcaster.playout.air.wire import Event, Queue, encode, lines
from broadcaster.playout.links.air import Air
from broadcaster.playout.links.monitor_link import ListenChoice, MonitorLink
from broadcaster.playout.listening.findings import ListeningFinding

RATE = 8000
AIRINGS = 60
PATIENCE = 30.0
SILENCE = f"""#!{sys.executable}
import sys, time
while True:
    sys.stdout.buffer.write(bytes({RATE // 10 * 2}))
    sys.stdout.buffer.flush()
    time.sleep(0.1)
"""


class Deaf(Air):
    """An air of which only what was ordered matters."""

    def queue(self, order: Queue) -> None:
        """Nothing."""

    def fade(self, take_id: str) -> None:
        """Nothing."""

    def restart(self) -> None:
        """Nothing."""


@pytest.fixture
def silence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A source that gives silence, where the sound server's program is looked for."""
    place = tmp_path / "bin"
    place.mkdir()
    (place / "parec").write_text(SILENCE)
    (place / "parec").chmod(0o755)
    monkeypatch.setenv("PATH", f"{place}:{os.environ['PATH']}")


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    """A finished programme of a fifth of a second."""
    path = tmp_path / "a.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(b"\x00\x20\x00\xe0" * (RATE // 10))
    return path


def start(*, files: int | None = None) -> subprocess.Popen[bytes]:
    """The process; `files` is how many it may have open."""
    command = [sys.executable, "-m", "broadcaster.playout.listening", "monitor", str(RATE)]
    bounded = ["prlimit", f"--nofile={files}:{files}", *command] if files else command
    return subprocess.Popen(bounded, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


@pytest.fixture
def listener(silence: None) -> Iterator[subprocess.Popen[bytes]]:
    with start() as process:
        yield process
        process.kill()


def order(process: subprocess.Popen[bytes], do: str, **fields: object) -> None:
    assert process.stdin is not None
    process.stdin.write(encode(do, **fields))
    process.stdin.flush()


def begin(process: subprocess.Popen[bytes], name: str, path: Path, *, live: bool = False) -> None:
    end = RATE // 5
    order(
        process,
        "begin",
        id=name,
        path=str(path),
        live=live,
        start_frame=0,
        end_frame=end,
        utc_ns=time.time_ns(),
        expected=1.0,
    )


def handles(process: subprocess.Popen[bytes]) -> list[str]:
    """What the process has open besides its pipes."""
    place = Path(f"/proc/{process.pid}/fd")
    return [str(handle.readlink()) for handle in place.iterdir()]


def test_sixty_airings_leave_no_file_open(listener: subprocess.Popen[bytes], sound: Path) -> None:
    assert listener.stdout is not None
    said = lines(listener.stdout)
    assert next(said)["do"] == "tick"
    before = len(handles(listener))
    for number in range(AIRINGS):
        begin(listener, str(number), sound)
        order(listener, "end", id=str(number), frames=RATE // 5)
    over = 0
    while over < AIRINGS:
        over += next(said)["do"] == "finding"
    assert not [path for path in handles(listener) if path.endswith(".wav")]
    assert len(handles(listener)) == before


def test_airing_that_is_begun_anew_is_open_once(listener: subprocess.Popen[bytes], sound: Path) -> None:
    assert listener.stdout is not None
    said = lines(listener.stdout)
    for _ in range(5):
        begin(listener, "a", sound)
    order(listener, "end", id="a", frames=RATE // 5)
    while next(said)["do"] != "finding":
        pass
    assert not [path for path in handles(listener) if path.endswith(".wav")]


@pytest.mark.usefixtures("silence")
def test_process_without_a_descriptor_left_says_so_and_ends(sound: Path) -> None:
    with start(files=30) as process:
        assert process.stdout is not None
        for number in range(40):
            begin(process, str(number), sound)
        faults = [said for said in lines(process.stdout) if said["do"] == "fault"]
        process.wait(PATIENCE)
    assert process.returncode == 3
    assert "Too many open files" in faults[0]["reason"]


def test_what_is_live_has_nothing_to_compare_with_and_is_no_fault(
    listener: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    assert listener.stdout is not None
    begin(listener, "live", tmp_path / "no-such-socket", live=True)
    said = lines(listener.stdout)
    assert [next(said)["do"] for _ in range(3)] == ["tick"] * 3


def wait_for(true: Callable[[], bool]) -> None:
    end, pause = time.monotonic() + PATIENCE, threading.Event()
    while not true():
        assert time.monotonic() < end, "waited too long"
        pause.wait(0.02)


@pytest.mark.usefixtures("silence")
def test_programme_that_cannot_be_read_makes_the_link_deaf_and_a_fault(tmp_path: Path, sound: Path) -> None:
    faults: list[PlayoutError] = []
    findings: list[ListeningFinding] = []
    link = MonitorLink(Deaf(), ListenChoice(source="monitor", rate=RATE))
    link.start(findings.append, faults.append)
    try:
        wait_for(lambda: not link.deaf)
        lost = tmp_path / "gone.wav"
        for name, path in (("lost", lost), ("there", sound)):
            link.queue(
                Queue(id=name, path=str(path), name=name, start_frame=0, end_frame=RATE // 5, utc_ns=0)
            )
        link.hear(Event(kind="started", id="lost", utc_ns=time.time_ns()))
        wait_for(lambda: link.deaf)
        assert [fault.code for fault in faults] == ["playout.cannot_listen"]
        assert "gone.wav" in str(faults[0].facts["reason"])
        link.hear(Event(kind="ended", id="lost", frame=RATE // 5, utc_ns=time.time_ns()))
        wait_for(lambda: not link.deaf)
        link.hear(Event(kind="started", id="there", utc_ns=time.time_ns()))
        link.hear(Event(kind="ended", id="there", frame=RATE // 5, utc_ns=time.time_ns()))
        wait_for(lambda: bool(findings))
        assert [finding.id for finding in findings] == ["there"]
    finally:
        link.close()
