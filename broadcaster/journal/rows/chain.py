"""The chain: each row's hash covers the row and the hash before it.

What it proves: whoever holds the head hash of some day (each report prints it) can show that no row
up to that day was edited, removed, added or moved since. What it cannot prove: the chain has no
key, so someone who can write the file may rewrite it from any row on and compute every hash anew,
or leave out its last rows. Only a head hash kept elsewhere shows that.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from broadcaster.journal.model import Verified

GENESIS = "0" * 64
"""The hash before the first row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One event as it is stored."""

    seq: int  # from 1, without holes
    written: str  # when it was written: UTC, ISO 8601 with microseconds
    event: str
    airing: str
    moment: str | None  # of an airing's first event: the instant it belongs to
    slot: str | None  # of a scheduled airing's first event: what must not air twice
    body: str  # canonical JSON


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A stored row with the two hashes stored beside it."""

    row: Row
    prev: str
    hash: str


def canonical(value: object) -> str:
    """The one JSON text for `value`: sorted keys, no spaces, ASCII only."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def digest(prev: str, row: Row) -> str:
    """SHA-256, as 64 hexadecimal digits, of `row` on top of the chain that ends in `prev`."""
    fields = [row.seq, row.written, row.event, row.airing, row.moment, row.slot, row.body]
    return hashlib.sha256((prev + canonical(fields)).encode()).hexdigest()


def verify(
    links: Iterable[Link], head: str | None = None, durable: tuple[int, str] | None = None
) -> Verified:
    """Walk along the whole chain.

    Args:
        links: all rows in order of their number.
        head: a head hash kept from an earlier day; a chain in which no row has it is not ok.
        durable: number and hash of a row that was on the disk, and must be there.
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
