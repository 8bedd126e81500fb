"""The month's report: how long each form takes, and whether its sums are those of the journal by SQL.

    python -m benchmarks.report [ROWS] [ALL] [SEED]

By default a random month with 5 000 rows of the journal (1 667 airings, far more than a ward has), in a
journal of 205 000 rows. The commands are whole processes, from start to end. Ends with 1 where a sum differs.
"""

from __future__ import annotations

import os
import random
import re
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from calendar import monthrange
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from benchmarks.journal import PROGRAM, ROOT
from broadcaster.journal.file.store import Store
from broadcaster.journal.file.transaction import Writer
from broadcaster.journal.rows.events import RowEvent, as_text, end_body, entry_body, start_body
from broadcaster.journal.rows.model import AiringKind, Entry, MessageSummary, Outcome, Reason, new_id

ROWS, ALL = 5_000, 200_000
AN_AIRING = 3  # rows
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
ENDINGS = ("txt", "csv", "xlsx", "docx", "pdf")
KINDS = (AiringKind.SCHEDULED, AiringKind.MANUAL, AiringKind.LIVE, AiringKind.REHEARSAL)
SUMS = """
    SELECT count(*), count(DISTINCT coalesce(json_extract(p.body, '$.entry.session'), p.airing)),
        sum(julianday(json_extract(e.body, '$.at')) - julianday(json_extract(s.body, '$.at'))) * 1440
    FROM events p JOIN events s ON s.airing = p.airing AND s.event = 'started'
    JOIN events e ON e.airing = p.airing AND e.event = 'ended'
    WHERE p.event = 'planned' AND json_extract(p.body, '$.entry.kind') <> 'rehearsal'
        AND json_extract(s.body, '$.at') >= ? AND json_extract(s.body, '$.at') < ?"""


def air(writer: Writer, at: datetime, number: int, chance: random.Random) -> None:
    """The three rows of one airing."""
    airing, planned = new_id(at), at + timedelta(seconds=4)
    letter = chance.randrange(12)
    kind = chance.choices(KINDS, (80, 10, 5, 5))[0]
    message = f"dot-{letter % 3}/ban-tin-{chance.randrange(40)}"
    scheduled = kind is AiringKind.SCHEDULED
    entry = Entry(
        kind=kind,
        message=message,
        schedule=f"lich-{number % 20}" if scheduled else None,
        session=f"lich-{number // 2}" if scheduled else None,
        position=number % 2,
        who=None if scheduled else "Lò Thị Lan",
        planned=planned,
        zones=chance.choice(((), ("trung-tam",), ("ban-cung",))),
        about=MessageSummary(
            title=f"Bản tin số {message[-2:]} về phòng, chống dịch và vệ sinh môi trường",
            source=f"Công văn số {letter + 1}/UBND-VX" if letter else None,
            languages=("hmn",) if letter == 1 else (),
        ),
        engine="piper",
    )
    outcome = chance.choices((Outcome.AIRED, Outcome.CUT), (95, 5))[0]
    why = Reason(code="playout.stopped") if outcome is Outcome.CUT else None
    end = planned + timedelta(seconds=chance.uniform(20, 600))
    moment = as_text(planned)
    writer.append(
        written=as_text(at), event=RowEvent.PLANNED, airing=airing, body=entry_body(entry), moment=moment
    )
    writer.append(written=moment, event=RowEvent.STARTED, airing=airing, body=start_body(planned, {}))
    writer.append(written=as_text(end), event=RowEvent.ENDED, airing=airing, body=end_body(end, outcome, why))


def filled(path: Path, begin: datetime, end: datetime, rows: int, others: int, chance: random.Random) -> None:
    """A journal with `rows` rows of the month, and `others` of twenty years before it."""
    airings, before = rows // AN_AIRING, others // AN_AIRING
    years = timedelta(days=20 * 365)
    instants = [begin - years + years * number / before for number in range(before)]
    instants += sorted(begin + (end - begin) * chance.random() for _ in range(airings))
    store = Store(path, as_text(instants[0]))
    with store.writing() as writer:
        for number, at in enumerate(instants):
            air(writer, at.astimezone(UTC), number, chance)
    store.checkpoint()
    store.close()


def asked(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command's answer."""
    command = [str(PROGRAM), "--station", str(folder), *arguments]
    environment = {**os.environ, "BROADCASTER_LANG": "vi"}
    return subprocess.run(command, check=True, text=True, capture_output=True, env=environment)


def told(text: str) -> tuple[int, int, float]:
    """Airings, sessions and minutes of the report's first table."""
    found = re.search(r"^Tất cả +(\d+) +(\d+) +([\d,]+)$", text, re.MULTILINE)
    if found is None:
        sys.exit("the report has no sum of all")
    return int(found[2]), int(found[1]), float(found[3].replace(",", "."))


def spent() -> float:
    """Seconds of processor that the commands so far have taken."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Create the journal, measure, compare."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    others = int(sys.argv[2]) if len(sys.argv) > 2 else ALL
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else random.randrange(10**6)
    chance = random.Random(seed)
    year, month = chance.randrange(2026, 2040), chance.randrange(1, 13)
    begin = datetime(year, month, 1, tzinfo=ZONE)
    end = begin + timedelta(days=monthrange(year, month)[1])
    name = f"{year}-{month:02}"
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for one in ("station.yaml", "lexicon.yaml", "messages", "schedules", "recordings"):
            source = ROOT / one
            (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / one)
        path = folder / "state" / "journal.db"
        filled(path, begin, end, rows, others, chance)
        print(f"month {name} (seed {seed}): {rows} rows of {rows + others}")
        head = ""
        for ending in ENDINGS:
            if ending == "pdf" and not shutil.which("soffice"):
                continue
            begun, before = time.perf_counter(), spent()
            done = asked(folder, "report", "--month", name, "-o", str(folder / f"report.{ending}"))
            took, computed = time.perf_counter() - begun, spent() - before
            print(f"{ending:<5} {took:5.2f} s, of which the processor {computed:5.2f} s")
            head = done.stderr.split()[-1].rstrip(".")
        with closing(sqlite3.connect(path)) as store:
            bounds = [as_text(at.astimezone(UTC)) for at in (begin, end)]
            airings, sessions, minutes = store.execute(SUMS, bounds).fetchone()
        ours = told((folder / "report.txt").read_text())
        same = ours[:2] == (airings, sessions) and abs(ours[2] - minutes) < 0.1
        print(f"airings, sessions, minutes: report {ours}, SQL {airings, sessions, round(minutes, 1)}")
        asked(folder, "log", "verify", "--head", head)
        print(f"log verify --head {head[:12]}…: the report's rows are in the journal")
    sys.exit(0 if same else 1)


if __name__ == "__main__":
    main()
