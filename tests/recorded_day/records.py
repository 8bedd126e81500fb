"""What is kept of the day: texts by name, normalised when the day is over."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
import wave
from array import array
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from tests.recorded_day.browser import Page
from tests.recorded_day.normal import Normal
from tests.recorded_day.station import Done, Station
from tests.recorded_day.ward import DELAY

Kind = Literal["text", "json", "page", "log"]
CHANGED = '"code":"station.changed"'
"""In the facts of a row that tells of accepted changes."""
BUSY = '"code":"service.gap"'
"""In the facts of a row that tells that the computer was too busy; `samples` tell what was heard."""
FADE = 0.1
"""Seconds in which what is interrupted has faded, at most."""
BEGINNING = 1.8
"""Seconds of an airing that was cut that are the same in each day."""


@dataclass
class Records:
    """What was said, by the name of the file that will hold it."""

    kept: dict[str, tuple[Kind, Any]] = field(default_factory=dict)

    def keep(self, name: str, kind: Kind, value: Any) -> None:
        """Take one down; the names of one day are different."""
        if name in self.kept:
            raise ValueError(f"recorded twice: {name}")
        self.kept[name] = (kind, value)

    def command(self, name: str, done: Done) -> None:
        """What a command wrote and how it ended."""
        kind: Kind = "text"
        out: Any = done.out
        with suppress(ValueError):
            kind, out = "json", json.loads(done.out)
        self.keep(f"{name}.out", kind, out)
        self.keep(f"{name}.err", "text", f"{done.err}exit {done.code}\n")

    def answer(self, name: str, answer: tuple[int, Any]) -> None:
        """What the API said."""
        self.keep(f"{name}.json", "json", {"status": answer[0], "body": answer[1]})

    def page(self, folder: str, page: Page) -> None:
        """What the console said."""
        head = f"{page.status} {page.kind} {page.location}\n"
        name = f"{folder}/{_file_name(page.path)}"
        if page.kind.startswith("text/html"):
            self.keep(f"{name}.html", "page", head + page.text)
        elif page.kind.startswith(("text/plain", "application/json")):
            self.keep(f"{name}.txt", "text", head + page.text)
        else:
            whole = page.kind.startswith(("text/css", "text/javascript", "image/", "font/", "audio/"))
            self.keep(
                f"{name}.txt",
                "text",
                head + (hashlib.sha256(page.body).hexdigest() if whole else "some bytes"),
            )

    def raw(self, path: Path, hashes: set[str], places: dict[str, str]) -> None:
        """All of it as it was said, to look at."""
        path.write_text(json.dumps([self.kept, sorted(hashes), places], ensure_ascii=False), "utf-8")

    def write(self, folder: Path, normal: Normal) -> None:
        """All of it, normalised."""
        ways = {"text": normal.text, "json": normal.json, "page": normal.page, "log": normal.log}
        for name, (kind, value) in self.kept.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(
                normal.aired(ways[kind](value)) if _AIRED.search(name) else ways[kind](value), "utf-8"
            )


_AIRED = re.compile(r"pages/.*/(first|today|log)|after/(report|log)")
"""What tells how long airings were, which somebody cut."""


def _file_name(path: str) -> str:
    return re.sub(r"[^\w.=-]+", "_", path.strip("/"))[:150] or "first"


def rows_of(database: Path) -> list[tuple[Any, ...]]:
    """The rows of the journal, in their order."""
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as opened:
        return opened.execute("SELECT * FROM events ORDER BY 1").fetchall()


def journal(records: Records, database: Path) -> set[str]:
    """Take down every row by its airing; the hashes of the chain."""
    hashes: set[str] = set()
    airings: dict[str, list[Any]] = {}
    others: list[Any] = []
    changed: set[str] = set()
    for _, _, event, airing, _, moment, facts, before, its in rows_of(database):
        hashes |= {before, its}
        row = {"event": event, "moment": moment, **json.loads(facts)}
        if BUSY in facts:
            continue
        if CHANGED in facts:
            changed |= set(row["note"]["facts"]["what"].split(", "))
        elif event == "decided" or (event == "noted" and row.get("airing") is None):
            others.append(row)
        else:
            airings.setdefault(airing, []).append(row)
    others.sort(key=lambda row: json.dumps([row.get("note", {}).get("code"), row["event"]]))
    records.keep("journal/changed.json", "json", sorted(changed))  # one row tells what came together
    records.keep("journal/others.json", "json", others)
    # Two threads may note two airings in either order.
    for number, rows in enumerate(sorted(airings.values(), key=lambda rows: str(rows[0].get("planned")))):
        records.keep(f"journal/airing-{number:02}.json", "json", rows)
    return hashes


def shape(records: Records, state: Path) -> None:
    """Take down the tables of every database, as they are declared."""
    for path in sorted(state.glob("*.db")):
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as opened:
            rows = opened.execute(
                "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY 1, 2"
            ).fetchall()
        records.keep(f"databases/{path.name}.json", "json", rows)


def samples(records: Records, station: Station) -> None:
    """Take down what was heard: the digest of each airing from its first sample to its last.

    Of one that was cut only the beginning is the same each day, for nobody stops to the sample.
    """
    outcomes = {row["id"]: row for row in json.loads(station("log", "--format", "json", language="en").out)}
    heard = []
    index = [
        json.loads(line) for line in (station.folder / "out/index.jsonl").read_text("utf-8").splitlines()
    ]
    last = {told["id"]: told["file"] for told in index}
    for told in index:
        row = outcomes.get(told["id"], {})
        with wave.open(str(station.folder / "out" / told["file"])) as file:
            frames = file.getnframes()
            ended = row.get("outcome") == "aired" and last[told["id"]] == told["file"]
            whole = ended and row.get("kind") not in ("live", "relay")
            if whole and row.get("reason") and told["start_frame"]:  # goes on where the power cut was
                whole, told["start_frame"] = False, "somewhere"
                file.setpos(frames - round(BEGINNING * file.getframerate()))
            read = file.readframes(frames if whole else round(BEGINNING * file.getframerate()))
            heard.append(
                {
                    "message": row.get("message"),
                    "outcome": row.get("outcome"),
                    "form": list(file.getparams())[:3],
                    "frames": frames if whole else "cut",
                    "start_frame": told["start_frame"],
                    "sha256": _digest(read, _fading(told, index, file.getframerate()))
                    if row.get("kind") != "live"
                    else "a voice",
                }
            )
    # What waited while the mains were off airs in either order.
    records.keep("samples.json", "json", sorted(heard, key=lambda each: json.dumps(each, sort_keys=True)))


_ROUNDING = 1_000_000  # ns: what begins where another one ends interrupts nothing


def _fading(told: dict[str, Any], index: list[dict[str, Any]], rate: int) -> int:
    """Frames at its beginning in which that airing is mixed with the end of one that it interrupts."""
    start = told["utc_ns"] + _ROUNDING
    over = any(
        each is not told and each["utc_ns"] < start < each["utc_ns"] + each["frames"] * 10**9 // rate
        for each in index
    )
    return round((DELAY + FADE) * rate) if over else 0


def _digest(heard: bytes, without: int) -> str:
    return hashlib.sha256(array("h", heard)[2 * without :].tobytes()).hexdigest()


def files(records: Records, folder: Path) -> None:
    """Take down which files there are, and the texts that people may read."""
    names = []
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if path.is_dir() or re.match(
            r"(state/(junk|versions|drafts|.*-(wal|shm)$|meanwhile)|audio_cache/)", name
        ):
            continue
        plain = re.sub(r"[0-9a-f]{12,64}|\d{4}-\d\d-\d\dT\d{6}", "<digest>", name)
        names.append(plain + f" {path.lstat().st_mode & 0o777:o}")
        if path.suffix == ".yaml" and not name.startswith("state/"):
            records.keep(f"files/{name}", "text", path.read_text("utf-8"))
    records.keep("files/names.txt", "text", "\n".join(sorted(names)) + "\n")
