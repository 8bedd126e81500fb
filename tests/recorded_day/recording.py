"""One recorded day, from an empty folder to the written record."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.recorded_day import records
from tests.recorded_day.clock import DayClock
from tests.recorded_day.day import Day
from tests.recorded_day.normal import Normal
from tests.recorded_day.station import Station, free_port


def record(python: Path, work: Path, out: Path) -> None:
    """Live a day in `work` with the program of that environment, and write what it did into `out`."""
    station = Station(python, work / "dai", DayClock(work))
    kept, port = records.Records(), free_port()
    try:
        Day(station, port, kept).live()
    except BaseException:
        kept.write(work / "unfinished", Normal({}, ()))  # what there is, to see why
        raise
    finally:
        station.end()
    hashes = records.journal(kept, station.folder / "state/journal.db")
    records.shape(kept, station.folder / "state")
    records.samples(kept, station)
    records.files(kept, station.folder)
    for life in range(1, station.lives + 1):
        kept.keep(f"run-{life}.log", "log", (work / f"run-{life}.log").read_text("utf-8"))
    places = {
        str(station.folder): "<station>",
        str(work): "<work>",
        str(python): "<python>",
        str(python.parents[1]): "<environment>",
        str(python.parents[2]): "<tree>",
        f":{port}": ":<port>",
    }
    kept.raw(work / "raw.json", hashes, places)
    if out.exists():
        shutil.rmtree(out)
    kept.write(out, Normal(places, hashes))
