"""The render process: it may crash, hang or be killed, and the station only hears of it."""

from __future__ import annotations

import math
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from broadcaster.core.errors import BroadcasterError, EngineMissing, StudioError
from broadcaster.core.whole_files import sha256_file
from broadcaster.station.model.message import Play, Say
from broadcaster.station.model.station import Recording, Station
from broadcaster.studio.render import process
from broadcaster.studio.render.process import RenderProcess
from broadcaster.studio.render.studio import open_programmes
from tests.unit.studio.conftest import ebur128, message, music, record_to

MANY = Say(text=" ".join(f"Câu số {n} của bản tin dài này." for n in range(200)))


@pytest.fixture
def renderer() -> Iterator[RenderProcess]:
    process = RenderProcess(idle=30, time_limit=300)
    yield process
    process.close()


def _wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 90
    while not condition():
        assert time.monotonic() < deadline
        threading.Event().wait(0.01)


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_programme_from_the_process_is_whole_and_the_child_is_kept(
    station: Station, renderer: RenderProcess
) -> None:
    told: list[tuple[int, int]] = []
    first = renderer.render(station, message(), progress=lambda done, total: told.append((done, total)))
    pid = renderer.pid
    assert ebur128(first.path)[0] == pytest.approx(-16, abs=0.2)
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert pid is not None
    assert os.getpriority(os.PRIO_PROCESS, pid) >= 10, "it yields to everything else"
    second = renderer.render(station, message())
    assert (second.clips_made, second.clips_reused) == (0, 3)
    assert renderer.pid == pid
    assert open_programmes(station).get(first.sound_digest) is not None


def test_process_that_an_emergency_waits_for_yields_to_nothing(station: Station) -> None:
    urgent = RenderProcess(nice=0)
    try:
        urgent.render(station, message())
        assert urgent.pid is not None
        assert os.getpriority(os.PRIO_PROCESS, urgent.pid) == os.getpriority(os.PRIO_PROCESS, 0)
    finally:
        urgent.close()


def _has_loaded(renderer: RenderProcess, library: str) -> bool:
    return renderer.pid is not None and library in Path(f"/proc/{renderer.pid}/maps").read_text()


@pytest.mark.patient
def test_warm_process_has_loaded_before_a_job_stays_and_is_replaced_after_a_kill(station: Station) -> None:
    urgent = RenderProcess(nice=0, idle=math.inf)
    try:
        urgent.warm(station)
        _wait_for(lambda: _has_loaded(urgent, "numpy"))
        first = urgent.pid
        urgent.warm(station)
        assert urgent.render(station, message()).frames
        assert urgent.pid == first
        assert first is not None
        os.kill(first, signal.SIGKILL)
        _wait_for(lambda: urgent.pid is None)
        urgent.warm(station)
        assert urgent.pid not in (None, first)
        assert urgent.render(station, message(id="ngan")).frames, "a job that comes while it loads is done"
    finally:
        urgent.close()
    urgent.warm(station)
    assert urgent.pid is None, "none is started after the end"


@pytest.mark.patient
def test_process_that_cannot_be_started_is_logged_and_a_job_starts_one_later(
    station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    urgent = RenderProcess(nice=0, idle=math.inf)
    with monkeypatch.context() as broken:
        broken.setattr(sys, "executable", "/nowhere/python")
        urgent.warm(station)
    assert urgent.pid is None
    assert urgent.render(station, message()).frames
    urgent.close()


WARM = """
import sys
from broadcaster.core.clock import SystemClock
from broadcaster.station.model.settings import Settings
from broadcaster.station.model.station import Station
from broadcaster.studio.render.worker import _Engines, warm
assert not {"numpy", "yaml", "pydantic", "apscheduler", "scipy"} & sys.modules.keys()
from pathlib import Path
station = Station(root=Path(sys.argv[1]), settings=Settings(name="x"), messages={}, schedules={})
warm(station, _Engines().speaker(station))
print(*sys.modules)
"""


@pytest.mark.patient
def test_getting_ready_loads_what_an_emergency_needs_and_writes_nothing(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WARM, str(tmp_path)], capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.split())
    assert {"broadcaster.studio.render.assembly", "broadcaster.speech.engines.espeak"} <= loaded
    # They are large, and none of the values that come through the pipe needs them.
    assert not {"pydantic", "apscheduler", "scipy"} & loaded
    assert list(tmp_path.rglob("*")) == []


def test_errors_come_through_with_their_class_and_facts(
    station: Station, tmp_path: Path, renderer: RenderProcess
) -> None:
    bad = tmp_path / "hong.mp3"
    bad.write_bytes(b"no sound")
    taken = Recording(name="hong.mp3", path=bad, sha256=sha256_file(bad))
    broken = replace(station, recordings={"hong.mp3": taken})
    with pytest.raises(StudioError) as caught:
        renderer.render(broken, message(Play(recording="hong.mp3")))
    assert caught.value.code == "studio.cannot_decode"
    assert caught.value.facts["path"] == "hong.mp3"
    with pytest.raises(EngineMissing):
        renderer.render(station, message(), engine="khong-co")
    assert renderer.render(station, message()).clips_made == 3


def test_child_killed_in_the_middle_is_told_and_the_next_job_has_a_fresh_one(
    station: Station, renderer: RenderProcess
) -> None:
    def kill(done: int, total: int) -> None:
        # What it had told before it was killed is still read afterwards.
        if (pid := renderer.pid) is not None:
            os.kill(pid, signal.SIGKILL)

    pids = []

    def kill_once(done: int, total: int) -> None:
        pids.append(renderer.pid)
        if len(set(pids)) == 1:
            kill(done, total)

    assert renderer.render(
        station, message(Say(text=MANY.text + " Hết."), id="mot"), progress=kill_once
    ).frames, "another does it"
    with pytest.raises(StudioError) as caught:
        renderer.render(station, message(MANY), progress=kill)
    assert caught.value.code == "studio.render_died"
    programme = renderer.render(station, message())
    assert ebur128(programme.path)[0] == pytest.approx(-16, abs=0.2)


@pytest.mark.patient
@pytest.mark.patient
def test_child_that_hangs_is_killed_after_its_time(station: Station) -> None:
    with_limit = RenderProcess(time_limit=300)
    assert with_limit.render(station, message()).frames
    with_limit._time_limit = 5.0  # only for the job that hangs: a busy machine is slow at all others
    pids: list[int] = []

    def stop(done: int, total: int) -> None:
        if not pids:
            assert with_limit.pid is not None
            pids.append(with_limit.pid)
            os.kill(pids[0], signal.SIGSTOP)

    with pytest.raises(StudioError) as caught:
        with_limit.render(station, message(MANY), progress=stop)
    assert caught.value.code == "studio.render_hung"
    assert not _is_running(pids[0])
    with_limit._time_limit = 300
    assert with_limit.render(station, message()).frames
    with_limit.close()


@pytest.mark.patient
@pytest.mark.patient
def test_child_that_gives_no_sign_of_life_is_replaced_and_the_job_is_done(
    station: Station, renderer: RenderProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert renderer.render(station, message()).frames
    monkeypatch.setattr(process, "SILENT", 4.0)
    pids: list[int] = []

    def stop(done: int, total: int) -> None:
        assert renderer.pid is not None
        if not pids:
            os.kill(renderer.pid, signal.SIGSTOP)
        pids.append(renderer.pid)

    assert renderer.render(station, message(MANY), progress=stop).frames
    assert pids[-1] != pids[0]
    assert not _is_running(pids[0])


@pytest.mark.patient
def test_idle_child_ends_and_the_next_job_starts_another(station: Station) -> None:
    renderer = RenderProcess(idle=0.05)
    first = renderer.render(station, message())
    _wait_for(lambda: renderer.pid is None)
    assert renderer.render(station, message()).sound_digest == first.sound_digest
    renderer.close()
    assert renderer.pid is None


@pytest.mark.patient
def test_child_ends_when_its_parent_is_gone(station: Station, renderer: RenderProcess) -> None:
    renderer.render(station, message())
    child = renderer._child
    assert child is not None
    assert renderer._nursery.end(child) == 0
    renderer._child = None


@pytest.mark.patient
def test_progress_that_fails_does_not_leave_an_answer_for_the_next_job(
    station: Station, renderer: RenderProcess
) -> None:
    def fail(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        renderer.render(station, message(MANY, id="dai"), progress=fail)
    assert renderer.render(station, message(id="ngan")).message == "ngan"


@pytest.mark.patient
def test_close_from_another_thread_ends_a_running_job(station: Station, renderer: RenderProcess) -> None:
    started = threading.Event()
    failed: list[BroadcasterError] = []

    def work() -> None:
        try:
            renderer.render(station, message(MANY), progress=lambda done, total: started.set())
        except BroadcasterError as error:
            failed.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    assert started.wait(20)
    renderer.close()
    thread.join(20)
    assert [error.code for error in failed] == ["studio.render_died"]
    assert renderer.pid is None


@pytest.mark.patient
def test_jobs_of_several_threads_all_come_back(
    station: Station, tmp_path: Path, renderer: RenderProcess
) -> None:
    record_to(tmp_path / "recordings" / "nhac.wav", music(2))
    got: dict[str, str] = {}

    def work(name: str) -> None:
        got[name] = renderer.render(station, message(Say(text=f"Bản {name}."), id=name)).message

    threads = [threading.Thread(target=work, args=(f"tin {n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert got == {f"tin {n}": f"tin {n}" for n in range(4)}
