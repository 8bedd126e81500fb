import json
import os
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from broadcaster.cli.asking import online_notice
from broadcaster.core import state_files
from broadcaster.core.errors import FaultList
from broadcaster.core.state_files import Instant
from broadcaster.journal.writer.progress import AiringPosition, AiringProgress
from broadcaster.playout.links.keyers import left_on
from broadcaster.playout.operator.suspensions import Suspensions
from broadcaster.station.loading import archive as accepted
from broadcaster.timetable.guard import clock_sources
from broadcaster.upkeep.monitoring.updates import FILE, UpdateRows
from broadcaster.upkeep.monitoring.watches import SinkWatch
from broadcaster.upkeep.update.record import HistoryLine, UpdateStep


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    count: int
    at: Instant


SHAPE = TypeAdapter(dict[str, Thing])
GOOD = b'{"a": {"count": 3, "at": "2026-11-26T06:30:00+07:00"}}'
JUNK = {
    "nested_lists": b"[" * 200_000,
    "nested_objects": b'{"a":' * 200_000,
    "nested_whole": b"[" * 100_000 + b"]" * 100_000,
    "empty": b"",
    "null": b"null",
    "list": b"[]",
    "number": b"3",
    "text": b'"a"',
    "bytes": bytes(range(256)),
    "half": b'{"a": {"count": 3, "at": "2026-',
    "wrong_type": b'{"a": {"count": "3", "at": "2026-11-26T06:30:00+07:00"}}',
    "true_for_a_number": b'{"a": {"count": true, "at": "2026-11-26T06:30:00+07:00"}}',
    "no_zone": b'{"a": {"count": 3, "at": "2026-11-26T06:30:00"}}',
    "no_year": b'{"a": {"count": 3, "at": "9999-12-31T23:59:59Z"}}',
    "missing": b'{"a": {"count": 3}}',
    "huge_number": b'{"a": {"count": ' + b"9" * 10_000 + b', "at": "2026-11-26T06:30:00+07:00"}}',
    "not_a_number": b'{"a": {"count": NaN, "at": "2026-11-26T06:30:00+07:00"}}',
    "huge": b" " * (state_files.LARGEST + 1),
}
junk = pytest.mark.parametrize("data", JUNK.values(), ids=JUNK.keys())


def test_load_gives_what_was_written(tmp_path: Path) -> None:
    path = tmp_path / "thing.json"
    path.write_bytes(GOOD)
    assert state_files.load(path, SHAPE) == {
        "a": Thing(count=3, at=datetime.fromisoformat("2026-11-26T06:30:00+07:00"))
    }
    assert state_files.load(tmp_path / "none.json", SHAPE) is None
    assert state_files.set_aside(tmp_path) == []


@junk
def test_load_sets_junk_aside_and_it_is_shown_before_once(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "thing.json"
    path.write_bytes(data)
    assert state_files.load(path, SHAPE) is None
    assert not path.exists()
    (told,) = state_files.set_aside(tmp_path)
    assert (told.code, told.facts["name"]) == ("store.set_aside", "thing.json")
    assert Path(str(told.facts["path"])).read_bytes() == data
    assert state_files.set_aside(tmp_path) == []


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir], ids=["pipe", "folder"])
def test_load_waits_for_no_pipe_and_takes_no_folder(tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(tmp_path / "thing.json")
    assert state_files.load(tmp_path / "thing.json", SHAPE) is None


LINES = (HistoryLine(at="2026-12-01T12:00:00+00:00", what=UpdateStep.TRIAL, version="1.0.1"),)
EVERYWHERE = [*JUNK.values(), GOOD]


@pytest.mark.parametrize("data", EVERYWHERE, ids=[*JUNK, "another_form"])
def test_no_small_file_of_the_station_stops_whoever_reads_it(tmp_path: Path, data: bytes) -> None:
    names = (
        "on-air.json",
        "clock.json",
        "clock-proof.json",
        "held.json",
        "online.json",
        "accepted.zip",
        FILE,
    )
    for name in (*names, "output", "keyer-1.left-on"):
        (tmp_path / name).write_bytes(data)
    assert AiringProgress(tmp_path).read() == {}
    assert clock_sources.read_clock_file(tmp_path) == clock_sources.ClockFile()
    assert not clock_sources.has_proof(tmp_path)
    assert Suspensions(tmp_path / "held.json")._suspended == {}
    assert online_notice._shown_before(tmp_path / "online.json") == {}
    UpdateRows(tmp_path, lambda *_: None, lambda: LINES).look()
    again = accepted.reload(tmp_path)
    assert again is not None
    assert [p.code for p in again.problems] == ["station.accepted_damaged"]
    SinkWatch("default", tmp_path / "output", FaultList())
    left_on(tmp_path)
    aside = {str(error.facts["name"]) for error in state_files.set_aside(tmp_path)}
    assert {"on-air.json", "clock-proof.json", "held.json", "online.json"} - aside == set()


def test_an_accepted_station_whose_list_nests_without_end_is_damaged(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "accepted.zip", "w") as archive:
        archive.writestr("recordings.json", b"[" * 200_000)
    again = accepted.reload(tmp_path)
    assert again is not None
    assert [p.code for p in again.problems] == ["station.accepted_damaged"]


def test_what_earlier_versions_wrote_is_still_taken(tmp_path: Path) -> None:
    at = datetime(2026, 11, 26, 6, 30, tzinfo=UTC)
    (tmp_path / "on-air.json").write_text(json.dumps({"x": {"frame": 7, "at": at.isoformat()}}))
    (tmp_path / "clock-proof.json").write_text(json.dumps({"at": at.isoformat()}))
    (tmp_path / "clock.json").write_text(
        json.dumps(
            {
                "grant": {
                    "ground": "person",
                    "boot": "b",
                    "base": 1.5,
                    "at": at.isoformat(),
                    "who": "Lan",
                    "over": None,
                },
                "observations": [{"boot": "b", "at": at.isoformat(), "error": 0, "away": 400.25}],
            }
        )
    )
    (tmp_path / "held.json").write_text(json.dumps({"m": {"content": "c", "who": "Lan", "at": "2026"}}))
    assert AiringProgress(tmp_path).read() == {"x": AiringPosition(frame=7, at=at)}
    assert clock_sources.has_proof(tmp_path)
    kept = clock_sources.read_clock_file(tmp_path)
    assert kept.grant is not None
    assert (kept.grant.who, kept.observations[0].error) == ("Lan", 0)
    assert Suspensions(tmp_path / "held.json")._suspended["m"].who == "Lan"
    assert state_files.set_aside(tmp_path) == []
