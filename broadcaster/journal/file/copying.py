"""A copy of the journal while others read and write it."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from broadcaster.database.sqlite import connect
from broadcaster.journal.file import head
from broadcaster.journal.file.connection import connect_to_read, faults


def copy_journal(path: Path, to: Path) -> None:
    """Write a copy of the journal at `path` as it is at one instant, with the head of its last row.

    Args:
        path: the journal; a station may be writing.
        to: the copy, which must not exist.

    Raises:
        JournalError: it cannot be read, or is damaged.
        StoreError: the disk takes no copy.
    """
    with faults(path), closing(connect_to_read(path)) as source, closing(connect(to)) as copied:
        # In one read transaction: no writer waits for it, and the copy never starts anew.
        source.backup(copied)
        # A copy travels alone: it must not need a second file beside it.
        copied.execute("PRAGMA journal_mode = DELETE")
        last = copied.execute("SELECT seq, hash, written FROM events ORDER BY seq DESC LIMIT 1").fetchone()
    if last is not None:
        head.write(to, head.Head(seq=last[0], hash=last[1], at=last[2]), durable=True)
