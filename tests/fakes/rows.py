"""Rows of a log that nobody wrote."""

from __future__ import annotations

from broadcaster.journal.rows.chain import GENESIS, ChainRow, Link, canonical, digest

BOX = "0123456789abcdef" * 2


def chain(count: int, *, words: str = "lời", begins: tuple[Link, ...] = ()) -> tuple[Link, ...]:
    """A chain of so many rows.

    Args:
        count: of all rows.
        words: in the body of each that is new.
        begins: its first rows.
    """
    made = [*begins]
    while len(made) < count:
        seq = len(made) + 1
        row = ChainRow(
            seq=seq,
            written=f"2026-12-01T00:00:{seq % 60:02}.000000+00:00",
            event="noted",
            airing=f"id{seq}",
            moment=None,
            slot=None,
            body=canonical({"note": words, "seq": seq}),
        )
        prev = made[-1].hash if made else GENESIS
        made.append(Link(row=row, prev=prev, hash=digest(prev, row)))
    return tuple(made)
