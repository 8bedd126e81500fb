"""A copy of people.db without the sessions, for a backup."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from broadcaster.atomic import store_error
from broadcaster.errors import PeopleError

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
    try:
        os.close(os.open(to, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    except OSError as error:
        raise store_error(to, error) from error
    try:
        address = f"file:{quote(str(path))}?mode=ro"
        with closing(sqlite3.connect(address, uri=True)) as source, closing(sqlite3.connect(to)) as copied:
            source.backup(copied)
            for table in _OF_THE_MOMENT:
                copied.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names
            copied.commit()
            copied.execute("VACUUM")  # what was deleted is in no free page either
    except sqlite3.Error as error:
        raise PeopleError("people.store_damaged", path=str(path)) from error
