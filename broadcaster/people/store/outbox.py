"""Rows for the journal, kept until it has them; by the newest of them an older people.db is known.

Each row for the journal carries both. A store that has less than the journal tells of is an older one: in
it whoever was removed is there again, and passwords that were changed open again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from broadcaster.core.errors import Fact, PeopleError, Phrase
from broadcaster.journal.rows.model import Reason
from broadcaster.people.store.database import Database

Told = Mapping[str, int]
"""The stores whose rows the journal has, the one of the newest row last → the highest change of each."""

STORE, CHANGE = "people_store", "people_change"
"""The facts of a row that name both."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StorePosition:
    """A store and its newest change."""

    store: str
    change: int
    adopted: bool = False  # it had people before it had a name: of what program it is, nobody knows
    doubted: bool = False  # it was found to be older, and no technician has said since that it is to hold


def is_older(mine: StorePosition, told: Told) -> bool:
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

    def read(self) -> StorePosition:
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
        return StorePosition(
            store=str(store), change=int(change or 0), adopted=bool(adopted), doubted=bool(doubted)
        )

    def doubt(self) -> None:
        """Keep that the store is older, before its new rows hide that."""
        self._database.write("UPDATE lineage SET doubted = 1")

    def renew(self) -> None:
        """Be another store from now on, for a technician has said that it holds: all copies are older."""
        self._database.write("UPDATE lineage SET store = lower(hex(randomblob(8))), adopted = 0, doubted = 0")


WriteRow = Callable[[datetime, Reason], object]
"""Writes one row of the journal: when it happened, and what. Returns when the row is durable."""


class Outbox:
    """The table `outbox`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, at: str, what: Reason) -> None:
        """Keep a row; within the transaction of the change that it tells."""
        facts = json.dumps([[name, _kept(fact)] for name, fact in what.facts], ensure_ascii=False)
        self._database.write("INSERT INTO outbox (at, code, facts) VALUES (?, ?, ?)", at, what.code, facts)

    @property
    def waiting(self) -> bool:
        """True if the journal lacks any row."""
        return bool(self._database.read("SELECT 1 FROM outbox LIMIT 1"))

    def deliver(self, write: WriteRow) -> None:
        """Move the rows to the journal, the oldest first; those behind one that it does not take wait.

        Each tells which change of which store it is; see `lineage`.

        One process at a time should deliver. If it is killed between, a row comes a second time: that is
        better than a change without its row. The file is not locked meanwhile: to sign in never waits for
        the journal.
        """
        while rows := self._database.read(
            "SELECT seq, at, code, facts, (SELECT store FROM lineage) FROM outbox ORDER BY seq LIMIT 1"
        ):
            seq, at, code, facts, store = rows[0]
            place = ((STORE, str(store)), (CHANGE, str(seq)))
            write(
                datetime.fromisoformat(str(at)), Reason(code=str(code), facts=(*_facts(str(facts)), *place))
            )
            self._database.write("DELETE FROM outbox WHERE seq = ?", seq)


def _kept(fact: Fact) -> object:
    if isinstance(fact, Phrase):
        return {"code": fact.code, "facts": [[name, _kept(one)] for name, one in fact.facts]}
    return fact


def _facts(text: str) -> tuple[tuple[str, Fact], ...]:
    return tuple((str(name), _fact(kept)) for name, kept in json.loads(text))


def _fact(kept: object) -> Fact:
    if isinstance(kept, dict):
        return Phrase(code=kept["code"], facts=tuple((str(n), _fact(f)) for n, f in kept["facts"]))
    return str(kept)
