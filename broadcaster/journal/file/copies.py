"""Copies of the journal's file: for a backup, in the place of a damaged one, and that one as evidence."""

from __future__ import annotations

from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from broadcaster.core.database import connect
from broadcaster.core.whole_files import sync
from broadcaster.journal.file import head
from broadcaster.journal.file.database import FAULTS, PARTS, connect_to_read
from broadcaster.journal.file.disk_file import write_ahead_log
from broadcaster.journal.file.head import beside


def draft_of(path: Path) -> Path:
    """Where the new file is written before it takes the place of the one at `path`."""
    return path.with_name(f".draft-{path.name}")


def evidence(path: Path, now: datetime) -> str:
    """A free name for a damaged file. Its stem is never the journal's: `journal.db*` must not match it."""
    for number in range(100):
        name = f"{path.stem}-{now:%Y%m%d-%H%M%S}{f'-{number}' if number else ''}.damaged"
        if not path.with_name(name).exists():
            return name
    return name


def put_in_place(draft: Path, path: Path, aside: str) -> None:
    """Move `draft` to `path`, and keep what was there under the name `aside`.

    The write-ahead log is moved first: SQLite must never apply an old log to a new file.

    Raises:
        OSError: the disk does not take it.
    """
    kept = path.with_name(aside)
    with suppress(FileNotFoundError):
        try:
            kept.hardlink_to(path)
        except FileNotFoundError:
            raise
        except OSError:
            path.rename(kept)  # this file system has no hard links
    with suppress(FileNotFoundError):
        write_ahead_log(path).rename(write_ahead_log(kept))
    path.with_name(f"{path.name}-shm").unlink(missing_ok=True)
    draft.replace(path)
    sync(path.parent)


def move_away(path: Path, aside: str) -> None:
    """Keep a damaged journal and the files beside it under the name `aside`; nothing takes its place.

    Raises:
        OSError: the disk does not let it be moved.
    """
    kept = path.with_name(aside)
    for end in (*PARTS[1:], ""):
        part = path.with_name(path.name + end)
        if part.exists():
            part.rename(kept.with_name(kept.name + end))
    beside(path).unlink(missing_ok=True)


def clear(draft: Path) -> None:
    """Remove what is left of a draft that did not take its place.

    Raises:
        OSError: the disk does not let it be removed.
    """
    for end in PARTS:
        draft.with_name(draft.name + end).unlink(missing_ok=True)


def copy_journal(path: Path, to: Path) -> None:
    """Write a copy of the journal at `path` as it is at one instant, with the head of its last row.

    Args:
        path: the journal; a station may be writing.
        to: the copy, which must not exist.

    Raises:
        JournalError: it cannot be read, or is damaged.
        StoreError: the disk takes no copy.
    """
    with FAULTS.translated(path), closing(connect_to_read(path)) as source, closing(connect(to)) as copied:
        # In one read transaction: no writer waits for it, and the copy never starts anew.
        source.backup(copied)
        # A copy travels alone: it must not need a second file beside it.
        copied.execute("PRAGMA journal_mode = DELETE")
        last = copied.execute("SELECT seq, hash, written FROM events ORDER BY seq DESC LIMIT 1").fetchone()
    if last is not None:
        head.write(to, head.Head(seq=last[0], hash=last[1], at=last[2]), durable=True)
