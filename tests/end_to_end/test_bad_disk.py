"""An emergency airs whatever becomes of the disk: full, not writable, of another account, not there."""

from __future__ import annotations

import json
import os
import shutil
import signal
import struct
import subprocess
import tempfile
import time
import wave
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from broadcaster.api.protocol.http_client import HttpClient
from broadcaster.core import spare_folders
from broadcaster.playout.keying.file import switchings
from tests.end_to_end.conftest import PATIENCE, SETTINGS, Broadcaster, wait_for

SOON = 1.0  # seconds from the request to the first sample of a new sentence
NOBODY = 65534
HELD_BACK = ("setpriv", "--bounding-set", "-dac_override,-dac_read_search")
"""Root whom permission bits hold back like anyone: the interpreter may lie where no other account reads."""
FLOOD = "title: Lũ\npriority: emergency\nrepeat: 1\nparts:\n  - say: Nước lũ đang lên.\n"


class HeldBack(Broadcaster):
    """The command as an account that permission bits hold back."""

    def command(self, *arguments: str) -> list[str]:
        words = super().command(*arguments)
        return [*HELD_BACK, *words] if os.geteuid() == 0 else words


class Ground:
    """A station on a small disk of its own, and the folder on a good disk that its output writes to."""

    def __init__(self, disk: Path, heard: Path, make: Callable[[Path], Broadcaster]) -> None:
        self.disk, self.heard = disk, heard
        self.station = make(disk / "dai")
        settings = SETTINGS.replace("output: none", f"output: {{file: {heard}}}")
        self.station.write(
            "station.yaml", settings.replace("closing: none", "closing: none, emergency: none")
        )
        self.station.write("messages/lu.yaml", FLOOD)
        self.client = HttpClient(self.station.folder / "state")

    def fill(self) -> None:
        """Leave not one byte."""
        with suppress(OSError), (self.disk / "day").open("ab", buffering=0) as file:
            while True:
                file.write(bytes(1 << 12))

    def wait_for_index(self, count: int) -> list[dict[str, object]]:
        """The first `count` airings that were heard to their end."""
        index = self.heard / "index.jsonl"
        wait_for(lambda: index.is_file() and len(index.read_text().splitlines()) >= count)
        return [json.loads(line) for line in index.read_text().splitlines()]

    @contextmanager
    def running(self, environment: dict[str, str] | None = None) -> Iterator[subprocess.Popen[bytes]]:
        """The station, answering; its log goes to a file, for a pipe that nobody reads would fill."""
        with (
            (self.heard / "log").open("wb") as log,
            subprocess.Popen(
                self.station.command("run"),
                env=self.station.environment | (environment or {}),
                stdout=log,
                stderr=log,
            ) as process,
        ):
            try:
                wait_for(lambda: process.poll() is not None or self.client.running())
                self.client.get("/api/v1/status")
                yield process
            finally:
                process.terminate()
                assert process.wait(PATIENCE) in (0, -signal.SIGKILL), (self.heard / "log").read_text()[
                    -3000:
                ]

    def ask(self, what: str, /, **body: object) -> str:
        """Ask for an emergency over the station's socket; its ticket."""
        return str(self.client.post(f"/api/v1/{what}", {"priority": "emergency", **body})["id"])

    def faults(self) -> list[str]:
        return [fault["message"] for fault in self.client.get("/api/v1/status")["errors"]]


def tone(path: Path) -> None:
    """A sound file of half a second."""
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 24000, 0, "NONE", ""))
        file.writeframes(b"".join(struct.pack("<h", n % 48 * 500 - 12000) for n in range(12000)))


READ_ONLY = ("state", "audio_cache")
"""What can be barred from its own account: by a read-only disk."""


@pytest.fixture
def full() -> Iterator[Ground]:
    """A disk of 3 MB that really fills."""
    folder = Path(tempfile.mkdtemp(prefix="disk-"))
    disk, heard = folder / "disk", folder / "heard"
    heard.mkdir()
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if mounted.returncode != 0:
        shutil.rmtree(folder)
        pytest.skip("a small disk cannot be mounted here")
    try:
        yield Ground(disk, heard, Broadcaster)
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)
        shutil.rmtree(folder)


@pytest.fixture
def barred() -> Iterator[Ground]:
    """A folder whose parts can be taken from the account that the station runs as."""
    if os.geteuid() == 0 and shutil.which("setpriv") is None:
        pytest.skip("permission bits do not hold root back, and there is no setpriv")
    folder = Path(tempfile.mkdtemp(prefix="disk-"))
    (folder / "heard").mkdir()
    try:
        yield Ground(folder, folder / "heard", HeldBack)
    finally:
        for name in READ_ONLY:
            subprocess.run(["umount", "-l", str(folder / "dai" / name)], capture_output=True, check=False)
        for path in folder.rglob("*"):
            if path.is_dir():
                path.chmod(0o777)
        shutil.rmtree(folder)


def _heard_after(ground: Ground, count: int, asked: float) -> float:
    """Seconds from `asked` (wall time) to the first sample of the airing that was heard last."""
    last = ground.wait_for_index(count)[-1]
    return float(str(last["utc_ns"])) / 1e9 - asked


@pytest.mark.slow
@pytest.mark.lab
def test_new_sentence_on_a_full_disk_is_heard_within_a_second(full: Ground) -> None:
    with full.running():
        full.fill()
        figures = []
        for number in range(5):
            asked = time.time()
            full.ask("say", text=f"Nước lên mức {number}.")
            figures.append(_heard_after(full, number + 1, asked))
    # The first one starts the render process; all others take a tenth of that.
    assert max(figures) < SOON, figures


@pytest.mark.patient
def test_all_that_is_asked_for_as_an_emergency_airs_on_a_full_disk(full: Ground) -> None:
    recording = full.heard / "coi.wav"
    tone(recording)
    with full.running({"TMPDIR": str(full.disk)}):
        full.fill()
        full.ask("say", text="Nước lên.")
        full.ask("play", message="lu")
        full.ask("play-file", path=str(recording))
        # What its file alone calls an emergency needs no more of the disk than what a person does.
        full.client.post("/api/v1/play", {"message": "lu"})
        full.wait_for_index(4)
        speak(full, seconds=2)
        full.wait_for_index(5)
        ticket = full.client.post("/api/v1/say", {"text": "Tin thường."})["id"]
        end = full.client.get(f"/api/v1/requests/{ticket}?wait=20")
        assert end["outcome"] == "refused"
        assert "disk is full" in end["reason"].lower()
        assert any("disk is full" in fault and "audio_cache/programmes" in fault for fault in full.faults())
        assert spare_folders.kept(full.station.folder)
        (full.disk / "day").unlink()
        wait_for(lambda: not any("disk is full" in fault for fault in full.faults()))
        full.client.post("/api/v1/say", {"text": "Tin thường."})
    assert not spare_folders.kept(full.station.folder), "nothing is left in memory"


def speak(ground: Ground, seconds: int) -> None:
    """Speak as a client that sends its microphone in chunks."""
    ticket = ground.client.post(
        "/api/v1/live", {"priority": "emergency", "form": "pcm", "rate": 24000, "seconds": seconds}
    )["ticket"]
    ground.client.post(f"/api/v1/live/{ticket}/talk", {"on": True})
    for number in range(10 * seconds):
        ground.client.send(f"/api/v1/live/{ticket}/chunks/{number}", b"\x00\x20\x00\xe0" * 1200)
    ground.client.post(f"/api/v1/live/{ticket}/end", {})


WAYS = {
    "cache": (0o555, "audio_cache"),
    "state": (0o555, "state"),
    "all": (0o555, "audio_cache", "state", ""),
    "nothing made yet": (0o555, ""),
    "not even readable": (0o000, "audio_cache"),
}
"""Which folders of the station it may not write, and what it may."""


def bar(folder: Path, mode: int = 0o555) -> None:
    """Let the station not write here: a read-only disk, or another account's."""
    folder.mkdir(exist_ok=True)
    if folder.name in READ_ONLY and mode:
        for how in (("--bind", str(folder)), ("-o", "remount,ro,bind")):
            if subprocess.run(["mount", *how, str(folder)], capture_output=True, check=False).returncode != 0:
                pytest.skip("no disk can be made read-only here")
        return
    folder.chmod(mode)
    if os.geteuid() == 0:
        os.chown(folder, NOBODY, NOBODY)


@pytest.mark.patient
@pytest.mark.parametrize("way", WAYS)
def test_station_whose_folders_cannot_be_written_starts_and_airs_an_emergency(
    barred: Ground, way: str
) -> None:
    mode, *names = WAYS[way]
    for name in names:
        bar(barred.station.folder / str(name), int(mode))
    with barred.running():
        barred.ask("say", text="Nước lên.")
        barred.ask("play", message="lu")
        barred.wait_for_index(2)
        # A cache that is another account's is none: it lies in `state/` then.
        assert any("No permission to write" in fault for fault in barred.faults()) is (mode != 0o000)
        assert not any("inside the program" in fault or "watched" in fault for fault in barred.faults())
        again = barred.station("say", "Nước lên nữa.", "--emergency")
        assert again.returncode == 0, again.stderr


def take_away(state: Path) -> None:
    """Let the station neither write nor read there, nor reach what lies below."""
    state.mkdir(exist_ok=True)
    if os.geteuid() == 0:
        os.chown(state, NOBODY, NOBODY)
    state.chmod(0)


@pytest.mark.patient
def test_start_on_a_state_that_cannot_even_be_read_ends_with_that_reason(barred: Ground) -> None:
    """Nobody knows there what was approved, and which of two stations runs: it is told, not guessed."""
    take_away(barred.station.folder / "state")
    ended = barred.station("run")
    assert ended.returncode == 1
    (told,) = [line for line in ended.stderr.splitlines() if line.startswith("Error:")]
    assert "No permission to write" in told
    assert str(barred.station.folder / "state") in told


@pytest.mark.patient
def test_running_station_whose_state_becomes_unreadable_airs_an_emergency_of_a_contact(
    barred: Ground,
) -> None:
    button, settings = barred.heard / "nut", barred.station.folder / "station.yaml"
    contact = f"contacts: {{nut: {{type: file, path: {button}, message: lu, hold: 0.1s, emergency: true}}}}\n"
    settings.write_text(settings.read_text() + contact)
    with barred.running():
        take_away(barred.station.folder / "state")
        button.touch()
        barred.wait_for_index(1)
        button.unlink()
        time.sleep(1)
        button.touch()
        barred.wait_for_index(2)


@pytest.mark.patient
def test_transmitter_is_switched_for_a_contact_though_nothing_can_be_written(barred: Ground) -> None:
    relay, button = barred.heard / "relay", barred.heard / "nut"
    settings = barred.station.folder / "station.yaml"
    keying = f"keying: {{type: file, file: {relay}, settle: 0.2s, noise: 0s, tail: 0.2s}}\n"
    contact = f"contacts: {{nut: {{type: file, path: {button}, message: lu, hold: 0.1s}}}}\n"
    settings.write_text(settings.read_text() + keying + contact)
    bar(barred.station.folder)
    with barred.running():
        wait_for(lambda: bool(barred.client.get("/api/v1/status")["contacts"][0]["armed"]))
        button.touch()
        barred.wait_for_index(1)
    assert [switching.on for switching in switchings(relay)] == [False, True, False]


@pytest.mark.patient
def test_emergency_without_a_station_running_airs_from_a_folder_that_cannot_be_written(
    barred: Ground,
) -> None:
    bar(barred.station.folder)
    for asked in (("say", "Nước lên.", "--emergency"), ("play", "lu")):
        done = barred.station(*asked)
        assert done.returncode == 0, done.stderr
    assert not spare_folders.kept(barred.station.folder)


@pytest.mark.slow
def test_emergency_made_ahead_lies_in_memory_and_what_a_killed_station_left_goes(barred: Ground) -> None:
    cache = barred.station.folder / "audio_cache"
    bar(cache)
    with barred.running() as process:
        wait_for(lambda: _sheets(barred) == 1)
        asked = time.time()
        barred.ask("play", message="lu")
        assert _heard_after(barred, 1, asked) < SOON
        process.kill()
        process.wait()
    assert _sheets(barred) == 1
    subprocess.run(["umount", str(cache)], check=True)
    with barred.running():
        barred.ask("play", message="lu")
        assert not spare_folders.kept(barred.station.folder)


def _sheets(ground: Ground) -> int:
    """How many programmes lie in memory, whole."""
    return sum(len(list(folder.rglob("*.json"))) for folder in spare_folders.kept(ground.station.folder))
