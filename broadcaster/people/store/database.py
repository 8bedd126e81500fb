"""The file people.db."""

from __future__ import annotations

from pathlib import Path

from broadcaster.database.file import PATIENCE, DatabaseFile
from broadcaster.database.sqlite import Faults
from broadcaster.errors import PeopleError
from broadcaster.people.store.schema import MIGRATIONS

FAULTS = Faults(
    error=PeopleError,
    damaged="people.store_damaged",
    busy="people.store_busy",
    newer="people.store_newer",
)


class Database(DatabaseFile):
    """One connection; see `DatabaseFile`.

    The rollback journal is kept: unlike a write-ahead log it lets a file on a disk that takes no writes be
    read. What is deleted is overwritten.
    """

    def __init__(self, path: Path, patience: float = PATIENCE) -> None:
        super().__init__(path, MIGRATIONS, FAULTS, ("secure_delete = ON",), patience)

    @property
    def version(self) -> tuple[int, int]:
        """Differs after each change, of this process or another.

        Raises:
            PeopleError: `people.store_gone` where the file was removed; or see `DatabaseFile`.
            StoreError: see `DatabaseFile`.
        """
        (changed,) = self.read("PRAGMA data_version")[0]
        if self.gone:
            raise PeopleError("people.store_gone", path=str(self.path))
        return int(changed or 0), self.own_changes
