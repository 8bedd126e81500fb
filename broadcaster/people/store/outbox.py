"""Rows for the journal, kept with the change that they tell until the journal has them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime

from broadcaster.errors import Fact, Phrase
from broadcaster.journal.model import Reason
from broadcaster.people.store.database import Database
from broadcaster.people.store.lineage import CHANGE, STORE

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
