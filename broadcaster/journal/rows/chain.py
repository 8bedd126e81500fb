"""The chain: the hash of each row covers the row and the hash of the row before it.

What it proves: with the head hash of some day (each report prints it) one can show that no row up to that
day was edited, removed, added or moved since. What it does not prove: the chain has no key. Who can write the
file can rewrite it from any row on with new hashes, or leave out the last rows. Only a head hash that is kept
elsewhere shows that.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from broadcaster.journal.rows.model import Verified

GENESIS = "0" * 64
"""The hash before the first row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainRow:
    """One event as it is stored."""

    seq: int  # from 1, without holes
    written: str  # when it was written: UTC, ISO 8601 with microseconds
    event: str
    airing: str
    moment: str | None  # of the first event of an airing: the instant by which it is found
    slot: str | None  # of the first event of a scheduled airing: the key of what must not air twice
    body: str  # canonical JSON


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A stored row with the two hashes stored beside it."""

    row: ChainRow
    prev: str
    hash: str


def canonical(value: object) -> str:
    """The one JSON text for `value`: sorted keys, no spaces, ASCII only."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def digest(prev: str, row: ChainRow) -> str:
    """SHA-256, as 64 hexadecimal digits, of `row` on top of the chain that ends in `prev`."""
    fields = [row.seq, row.written, row.event, row.airing, row.moment, row.slot, row.body]
    return hashlib.sha256((prev + canonical(fields)).encode()).hexdigest()


def verify(
    links: Iterable[Link], head: str | None = None, durable: tuple[int, str] | None = None
) -> Verified:
    """Check every row of the chain.

    Args:
        links: all rows in order of their number.
        head: a head hash of an earlier day; the chain is not ok if no row has it.
        durable: number and hash of a row that was durable; the chain is not ok without it.
    """
    prev, rows, first_bad = GENESIS, 0, None
    met = head is None or head == GENESIS
    there = durable is None
    for link in links:
        rows += 1
        if first_bad is None:
            fits = link.row.seq == rows and link.prev == prev and link.hash == digest(prev, link.row)
            first_bad = None if fits else rows
            met = met or (fits and link.hash == head)
        there = there or (link.row.seq, link.hash) == durable
        prev = link.hash
    missing = None if there or durable is None else durable[0]
    ok = first_bad is None and met and there
    return Verified(ok=ok, rows=rows, head=prev, first_bad=first_bad, missing=missing)
