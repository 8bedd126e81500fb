"""A real end of space: the system refuses to write beyond a limit, in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

RENDER = """
import json, resource, sys
from pathlib import Path
from broadcaster.core.clock import SystemClock
from broadcaster.core.errors import BroadcasterError
from broadcaster.speech.store import ClipStore
from broadcaster.speech.speaker import Speaker
from broadcaster.speech.engines.tone import ToneEngine
from broadcaster.station.model.message import Message, Say
from broadcaster.station.model.settings import Settings
from broadcaster.station.model.sound import Sound
from broadcaster.station.model.station import Station
from broadcaster.studio.render.store import ProgrammeStore
from broadcaster.studio.render.studio import Studio
root, limit = Path(sys.argv[1]), int(sys.argv[2])
settings = Settings(name="x", sound=Sound(rate=24000))
station = Station(root=root, settings=settings, messages={}, schedules={})
message = Message(id="m", title="m", parts=(Say(text=sys.argv[3]),), gap=1.0)
speaker = Speaker((ToneEngine(),), ClipStore(root / "clips", 1 << 30), SystemClock())
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
try:
    made = Studio(station, speaker, ProgrammeStore(root / "programmes", 1 << 30)).render(message)
    print(json.dumps({"path": str(made.path)}))
except BroadcasterError as error:
    print(json.dumps({"class": type(error).__name__, "code": error.code, "path": error.facts["path"]}))
"""


def _render(root: Path, limit: int, text: str = "Kính thưa bà con. Xin cảm ơn.") -> dict[str, str]:
    command = [sys.executable, "-c", RENDER, str(root), str(limit), text]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    told: dict[str, str] = json.loads(done.stdout)
    return told


@pytest.mark.parametrize("limit", [1, 700_000])
@pytest.mark.patient
def test_disk_that_fills_up_is_told_and_leaves_nothing_half(limit: int, tmp_path: Path) -> None:
    told = _render(tmp_path, limit)
    assert told["class"] == "StoreError"
    assert told["path"].endswith(".wav")
    assert list((tmp_path / "programmes").iterdir()) == []
    assert Path(_render(tmp_path, 1 << 30)["path"]).is_file()


@pytest.mark.patient
def test_full_disk_loses_no_programme_that_was_there(tmp_path: Path) -> None:
    before = Path(_render(tmp_path, 1 << 30)["path"])
    data = before.read_bytes()
    assert _render(tmp_path, 50_000, "Tin khác.")["class"] == "StoreError"
    assert before.read_bytes() == data
    assert _render(tmp_path, 0)["path"] == str(before)
