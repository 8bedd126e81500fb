"""Memory and time of long programmes: minutes of work, so only with `-m slow`."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.studio.conftest import ebur128

PRODUCE = """
import json, sys, time
from pathlib import Path
from broadcaster.core.clock import SystemClock
from broadcaster.speech.store import ClipStore
from broadcaster.speech.speaker import Speaker
from broadcaster.speech.engines.tone import ToneEngine
from broadcaster.station.model.message import Message, Say
from broadcaster.station.model.settings import Settings
from broadcaster.station.model.sound import Sound
from broadcaster.station.model.station import Station
from broadcaster.studio.mixing.mix import mix_body
from broadcaster.studio.render.assembly import mastered, write
from broadcaster.studio.script.script import read_script
root, turns = Path(sys.argv[1]), int(sys.argv[2])
station = Station(root=root, settings=Settings(name="x", sound=Sound(rate=24000)), messages={}, schedules={})
lines = [f"Câu số {n} của bản tin, bà con chú ý lắng nghe cho rõ nhé." for n in range(10)]
message = Message(id="m", title="m", parts=tuple(Say(text=" ".join(lines)) for _ in range(turns)), repeat=1)
script = read_script(station, message)
engine = ToneEngine()
speaker = Speaker((engine,), ClipStore(root / "clips", 1 << 30), SystemClock())
clips = speaker.speak(engine, script.words, {}, 185).clips
start = time.perf_counter()
with mastered(script, mix_body(script, clips), root) as sound:
    write(sound, root / "out.wav")
# Not `ru_maxrss`: that of a child begins with the memory of the process which started it.
high = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
peak = int(high.split()[1]) / 1024
print(json.dumps({"seconds": time.perf_counter() - start, "peak": peak, "length": sound.frames / 24000}))
"""


def _produce(folder: Path, turns: int) -> dict[str, float]:
    folder.mkdir()
    command = [sys.executable, "-c", PRODUCE, str(folder), str(turns)]
    told: dict[str, float] = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    return told


@pytest.mark.slow
def test_45_minutes_take_bounded_memory_and_linear_time(tmp_path: Path) -> None:
    short, long = _produce(tmp_path / "short", 4), _produce(tmp_path / "long", 50)
    assert long["length"] > 40 * 60
    times = long["length"] / short["length"]
    # Its clips take 120 MB, its samples 260 MB, its gains 22 MB for each round: none of them is in memory.
    assert long["peak"] < 150
    assert long["seconds"] < 1.5 * times * short["seconds"]
    loudness, peak = ebur128(tmp_path / "long" / "out.wav")
    assert loudness == pytest.approx(-16, abs=0.2)
    assert peak <= -1.5
