"""Random flips and truncations of the journal and all that lies beside it: told, mended, never "whole".

200 of them go through the loaders, 40 through a real start that airs the next item.
"""

from __future__ import annotations

import json
import random
import shutil
import signal
import sqlite3
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from broadcaster.core.clock import SystemClock
from broadcaster.core.errors import BroadcasterError
from broadcaster.journal.log.verification import verify_file
from broadcaster.journal.rows.model import AiringKind, Entry, Outcome
from broadcaster.journal.writer.progress import AiringProgress
from broadcaster.journal.writer.records import open_records, recover
from broadcaster.playout.operator.suspensions import Suspensions
from broadcaster.station.loading import archive
from broadcaster.timetable.guard import clock_sources
from tests.counts import counted
from tests.end_to_end.conftest import ROOT, Broadcaster, wait_for

BEFORE = ROOT / "tests" / "data" / "station-03bad29e"
AIRINGS = 40
SLOT = 3  # seconds
DAMAGES = counted(200)
STARTS, AT_ONCE = 40, 4
# Which file is hit how often; the journal's pages are those of its rows and of its indexes.
WEIGHTS = {
    "journal.db": 90,
    "journal.db-wal": 60,
    "journal.head": 20,
    "on-air.json": 6,
    "clock.json": 6,
    "held.json": 6,
    "accepted.zip": 8,
    "lock": 2,
    "confirmed.json": 2,
}

Rows = dict[int, tuple[object, ...]]


def killed_station(folder: Path) -> Path:
    """A station folder of today's form as a kill -9 leaves it: its last airing lies in the log alone."""
    shutil.copytree(BEFORE, folder / "live")
    shutil.rmtree(folder / "live" / "schedules")
    state = folder / "live" / "state"
    clock = SystemClock()
    journal, _ = recover(state / "journal.db", clock)
    with journal:
        journal.close_interrupted(clock.now())
        for number in range(AIRINGS):
            airing = journal.plan(
                Entry(
                    kind=AiringKind.SCHEDULED,
                    message="ngan",
                    schedule="cu",
                    session=f"cu@{number}",
                    planned=clock.now() - timedelta(days=1, minutes=number),
                )
            )
            journal.started(airing, clock.now())
            journal.store.checkpoint()
            journal.ended(airing, clock.now(), Outcome.AIRED)
        journal.touch(clock.now())
        shutil.copytree(folder / "live", folder / "killed", ignore=shutil.ignore_patterns("*-shm"))
    (folder / "killed" / "state" / "confirmed.json").touch()
    shutil.rmtree(folder / "live")
    return folder / "killed"


def rows_of(path: Path) -> Rows:
    """What can be read of the rows, past every check of ours."""
    found: Rows = {}
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            connection.text_factory = bytes
            for row in connection.execute("SELECT * FROM events NOT INDEXED ORDER BY seq"):
                found[row[0]] = row
    except sqlite3.Error:
        pass
    return found


def damage(state: Path, chance: random.Random) -> str:
    """Flip one bit of a file or cut it off; what was done."""
    names = [name for name in WEIGHTS if (state / name).exists() and (state / name).stat().st_size]
    (name,) = chance.choices(names, [WEIGHTS[name] for name in names])
    content = bytearray((state / name).read_bytes())
    place = chance.randrange(len(content))
    if chance.random() < 0.3:
        del content[place:]
        what = f"{name} cut off at {place}"
    else:
        bit = chance.randrange(8)
        content[place] ^= 1 << bit
        what = f"{name} bit {bit} of {place}"
    (state / name).write_bytes(content)
    return what


def is_called_whole(path: Path) -> bool:
    try:
        found = verify_file(path, SystemClock())
    except BroadcasterError:
        return False
    return found is None or found.ok


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return killed_station(tmp_path_factory.mktemp("flips"))


def damaged(killed: Path, to: Path, seed: int) -> str:
    shutil.copytree(killed, to)
    return damage(to / "state", random.Random(seed))


def through_the_loaders(killed: Path, folder: Path, seed: int) -> None:
    what = f"seed {seed}: {damaged(killed, folder, seed)}"
    state, clock = folder / "state", SystemClock()
    path = state / "journal.db"
    true = rows_of(killed / "state" / "journal.db")
    if rows_of(path) != true:
        assert not is_called_whole(path), f"{what}: called whole"
    reached = AiringProgress(state).read()
    clock_sources.read_clock_file(state)
    kept = archive.reload(state)
    if kept is not None and kept.station is not None:
        Suspensions(state / "held.json").of(kept.station)
    records = open_records(path, clock, reached)
    try:
        assert records.fault is None, f"{what}: {records.fault}"
        records.journal.repairer.examine()
        airing = records.journal.plan(Entry(kind=AiringKind.MANUAL, message="sau"))
        records.journal.started(airing, clock.now())
        records.journal.ended(airing, clock.now(), Outcome.AIRED)
    finally:
        records.close(clock)
    after = {tuple(row[1:7]) for row in rows_of(path).values()}
    if not {tuple(row[1:7]) for row in true.values()} <= after:
        assert not is_called_whole(path), f"{what}: called whole once it was mended"


def test_few_flips_and_truncations_are_told_and_mended(killed: Path, tmp_path: Path) -> None:
    assert is_called_whole(killed / "state" / "journal.db")
    for seed in range(12):
        through_the_loaders(killed, tmp_path / str(seed), seed)


@pytest.mark.patient
@pytest.mark.parametrize("part", range(4))
def test_200_flips_and_truncations_are_told_and_mended(killed: Path, tmp_path: Path, part: int) -> None:
    for seed in range(1000 + part, 1000 + DAMAGES, 4):
        through_the_loaders(killed, tmp_path / str(seed), seed)
        shutil.rmtree(tmp_path / str(seed))


@pytest.mark.patient
@pytest.mark.lab
@pytest.mark.parametrize("part", range(STARTS // AT_ONCE))
def test_station_starts_on_a_damaged_folder_and_airs_the_next_item(
    killed: Path, tmp_path: Path, part: int
) -> None:
    seeds = [2000 + part * AT_ONCE + number for number in range(AT_ONCE)]
    stations = [Broadcaster(tmp_path / str(seed)) for seed in seeds]
    what = [damaged(killed, station.folder, seed) for station, seed in zip(stations, seeds, strict=True)]
    true = {tuple(row[1:7]) for row in rows_of(killed / "state" / "journal.db").values()}
    now = time.time() + 7 * 3600
    slots = [time.strftime("%H:%M:%S", time.gmtime(now + after)) for after in range(6, 120, SLOT)]
    for station in stations:
        station.write("schedules/tiep.yaml", f"message: ngan\nat: {json.dumps(slots)}\n")
    with_all = [station.running(end=signal.SIGKILL) for station in stations]
    for running in with_all:
        running.__enter__()
    try:
        for station, done in zip(stations, what, strict=True):

            def aired(station: Broadcaster = station) -> bool:
                asked = station("log", "--format", "json")
                rows = json.loads(asked.stdout) if asked.stdout else []  # it is mended within seconds
                return any(row["schedule"] == "tiep" and row["outcome"] == "aired" for row in rows)

            wait_for(aired, 60)
            assert station.json("status")["running"], done
    finally:
        for running in with_all:
            running.__exit__(None, None, None)
    for station, done in zip(stations, what, strict=True):
        after = {tuple(row[1:7]) for row in rows_of(station.folder / "state" / "journal.db").values()}
        if not true <= after:
            assert station("log", "verify").returncode == 1, done
        planned = [row["planned"] for row in station.json("log") if row["schedule"] == "tiep"]
        assert len(planned) == len(set(planned)), done
