"""The real air process, playing into files: started, killed, hung, and gone with its parent."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import time
import wave
from array import array
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from broadcaster.core.errors import NoOutput
from broadcaster.playout.air.mixer import FADE_OUT
from broadcaster.playout.air.wire import Event, Level, Queue
from broadcaster.playout.links.air import AirLost, AirReady, AirReport
from broadcaster.playout.links.air_link import AirLink, _code
from broadcaster.playout.outputs.output import OutputChoice
from tests.unit.playout.conftest import RATE, WavMaker

AHEAD = 250_000_000  # ns between order and sound
PATIENCE = 60.0


class Watched:
    """A link and what it reported, levels apart."""

    def __init__(self, choice: OutputChoice) -> None:
        self.reports: queue.Queue[AirReport] = queue.Queue()
        self.levels: list[Level] = []
        self.link = AirLink(choice)

    def hear(self, report: AirReport) -> None:
        if isinstance(report, Level):
            self.levels.append(report)
        else:
            self.reports.put(report)

    def next(self) -> AirReport:
        return self.reports.get(timeout=PATIENCE)


@pytest.fixture
def air(tmp_path: Path) -> Iterator[Watched]:
    watched = Watched(OutputChoice(kind="file", rate=RATE, folder=str(tmp_path / "out")))
    watched.link.start(watched.hear)
    assert isinstance(watched.next(), AirReady)
    yield watched
    watched.link.close()


def order(path: Path, name: str = "a", *, last: int = RATE // 2) -> Queue:
    at = time.time_ns() + AHEAD
    return Queue(id=name, path=str(path), name=name, start_frame=0, end_frame=last, utc_ns=at)


def kept(folder: Path) -> Path:
    """The one whole file; the air tells the end a moment before the file has its name."""
    end = time.monotonic() + PATIENCE
    while not list(folder.glob("*.wav")):
        assert time.monotonic() < end, "no file"
        time.sleep(0.01)
    (file,) = folder.glob("*.wav")
    return file


def samples(path: Path, channels: int = 1) -> array[int]:
    """What a file holds, interleaved."""
    with wave.open(str(path), "rb") as file:
        assert (file.getnchannels(), file.getframerate()) == (channels, RATE)
        return array("h", file.readframes(file.getnframes()))


def test_file_output_holds_exactly_the_frames_that_were_asked_for(
    air: Watched, make_wav: WavMaker, tmp_path: Path
) -> None:
    wanted = order(make_wav(), "ban-tin")
    air.link.queue(wanted)
    started, ended = air.next(), air.next()
    assert isinstance(started, Event)
    assert isinstance(ended, Event)
    assert (started.kind, ended.kind) == ("started", "ended")
    assert abs(started.utc_ns - wanted.utc_ns) < 1_000_000_000 / RATE
    file = kept(tmp_path / "out")
    assert file.name.endswith("-ban-tin.wav")
    assert samples(file) == array("h", range(1, RATE // 2 + 1))
    assert air.levels[0].peak > 0


def test_file_of_sides_that_differ_has_two_channels(air: Watched, make_wav: WavMaker, tmp_path: Path) -> None:
    air.link.queue(replace(order(make_wav(), "hai-cum"), right=RATE // 4))
    assert [air.next(), air.next()]
    heard = samples(kept(tmp_path / "out"), channels=2)
    assert heard[0 : RATE // 2 : 2] == array("h", range(1, RATE // 4 + 1))
    assert not any(heard[1 : RATE // 2 : 2])
    assert heard[RATE // 2 + 1] == 1


def test_fade_cuts_the_file_short(air: Watched, make_wav: WavMaker, tmp_path: Path) -> None:
    air.link.queue(order(make_wav(5 * RATE), last=5 * RATE))
    assert air.next() is not None
    air.link.fade("a")
    cut = air.next()
    assert isinstance(cut, Event)
    assert cut.kind == "cut"
    file = kept(tmp_path / "out")
    assert len(samples(file)) == cut.frame + round(FADE_OUT * RATE), "told as the fade begins"


def test_missing_file_is_reported_as_failed_with_a_reason(air: Watched, tmp_path: Path) -> None:
    air.link.queue(order(tmp_path / "gone.wav"))
    failed = air.next()
    assert isinstance(failed, Event)
    assert failed.kind == "failed"
    assert "No such file" in failed.reason


def test_wrong_rate_is_reported_as_failed(air: Watched, make_wav: WavMaker) -> None:
    air.link.queue(order(make_wav(rate=48000)))
    failed = air.next()
    assert isinstance(failed, Event)
    assert (failed.kind, failed.reason) == ("failed", "rate 48000, not 24000")


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP], ids=["killed", "hung"])
def test_process_that_dies_or_hangs_is_replaced_and_plays_again(
    air: Watched, make_wav: WavMaker, number: signal.Signals
) -> None:
    first = air.link.pid
    assert first is not None
    heartbeat = air.link._heartbeat
    assert heartbeat is not None
    os.kill(first, signal.SIGSTOP)
    time.sleep(0.02)  # it ticks no more
    heartbeat.tick(heartbeat.frames(), 500, 600)
    os.kill(first, number)
    lost = air.next()
    assert isinstance(lost, AirLost)
    # The device of one that hangs plays on what it was given; the sound of one that is gone ends with it.
    assert lost.frame == (500 if number is signal.SIGKILL else 600)
    assert isinstance(air.next(), AirReady)
    assert air.link.pid != first
    air.link.queue(order(make_wav()))
    reports = [air.next(), air.next()]
    assert [r.kind for r in reports if isinstance(r, Event)] == ["started", "ended"]


def test_process_that_dies_leaves_how_far_it_was_heard(air: Watched, make_wav: WavMaker) -> None:
    wanted = order(make_wav(9 * RATE), last=9 * RATE)
    air.link.queue(wanted)
    assert isinstance(air.next(), Event)
    time.sleep(1)
    os.kill(air.link.pid or 0, signal.SIGKILL)
    killed = time.time_ns()
    lost = air.next()
    assert isinstance(lost, AirLost)
    assert lost.frame is not None
    assert lost.frame / RATE == pytest.approx((killed - wanted.utc_ns) / 1e9, abs=0.1)


def test_closing_fades_what_sounds_and_keeps_the_file(tmp_path: Path, make_wav: WavMaker) -> None:
    watched = Watched(OutputChoice(kind="file", rate=RATE, folder=str(tmp_path / "out")))
    watched.link.start(watched.hear)
    watched.link.queue(order(make_wav(9 * RATE), last=9 * RATE))
    assert isinstance(watched.next(), AirReady)
    assert isinstance(watched.next(), Event)
    begun = time.monotonic()
    watched.link.close()
    assert time.monotonic() - begun < 8  # of the 9 s that it lasts
    file = kept(tmp_path / "out")
    assert 0 < len(samples(file)) < 9 * RATE


def test_air_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    program = (
        "import sys, time\n"
        "from broadcaster.playout.links.air_link import AirLink\n"
        "from broadcaster.playout.outputs.output import OutputChoice\n"
        "link = AirLink(OutputChoice(kind='none', rate=24000))\n"
        "link.start(lambda report: None)\n"
        "print(link.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        parent.kill()
        parent.wait()
        end = time.monotonic() + PATIENCE
        while _alive(child) and time.monotonic() < end:
            time.sleep(0.05)
        assert not _alive(child)


def _alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_folder_that_cannot_be_written_is_said_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    watched = Watched(OutputChoice(kind="file", rate=RATE, folder=str(tmp_path / "file" / "out")))
    with pytest.raises(NoOutput) as caught:
        watched.link.start(watched.hear)
    assert caught.value.code == "playout.no_folder"
    assert "Not a directory" in str(caught.value.facts["reason"])


def test_missing_device_is_said_at_the_start() -> None:
    watched = Watched(OutputChoice(kind="device", rate=RATE, device="no such device"))
    with pytest.raises(NoOutput) as caught:
        watched.link.start(watched.hear)
    assert caught.value.code in ("playout.no_such_output", "playout.no_device")


def test_output_that_comes_late_is_opened_where_the_station_waits_for_it(tmp_path: Path) -> None:
    (tmp_path / "card").write_text("")
    watched = Watched(OutputChoice(kind="file", rate=RATE, folder=str(tmp_path / "card")))
    watched.link.start(watched.hear, waits=True)
    try:
        lost = watched.next()
        assert isinstance(lost, AirLost)
        assert "exists" in lost.reason
        (tmp_path / "card").unlink()
        while isinstance(report := watched.next(), AirLost):
            pass
        assert isinstance(report, AirReady)
    finally:
        watched.link.close()


def test_machine_that_is_busy_is_no_missing_device() -> None:
    watched = Watched(OutputChoice(kind="none", rate=RATE))
    with pytest.raises(NoOutput) as caught:
        watched.link.start(watched.hear, busy=0.01)
    assert caught.value.code == "playout.air_slow"


def test_output_that_needs_no_device_is_waited_for_as_long_as_the_machine_needs() -> None:
    watched = Watched(OutputChoice(kind="none", rate=RATE))
    watched.link.start(watched.hear, patience=0.0)
    watched.link.close()


def test_air_imports_nothing_heavy() -> None:
    program = (
        "import sys, broadcaster.playout.air.__main__, broadcaster.playout.outputs.paced\n"
        "print([m for m in ('numpy', 'pydub', 'yaml', 'pydantic', 'sqlite3', 'asyncio') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("kind", "reason", "code"),
    [
        ("file", "No output device matching 'x'", "playout.no_folder"),
        ("none", "exit 4", "playout.air_failed"),
        ("device", "Error querying device -1", "playout.no_card"),
        ("device", "No output device matching 'tai-nghe'", "playout.no_such_output"),
        ("device", "Invalid sample rate [PaErrorCode -9997]", "playout.no_device"),
    ],
)
def test_what_portaudio_says_of_an_output_is_told_in_our_words(kind: str, reason: str, code: str) -> None:
    assert _code(kind, reason) == code
