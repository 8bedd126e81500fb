"""The station at a real sound server: what its monitor recorded is what was planned."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
import wave
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from benchmarks import soundlab
from benchmarks.idle import family, name
from benchmarks.start_accuracy import station_run
from broadcaster.core.clock import FakeClock, SystemClock
from broadcaster.journal.log.journal import Journal
from broadcaster.journal.rows.model import Reason
from broadcaster.playout.outputs.probe import present
from broadcaster.timetable.guard.clock_sources import SystemTimeSource
from tests.end_to_end.conftest import SETTINGS, Broadcaster, wait_for
from tests.fakes.services import bright, highs

IDLE, BUSY = 1.0, 2.0  # ms from the run's median, at most
OFFSET = 20.0  # ms: the median itself
DEVICE = SETTINGS.replace("output: none\n", "")


def test_laboratory_is_there() -> None:
    """Nothing here is skipped silently: without the sound server the tests fail."""
    assert soundlab.missing() is None, f"{soundlab.missing()} is missing: scripts/test installs it"


@pytest.mark.slow
def test_message_is_heard_whole_at_the_device(station: Broadcaster, tmp_path: Path) -> None:
    with soundlab.null_sink(tmp_path / "pulse") as environment:
        station.environment |= environment
        station.write(
            "station.yaml", (station.folder / "station.yaml").read_text().replace("output: none\n", "")
        )
        recording = soundlab.Recording(tmp_path / "heard.raw", environment, 60)
        done = station("run", "--once", "ngan")
        assert done.returncode == 0, done.stderr
        time.sleep(0.5)
        heard, _ = recording.end()
    rendered = station.json("render", "ngan")
    loud = np.flatnonzero(np.abs(heard) > soundlab.QUIET)
    assert (loud[-1] - loud[0]) / soundlab.RATE == pytest.approx(rendered["duration_s"], abs=0.3)
    assert present("no such device") is None


@pytest.mark.slow
@pytest.mark.parametrize("rate", [48000, 24000])
def test_sound_of_48_khz_is_heard_as_such_where_the_station_says_so(
    station: Broadcaster, tmp_path: Path, httpserver: HTTPServer, rate: int
) -> None:
    """The high tone of the service's clip at each step: none goes through 24 kHz unless the station does."""

    def says(request: Request) -> Response:
        return Response(bright(request.get_json()["input"]), mimetype="audio/wav")

    httpserver.expect_request("/v1/audio/speech").respond_with_handler(says)
    address = httpserver.url_for("").rstrip("/")
    settings = DEVICE.replace("engines: [espeak]", "engines: [openai, espeak]")
    settings = settings.replace("sound: {", f"sound: {{rate: {rate}, ")
    station.write(
        "station.yaml", f"{settings}services: {{openai: {{address: '{address}', voices: [mot]}}}}\n"
    )
    with soundlab.null_sink(tmp_path / "pulse") as environment:
        station.environment |= environment
        recording = soundlab.Recording(tmp_path / "heard.raw", environment, 60)
        done = station("run", "--once", "ngan")
        assert done.returncode == 0, done.stderr
        time.sleep(0.5)
        heard, _ = recording.end()
    rendered = station.json("render", "ngan", "-o", str(tmp_path / "programme.wav"))
    assert rendered["engine"] == "openai"
    (clip,) = (station.folder / "audio_cache/clips").rglob("*.wav")
    steps = (_read(clip), _read(tmp_path / "programme.wav"), (np.asarray(heard), soundlab.RATE))
    assert [hertz for _, hertz in steps] == [48000, rate, 48000]
    levels = [highs(sound, hertz) for sound, hertz in steps]
    assert levels[0] == pytest.approx(0, abs=1)
    for level in levels[1:]:
        assert level == pytest.approx(0, abs=2) if rate == soundlab.RATE else level < -40, levels


def _read(path: Path) -> tuple[NDArray[np.float64], int]:
    """The samples of a WAV of one channel, and its rate."""
    with wave.open(str(path)) as file:
        assert file.getnchannels() == 1
        return np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32768, file.getframerate()


@pytest.mark.patient
def test_air_keeps_only_the_plugin_that_it_plays_through(station: Broadcaster, tmp_path: Path) -> None:
    station.write("station.yaml", DEVICE)
    with soundlab.null_sink(tmp_path / "pulse") as environment:
        station.environment |= environment
        with station.running() as process:
            (air,) = (each for each in family(process.pid) if name(each) == "broadcaster.playout.air")
            wait_for(lambda: station.look("status")["output"]["ok"])
            mapped = Path(f"/proc/{air}/maps").read_text().split()
    plugins = {Path(each).name for each in mapped if "libasound_module_pcm_" in each}
    assert plugins == {"libasound_module_pcm_pulse.so"}


@pytest.mark.slow
@pytest.mark.parametrize("busy", [pytest.param(False, id="idle"), pytest.param(True, id="busy")])
@pytest.mark.lab
def test_starts_deviate_little_and_the_journal_tells_them(tmp_path: Path, busy: bool) -> None:
    limit = BUSY if busy else IDLE
    run = station_run(tmp_path / "first", 12, busy=busy)
    if len(run.offsets) < 12 or run.deviation(100) > limit:
        # A virtual machine may be halted as a whole for a moment; a fault of ours shows twice.
        run = station_run(tmp_path / "second", 12, busy=busy)
    assert len(run.offsets) == 12
    assert run.deviation(100) <= limit
    assert abs(run.median) <= OFFSET
    assert [row["outcome"] for row in run.journal] == ["aired"] * 12
    assert all(row["planned"] and row["started"] and row["ended"] for row in run.journal)


@pytest.mark.patient
def test_item_comes_back_when_the_sound_server_died(station: Broadcaster, tmp_path: Path) -> None:
    station.write("station.yaml", DEVICE)
    station.write("messages/dai.yaml", "title: Dài\nrepeat: 3\ngap: 1s\nparts:\n  - say: Kính thưa bà con.\n")
    with soundlab.null_sink(tmp_path / "pulse") as environment:
        station.environment |= environment
        with station.running():
            station("play", "dai", "--no-wait")
            wait_for(lambda: bool((station.look("status")["on_air"] or {}).get("started")))
            kill_server(tmp_path / "pulse")
            wait_for(lambda: not station.look("status")["output"]["ok"])
            shutil.rmtree(tmp_path / "pulse")
            with soundlab.null_sink(tmp_path / "pulse"):
                wait_for(lambda: bool(station.look("status")["output"]["ok"]))
                wait_for(lambda: [row["outcome"] for row in station.look("log")] == ["aired"])


def kill_server(folder: Path) -> None:
    """Kill the sound server of `folder` as a crash would."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_text()
        except OSError:
            continue
        if words.startswith("pulseaudio") and str(folder) in words:
            os.kill(int(process.name), signal.SIGKILL)


@pytest.mark.patient
def test_scheduled_airing_at_the_loudspeakers_waits_until_somebody_vouches_for_the_clock(
    station: Broadcaster, tmp_path: Path
) -> None:
    station.write("station.yaml", DEVICE)
    due = datetime.now(UTC) - timedelta(seconds=20)
    station.write("schedules/a.yaml", f'message: ngan\nat: ["{due:%H:%M:%S}"]\ncatch_up: 10m\n')
    if SystemTimeSource().synchronised():
        pytest.skip("the network vouches for this computer's clock, whatever the journal holds")
    # The clock is behind what the journal holds.
    (station.folder / "state").mkdir()
    with Journal.open(station.folder / "state/journal.db", SystemClock()) as journal:
        journal.touch(due - timedelta(seconds=60))
        journal.note(due, Reason(code="clock.jumped"))
        ahead = FakeClock(datetime.now(UTC) + timedelta(minutes=30))
        with Journal.open(station.folder / "state/journal.db", ahead) as wrong:
            wrong.note(due, Reason(code="clock.jumped"))
    with soundlab.null_sink(tmp_path / "pulse") as environment:
        station.environment |= environment
        with station.running() as process:
            clock = station.json("status")["clock"]
            assert (clock["trusted"], clock["code"]) == (False, "behind_journal")
            assert "THE TIME IS NOT TRUSTED" in station("status").stdout
            assert station("play", "ngan").returncode == 0
            assert [row["kind"] for row in station.json("log")] == ["manual"]
            assert station("clock", "confirm", text="n\n").returncode == 1
            assert station("clock", "confirm", text="y\n").returncode == 0
            assert station.json("clock")["code"] == "person"
            wait_for(lambda: [row["outcome"] for row in station.look("log")] == ["aired", "aired"])
            process.terminate()
            _, errors = process.communicate(timeout=20)
    assert "SCHEDULED AIRINGS ARE HELD" in errors
    codes = [row["code"] for row in station.json("log", "events") if row["code"].startswith("clock.")]
    assert codes[-2:] == ["clock.behind_journal", "clock.person"]


@pytest.mark.patient
@pytest.mark.parametrize(("answer", "trusted"), [("y\n", True), ("n\n", False)], ids=["yes", "no"])
def test_whoever_starts_the_station_at_a_terminal_is_asked_for_the_time_once(
    station: Broadcaster, tmp_path: Path, answer: str, trusted: bool
) -> None:
    station.write("station.yaml", DEVICE)
    (station.folder / "state").mkdir()
    ahead = FakeClock(datetime.now(UTC) + timedelta(minutes=30))
    with Journal.open(station.folder / "state/journal.db", ahead) as journal:
        journal.note(ahead.now(), Reason(code="clock.jumped"))
    with soundlab.null_sink(tmp_path / "pulse") as environment:
        ours, theirs = os.openpty()
        with subprocess.Popen(
            ["setsid", "--ctty", *station.command("run")],
            env=station.environment | environment,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
        ) as process:
            said = b""
            while b"[y/N]" not in said:
                said += os.read(ours, 4096)
            os.write(ours, answer.encode())
            wanted = b"Confirmed" if trusted else b"Not confirmed"
            while wanted not in said:
                said += os.read(ours, 4096)
            assert station.json("status")["clock"]["trusted"] is trusted
            process.terminate()
            process.wait(20)
        os.close(ours)
        os.close(theirs)
    assert process.returncode == 0


@pytest.mark.slow
def test_quiet_noise_is_heard_between_settling_and_the_message(station: Broadcaster, tmp_path: Path) -> None:
    """Silence while the transmitter settles, noise for its second, then the message; at the monitor."""
    relay = tmp_path / "relay.log"
    keying = f"keying: {{type: file, file: {relay}, settle: 1s, noise: 1s, tail: 0.5s}}\n"
    station.write("station.yaml", DEVICE + keying)
    with soundlab.null_sink(tmp_path / "pulse") as environment:
        station.environment |= environment
        recording = soundlab.Recording(tmp_path / "heard.raw", environment, 60)
        assert station("run", "--once", "ngan").returncode == 0
        time.sleep(0.5)
        heard, _ = recording.end()
    first = int(np.flatnonzero(np.abs(heard) > soundlab.QUIET * 10)[0])
    noise = heard[first - round(0.9 * soundlab.RATE) : first - round(0.1 * soundlab.RATE)]
    assert 20 * np.log10(np.sqrt(np.mean(noise**2))) == pytest.approx(-50, abs=2)
    settling = heard[first - round(1.9 * soundlab.RATE) : first - round(1.1 * soundlab.RATE)]
    assert not settling.any()
