"""What a ward and its centre say to each other through a broker: topics, and rows of the as-run log. Pure.

A ward's topics begin with its account at the broker, which lets it write no others:

    loa/WARD/BOX/presence   retained; the last will
    loa/WARD/BOX/status     retained
    loa/WARD/BOX/rows       see `RowBatch`
    loa/WARD/BOX/stored     to the ward: the number of the last row that the centre has
    loa/bell                to all wards: ask now. What it holds is not looked at
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from broadcaster.journal.rows.chain import GENESIS, ChainRow, Link

BELL = "loa/bell"
TAKEN = 0x8E  # MQTT's word that another one came under the same name
MOST_ROWS = 200  # of one message
LARGEST_TEXT = 1 << 20  # bytes of rows in one message, before they are packed; one row may be larger
LARGEST = 8 << 20  # bytes of a message, unpacked
ACCOUNT = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
BOX = re.compile(r"[0-9a-f]{32}")
_GZIP = 31  # zlib's word for gzip's form


class WireTopic(StrEnum):
    """The last part of a topic of a box."""

    PRESENCE = "presence"
    STATUS = "status"
    ROWS = "rows"
    STORED = "stored"


def topic(ward: str, box: str, what: WireTopic) -> str:
    """The topic of a box; `+` stands for any ward or box."""
    return f"loa/{ward}/{box}/{what}"


def parted(name: str) -> tuple[str, str, WireTopic] | None:
    """Ward, box and what a topic is for; None if it is none of a box."""
    parts = name.split("/")
    if len(parts) != 4 or not (ACCOUNT.fullmatch(parts[1]) and BOX.fullmatch(parts[2])):
        return None
    return (parts[1], parts[2], WireTopic(parts[3])) if parts[3] in [*WireTopic] else None


@dataclass(frozen=True, slots=True, kw_only=True)
class RowBatch:
    """Rows of a journal that follow each other; none: the ward asks how far the centre is."""

    after: int  # the number of the row before them
    before: str  # its hash
    rows: tuple[Link, ...] = ()


def batch_of(links: Sequence[Link], after: int, before: str) -> RowBatch:
    """As many of these rows as one message takes, at least one."""
    size, most = 0, 0
    for link in links[:MOST_ROWS]:
        size += len(link.row.body)
        if most and size > LARGEST_TEXT:
            break
        most += 1
    return RowBatch(after=after, before=before, rows=tuple(links[:most]))


def packed(batch: RowBatch) -> bytes:
    """A message."""
    rows = [_values(link) for link in batch.rows]
    text = json.dumps({"after": batch.after, "before": batch.before, "rows": rows}, separators=(",", ":"))
    packer = zlib.compressobj(9, zlib.DEFLATED, _GZIP)
    return packer.compress(text.encode()) + packer.flush()


def unpacked(data: bytes) -> RowBatch:
    """What a message holds; whether the hashes are right is another question.

    Raises:
        ValueError: it is none, or unpacks to more than `LARGEST`.
    """
    unpacker = zlib.decompressobj(_GZIP)
    try:
        told = json.loads(unpacker.decompress(data, LARGEST))
        rows = tuple(map(_link, told["rows"]))
        after, before = told["after"], told["before"]
    except (zlib.error, KeyError, ValueError, TypeError, RecursionError) as error:
        raise ValueError("no rows") from error
    if not unpacker.eof or len(rows) > MOST_ROWS or not _is_place(after, before):
        raise ValueError("no rows")
    for number, link in enumerate(rows, after + 1):
        if link.row.seq != number:
            raise ValueError("rows are missing")
    return RowBatch(after=after, before=before, rows=rows)


def _is_place(seq: object, hashed: object) -> bool:
    if type(seq) is not int or not isinstance(hashed, str):
        return False
    return seq >= 0 and len(hashed) == len(GENESIS) and (seq > 0 or hashed == GENESIS)


def _values(link: Link) -> list[object]:
    row = link.row
    return [row.seq, row.written, row.event, row.airing, row.moment, row.slot, row.body, link.prev, link.hash]


def _link(values: object) -> Link:
    if not isinstance(values, list):
        raise TypeError("a row")
    seq, written, event, airing, moment, slot, body, prev, hashed = values
    texts = (written, event, airing, body, prev, hashed)
    if type(seq) is not int or not all(isinstance(each, str) for each in texts):
        raise TypeError("a row")
    if not all(each is None or isinstance(each, str) for each in (moment, slot)):
        raise TypeError("a row")
    row = ChainRow(seq=seq, written=written, event=event, airing=airing, moment=moment, slot=slot, body=body)
    return Link(row=row, prev=prev, hash=hashed)
