"""The cost of a long journal: `log` of a month, a spreadsheet of it, its share of a start, one durable row.

    python -m benchmarks.journal [ROWS] [RUNS]

By default 200 000 rows of one year (183 airings a day, far more than a ward has), in a copy of the example
station. The commands are whole processes, from start to end; the median and the longest of the runs.
"""

from __future__ import annotations

import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from broadcaster.core.clock import SystemClock
from broadcaster.journal.file.store import Store
from broadcaster.journal.log.journal import Journal
from broadcaster.journal.rows.events import RowEvent, as_text, end_body, entry_body, start_body
from broadcaster.journal.rows.model import AiringKind, Entry, Outcome, Reason, new_id
from broadcaster.journal.writer.records import recover

ROOT = Path(__file__).parent.parent
PROGRAM = Path(sys.executable).with_name("broadcaster")
ROWS, RUNS = 200_000, 5
FIRST = datetime(2025, 11, 1, tzinfo=UTC)
YEAR = timedelta(days=365)
MONTH = ("--from", "2026-09-01", "--to", "2026-09-30")
GOALS = {"log of a month": 500, "spreadsheet of a month": 2000, "start's share": 300}


def filled(path: Path, rows: int) -> None:
    """Write a journal of `rows` rows, three for each airing, like a busy station in a year."""
    chance = random.Random(1)
    airings = rows // 3
    store = Store(path, as_text(FIRST))
    with store.writing() as writer:
        for number in range(airings):
            at = FIRST + YEAR * number / airings
            airing, planned = new_id(at), at + timedelta(seconds=4)
            entry = Entry(
                kind=AiringKind.SCHEDULED,
                message=f"ban-tin-{chance.randrange(40)}",
                schedule=f"lich-{chance.randrange(20)}",
                session=f"lich-{number}",
                planned=planned,
                words_digest=f"{chance.getrandbits(256):064x}",
                sound_digest=f"{chance.getrandbits(256):064x}",
                engine="piper",
            )
            moment, written = as_text(planned), as_text(at)
            writer.append(
                written=written, event=RowEvent.PLANNED, airing=airing, body=entry_body(entry), moment=moment
            )
            writer.append(written=moment, event=RowEvent.STARTED, airing=airing, body=start_body(planned, {}))
            end = planned + timedelta(seconds=90)
            over = end_body(end, Outcome.AIRED, None)
            writer.append(written=as_text(end), event=RowEvent.ENDED, airing=airing, body=over)
    store.checkpoint()
    store.close()


def spent(job: Callable[[], object]) -> float:
    """Milliseconds that a job takes."""
    begun = time.perf_counter()
    job()
    return 1000 * (time.perf_counter() - begun)


def command(folder: Path, *arguments: str) -> None:
    subprocess.run(
        [PROGRAM, "--station", folder, *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
    )


def start(path: Path) -> None:
    """The queries of a start."""
    clock = SystemClock()
    journal, _ = recover(path, clock)
    with journal:
        now = clock.now()
        journal.last_seen()
        journal.open_airings()
        journal.close_interrupted(now)
        journal.airings(now - timedelta(hours=12), now, outcome=Outcome.INTERRUPTED)


def row_costs(path: Path, runs: int) -> list[float]:
    clock = SystemClock()
    with Journal.open(path, clock) as journal:
        return [spent(lambda: journal.note(clock.now(), Reason(code="bench"))) for _ in range(20 * runs)]


def print_row(name: str, figures: list[float]) -> None:
    goal = f"{GOALS[name]:>9}" if name in GOALS else " " * 9
    print(f"| {name:<24} | {statistics.median(figures):>10.1f} | {max(figures):>11.1f} | {goal} |")


def main() -> None:
    """Create the journal, measure and print the table."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else RUNS
    if not PROGRAM.exists():
        sys.exit(f"{PROGRAM} is missing: install the project into this environment (pip install -e .)")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for name in ("station.yaml", "lexicon.yaml", "messages", "schedules", "recordings"):
            source = ROOT / name
            (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / name)
        path = folder / "state" / "journal.db"
        filled(path, rows)
        sheet = str(folder / "month.xlsx")
        jobs: dict[str, Callable[[], object]] = {
            "log of a month": lambda: command(folder, "log", *MONTH),
            "spreadsheet of a month": lambda: command(folder, "log", *MONTH, "--format", "xlsx", "-o", sheet),
            "log verify": lambda: command(folder, "log", "verify"),
            "start's share": lambda: start(path),
        }
        print(f"{rows} rows, {path.stat().st_size / 1e6:.0f} MB; {runs} runs each")
        print(f"| {'':<24} | median, ms | longest, ms | goal, ms  |")
        for name, job in jobs.items():
            print_row(name, [spent(job) for _ in range(runs + 1)][1:])
        print_row("one durable row", row_costs(path, runs))


if __name__ == "__main__":
    main()
