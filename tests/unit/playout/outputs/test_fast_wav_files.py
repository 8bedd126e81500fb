"""Files that are written as fast as they can be hold the same samples."""

import threading
import time
import wave
from pathlib import Path

import pytest

from broadcaster.playout.air.feeder import HURRIED, Feeder
from broadcaster.playout.air.heartbeat import Heartbeat
from broadcaster.playout.air.mixer import Mixer
from broadcaster.playout.air.take import Take
from broadcaster.playout.air.wire import Event, Queue
from broadcaster.playout.outputs.output import OutputChoice, open_output

RATE = 8000
FRAMES = 600 * RATE  # ten minutes, more than the test may take


@pytest.fixture
def programme(tmp_path: Path) -> Path:
    path = tmp_path / "programme.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE, FRAMES, "NONE", ""))
        file.writeframes(bytes(range(1, 251)) * (2 * FRAMES // 250))
    return path


def test_hurried_file_holds_every_sample_and_takes_no_real_time(programme: Path, tmp_path: Path) -> None:
    choice = OutputChoice(kind="file", rate=RATE, folder=str(tmp_path / "out"), hurried=True)
    stop, events = threading.Event(), list[Event]()

    def report(event: Event) -> None:
        events.append(event)
        if event.kind == "ended":
            stop.set()

    mixer, feeder, page = Mixer(RATE, report), Feeder(HURRIED), Heartbeat.create()
    order = Queue(
        id="x", name="x", path=str(programme), start_frame=0, end_frame=FRAMES, utc_ns=time.time_ns()
    )
    take = Take(order)
    take.fill()
    feeder.take(take)
    threading.Thread(target=feeder.run, daemon=True).start()
    mixer.add(take)
    open_output(choice).run(mixer, Heartbeat(page), stop)
    assert [event.kind for event in events] == ["started", "ended"]
    assert mixer.gaps == 0
    (path,) = (tmp_path / "out").glob("*.wav")
    with wave.open(str(path)) as written, wave.open(str(programme)) as wanted:
        assert written.readframes(FRAMES + 1) == wanted.readframes(FRAMES)
