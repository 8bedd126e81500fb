"""A copy of people.db without the sessions, for a backup."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from broadcaster.database.sqlite import connect, connect_to_read
from broadcaster.people.store.database import FAULTS

_OF_THE_MOMENT = ("sessions", "attempts")


def copy_people(path: Path, to: Path) -> None:
    """Write a copy of the store at `path` as it is at one instant: who is signed in there is not here.

    Args:
        path: the store; a station may be writing.
        to: the copy, which must not exist; of mode 0600.

    Raises:
        PeopleError: `people.store_damaged`.
        StoreError: the disk takes no copy.
    """
    with FAULTS.translated(path), closing(connect_to_read(path)) as source, closing(connect(to)) as copied:
        source.backup(copied)
        for table in _OF_THE_MOMENT:
            copied.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names
        copied.execute("VACUUM")  # what was deleted is in no free page either
