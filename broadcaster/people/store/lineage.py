"""Which store of people this is, and how far it has come: an older file in its place is known by that.

Each row for the journal carries both. A store that has less than the journal tells of is an older one: in
it whoever was removed is there again, and passwords that were changed open again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from broadcaster.errors import PeopleError
from broadcaster.people.store.database import Database

Told = Mapping[str, int]
"""The stores whose rows the journal has, the one of the newest row last → the highest change of each."""

STORE, CHANGE = "people_store", "people_change"
"""The facts of a row that name both."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """A store and its newest change."""

    store: str
    change: int
    adopted: bool = False  # it had people before it had a name: of what program it is, nobody knows
    doubted: bool = False  # it was found to be older, and no technician has said since that it is to hold


def is_older(mine: Position, told: Told) -> bool:
    """True if the journal tells of more than the store has. A journal without such rows tells nothing. Pure.

    More in the store than in the journal is usual: rows wait for the journal. So is a store that the
    journal does not know, if it was made without people: one that was damaged was moved away.
    """
    if mine.doubted:
        return True
    if mine.store in told and mine.store == list(told)[-1]:
        return mine.change < told[mine.store]
    return mine.store in told or (mine.adopted and bool(told))


class LineageTable:
    """The table `lineage`. Changes are counted by the table `outbox`, which never gives a number twice."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def read(self) -> Position:
        """Where the store stands now.

        Raises:
            PeopleError: `people.store_damaged`.
            StoreError: the disk failed.
        """
        rows = self._database.read(
            "SELECT store, adopted, doubted,"
            " coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'outbox'), 0) FROM lineage"
        )
        if not rows:
            raise PeopleError("people.store_damaged", path=str(self._database.path))
        store, adopted, doubted, change = rows[0]
        return Position(
            store=str(store), change=int(change or 0), adopted=bool(adopted), doubted=bool(doubted)
        )

    def doubt(self) -> None:
        """Keep that the store is older, before its new rows hide that."""
        self._database.write("UPDATE lineage SET doubted = 1")

    def renew(self) -> None:
        """Be another store from now on, for a technician has said that it holds: all copies are older."""
        self._database.write("UPDATE lineage SET store = lower(hex(randomblob(8))), adopted = 0, doubted = 0")
