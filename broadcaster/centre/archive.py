"""What wards told their centre: presence, status, and the rows of their as-run logs, each chain checked.

A row is kept under its own hash too: where a log is another one from some row on (two computers work with one
folder, or it was repaired), both stay. By `DatabaseFile`, as all our files of SQLite; its statements are such
as PostgreSQL takes, but for "INSERT OR IGNORE".
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from broadcaster.core.database import DatabaseFile, Faults
from broadcaster.core.errors import FleetError
from broadcaster.fleet.wire import RowBatch
from broadcaster.journal.rows.chain import GENESIS, ChainRow, Link, digest
from broadcaster.journal.rows.events import as_text, stored_instant

ARCHIVE = "wards.db"
DARK = timedelta(minutes=12)  # two statuses did not come, and some patience
MOST_BOXES = 20  # of a ward: who has its account cannot fill the disk with others
LARGEST_STATUS = 16_000  # bytes

FAULTS = Faults(
    error=FleetError, damaged="fleet.archive_damaged", busy="fleet.archive_busy", newer="fleet.archive_newer"
)
_MIGRATIONS = (
    (
        """CREATE TABLE boxes (
            ward TEXT NOT NULL,
            box TEXT NOT NULL,
            seen TEXT,
            here INTEGER NOT NULL DEFAULT 0,
            since TEXT,
            life TEXT NOT NULL DEFAULT '',
            before TEXT NOT NULL DEFAULT '',
            twice TEXT,
            status TEXT NOT NULL DEFAULT '{}',
            broken INTEGER,
            PRIMARY KEY (ward, box)
        )""",
        """CREATE TABLE rows (
            ward TEXT NOT NULL,
            box TEXT NOT NULL,
            seq INTEGER NOT NULL,
            hash TEXT NOT NULL,
            prev TEXT NOT NULL,
            written TEXT NOT NULL,
            event TEXT NOT NULL,
            airing TEXT NOT NULL,
            moment TEXT,
            slot TEXT,
            body TEXT NOT NULL,
            PRIMARY KEY (ward, box, seq, hash)
        )""",
    ),
)
_ROW = "seq, written, event, airing, moment, slot, body"


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxSeen:
    """What is known of one computer of a ward."""

    ward: str
    box: str
    seen: datetime | None  # when it last said anything
    here: bool  # its connection stands, as far as the broker knows
    since: datetime | None  # when that last changed
    status: dict[str, object]  # as it told it
    rows: int  # the number of the last row that is here
    broken: int | None  # the first row whose hash did not fit; none behind it is here
    forked: int | None  # the first row of which there are two
    twice: datetime | None  # when two computers were last here under this id
    like: str | None  # another box of the ward with whose rows this one's begin
    common: int  # how many of them

    def is_dark(self, now: datetime) -> bool:
        """True if nothing has been heard of it for too long, or its connection broke."""
        return not self.here or self.seen is None or now - self.seen > DARK


class WardArchive:
    """The file. Thread-safe; several processes may open it.

    Args:
        folder: the centre's.

    Raises:
        FleetError, StoreError: it cannot be opened. So do all methods.
    """

    def __init__(self, folder: Path) -> None:
        self._file = DatabaseFile(folder / ARCHIVE, _MIGRATIONS, FAULTS, ("journal_mode = WAL",))

    def close(self) -> None:
        """Close it."""
        self._file.close()

    def take(self, ward: str, box: str, batch: RowBatch, now: datetime) -> int | None:
        """Keep the rows whose hashes fit; the number of the last row here on which the ward goes on.

        None for a box too many: nothing is kept.
        """
        with self._file.changing():
            if not self._met(ward, box, now):
                return None
            known = batch.before == GENESIS if not batch.after else self._has(ward, box, batch)
            if not known:
                # Its rows are others from somewhere on, or some are missing here: from the last one, or anew.
                last = self._last(ward, box)
                return min(last, batch.after - 1) if not batch.rows and last else 0
            last, prev = batch.after, batch.before
            for link in batch.rows:
                if link.prev != prev or link.hash != digest(prev, link.row):
                    self._file.write(
                        "UPDATE boxes SET broken = ? WHERE ward = ? AND box = ?", link.row.seq, ward, box
                    )
                    return last
                self._keep(ward, box, link)
                last, prev = link.row.seq, link.hash
            if batch.rows:
                self._file.write(
                    "UPDATE boxes SET broken = NULL WHERE ward = ? AND box = ? AND broken <= ?",
                    ward,
                    box,
                    last,
                )
            return last

    def presence(
        self, ward: str, box: str, *, here: bool, life: str, now: datetime, kept: bool = False
    ) -> None:
        """A box says that it is here, or the broker that it is not.

        Args:
            life: of the station that said so. One that comes back after another is of a second computer.
            kept: it was said before, who knows when.
        """
        with self._file.changing():
            if not self._met(ward, box, None if kept else now):
                return
            ((was, known, before),) = self._file.read(
                "SELECT here, life, before FROM boxes WHERE ward = ? AND box = ?", ward, box
            )
            if not here and life != known:
                return  # of a connection that was lost before this one came
            if here and life != known:
                twice = as_text(now) if life == before else None
                self._file.write(
                    "UPDATE boxes SET life = ?, before = ?, twice = coalesce(?, twice)"
                    " WHERE ward = ? AND box = ?",
                    life, known, twice, ward, box,
                )  # fmt: skip
            if bool(was) != here:
                self._file.write(
                    "UPDATE boxes SET here = ?, since = ? WHERE ward = ? AND box = ?",
                    int(here), as_text(now), ward, box,
                )  # fmt: skip

    def status(self, ward: str, box: str, told: dict[str, object], now: datetime) -> None:
        """A box tells how it stands."""
        with self._file.changing():
            if self._met(ward, box, now):
                text = json.dumps(told, ensure_ascii=False)
                self._file.write("UPDATE boxes SET status = ? WHERE ward = ? AND box = ?", text, ward, box)

    def boxes(self) -> tuple[BoxSeen, ...]:
        """All boxes, by ward, the one that said something last behind the others."""
        found = self._file.read(
            "SELECT ward, box, seen, here, since, status, broken, twice FROM boxes ORDER BY ward, seen"
        )
        names = [(str(row[0]), str(row[1])) for row in found]
        return tuple(self._seen(row, [box for ward, box in names if ward == row[0]]) for row in found)

    def links(self, ward: str, box: str) -> Iterator[Link]:
        """All rows of a box, by number; of a log that is two from some row on, those of both."""
        found = self._file.read(
            f"SELECT {_ROW}, prev, hash FROM rows WHERE ward = ? AND box = ? ORDER BY seq, hash",  # noqa: S608
            ward,
            box,
        )
        for seq, written, event, airing, moment, slot, body, prev, hashed in found:
            row = ChainRow(
                seq=int(seq or 0),
                written=str(written),
                event=str(event),
                airing=str(airing),
                moment=None if moment is None else str(moment),
                slot=None if slot is None else str(slot),
                body=str(body),
            )
            yield Link(row=row, prev=str(prev), hash=str(hashed))

    def _seen(self, row: Sequence[object], boxes: Sequence[str]) -> BoxSeen:
        ward, box, seen, here, since, status, broken, twice = row
        like, common = None, 0
        for other in boxes[: boxes.index(str(box))]:
            shared = self._number(
                "SELECT max(a.seq) FROM rows a JOIN rows b ON a.ward = b.ward AND a.seq = b.seq"
                " AND a.hash = b.hash WHERE a.ward = ? AND a.box = ? AND b.box = ?",
                ward, box, other,
            )  # fmt: skip
            like, common = (other, shared) if shared > common else (like, common)
        forked = self._number(
            "SELECT min(seq) FROM (SELECT seq FROM rows WHERE ward = ? AND box = ?"
            " GROUP BY seq HAVING count(*) > 1) AS doubled",
            ward, box,
        )  # fmt: skip
        return BoxSeen(
            ward=str(ward),
            box=str(box),
            seen=_instant(seen),
            here=bool(here),
            since=_instant(since),
            status=json.loads(str(status)),
            rows=self._last(str(ward), str(box)),
            broken=None if broken is None else int(str(broken)),
            forked=forked or None,
            twice=_instant(twice),
            like=like,
            common=common,
        )

    def _met(self, ward: str, box: str, now: datetime | None) -> bool:
        """Note that a box is there, and was heard `now`; false for one too many of a ward."""
        seen = None if now is None else as_text(now)
        update = "UPDATE boxes SET seen = coalesce(?, seen) WHERE ward = ? AND box = ?"
        if self._file.write(update, seen, ward, box):
            return True
        if self._number("SELECT count(*) FROM boxes WHERE ward = ?", ward) >= MOST_BOXES:
            return False
        self._file.write("INSERT INTO boxes (ward, box, seen) VALUES (?, ?, ?)", ward, box, seen)
        return True

    def _has(self, ward: str, box: str, batch: RowBatch) -> bool:
        select = "SELECT count(*) FROM rows WHERE ward = ? AND box = ? AND seq = ? AND hash = ?"
        return bool(self._number(select, ward, box, batch.after, batch.before))

    def _last(self, ward: str, box: str) -> int:
        return self._number("SELECT max(seq) FROM rows WHERE ward = ? AND box = ?", ward, box)

    def _number(self, select: str, *values: object) -> int:
        ((found,),) = self._file.read(select, *values)
        return int(found or 0)

    def _keep(self, ward: str, box: str, link: Link) -> None:
        row = link.row
        self._file.write(
            f"INSERT OR IGNORE INTO rows (ward, box, {_ROW}, prev, hash)"  # noqa: S608 - constants
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            ward, box, row.seq, row.written, row.event, row.airing, row.moment, row.slot, row.body,
            link.prev, link.hash,
        )  # fmt: skip


def _instant(text: object) -> datetime | None:
    return None if text is None else stored_instant(str(text))
