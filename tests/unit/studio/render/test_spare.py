"""An emergency whose store cannot be written lies in memory; nothing else does."""

from __future__ import annotations

from pathlib import Path

import pytest

from broadcaster.core import spare_folders
from broadcaster.core.clock import SystemClock
from broadcaster.core.errors import FaultList, StoreError
from broadcaster.speech.engines.tone import ToneEngine
from broadcaster.speech.speaker import Speaker
from broadcaster.speech.store import ClipStore
from broadcaster.station.model.message import Play, Priority, Say
from broadcaster.station.model.station import Station
from broadcaster.studio.render import spare_store
from broadcaster.studio.render.process import RenderProcess
from broadcaster.studio.render.spare_store import SpareStore
from broadcaster.studio.render.store import ProgrammeStore
from broadcaster.studio.render.studio import Studio
from tests.unit.studio.conftest import ebur128, message, record_to, sine

FLOOD = message(priority=Priority.EMERGENCY)


@pytest.fixture(autouse=True)
def memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The one place for spare room."""
    place = tmp_path / "memory"
    place.mkdir()
    monkeypatch.setattr(spare_folders, "places", lambda: (place,))
    return place


@pytest.fixture
def told() -> FaultList:
    return FaultList()


@pytest.fixture
def full(station: Station, told: FaultList) -> Studio:
    """A studio whose own stores take nothing: a file lies where their folders should."""
    station.root.mkdir()
    for name in ("clips", "programmes"):
        (station.root / name).write_bytes(b"")
    speaker = Speaker((ToneEngine(),), ClipStore(station.root / "clips", 1 << 30), SystemClock())
    store = ProgrammeStore(station.root / "programmes", 1 << 30)
    return Studio(station, speaker, store, SpareStore(station.root, told))


def test_emergency_that_the_store_does_not_take_is_made_in_memory_and_told(
    full: Studio, station: Station, memory: Path, told: FaultList
) -> None:
    programme = full.render(FLOOD, offline_only=True)
    assert memory in programme.path.parents
    assert ebur128(programme.path)[0] == pytest.approx(-16, abs=0.2)
    (fault,) = told
    assert fault.facts["path"] == str(station.root / "programmes")
    # Found where it lies, as long as it lies there.
    assert full.render(FLOOD, offline_only=True).path == programme.path
    assert len(told) == 1
    spare_folders.clear(station.root)
    assert full.render(FLOOD, offline_only=True).path.is_file()


@pytest.mark.parametrize("priority", [Priority.NORMAL, Priority.PRIORITY])
def test_nothing_but_an_emergency_goes_there_or_comes_from_there(
    full: Studio, memory: Path, priority: Priority
) -> None:
    full.render(FLOOD, offline_only=True)
    kept = sorted(memory.rglob("*"))
    with pytest.raises(StoreError):
        full.render(message(priority=priority), offline_only=True)
    assert sorted(memory.rglob("*")) == kept


def test_store_that_takes_files_again_is_used_again(
    full: Studio, station: Station, memory: Path, told: FaultList
) -> None:
    full.render(FLOOD, offline_only=True)
    (station.root / "programmes").unlink()
    other = full.render(message(Say(text="Nước đã rút."), priority=Priority.EMERGENCY))
    assert other.path.parent == station.root / "programmes"
    assert len(told) == 1


def test_what_is_made_ahead_does_not_drive_out_what_is_there_but_who_waits_is_served(
    full: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spare_store, "LIMIT", 1)
    first = full.render(FLOOD)
    ahead = message(Say(text="Nước lên."), priority=Priority.EMERGENCY)
    with pytest.raises(StoreError):
        full.render(ahead)
    assert full.render(ahead, offline_only=True).path.is_file()
    assert first.path.is_file(), "what was just made may still wait for the air"


def test_own_fault_is_told_where_memory_takes_nothing_either(full: Studio, memory: Path) -> None:
    memory.rmdir()
    with pytest.raises(StoreError) as caught:
        full.render(FLOOD, offline_only=True)
    assert "programmes" in str(caught.value.facts["path"])
    assert str(memory) not in str(caught.value.facts["path"])


def test_recording_is_decoded_though_no_folder_for_temporary_files_can_be_written(
    full: Studio, station: Station, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none() -> str:
        raise FileNotFoundError

    monkeypatch.setattr("tempfile.gettempdir", none)
    recording = record_to(tmp_path / "coi.wav", sine(880, 0.5))
    known = {recording.name: recording}
    object.__setattr__(station, "recordings", known)
    programme = full.render(message(Play(recording="coi.wav"), priority=Priority.EMERGENCY))
    assert programme.duration > 0.5


def test_process_tells_the_station_why_its_store_was_passed_by(
    station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    station.root.mkdir()
    (station.root / "audio_cache").write_bytes(b"")
    told = FaultList()
    renderer = RenderProcess(faults=told)
    try:
        programme = renderer.render(station, FLOOD, offline_only=True)
        assert programme.path.is_file()
        assert station.root not in programme.path.parents
        assert [fault.facts["path"] for fault in told] == [str(station.root / "audio_cache" / "programmes")]
    finally:
        renderer.close()
        monkeypatch.undo()  # the process asks the real places
        spare_folders.clear(station.root)
    assert not spare_folders.kept(station.root)
