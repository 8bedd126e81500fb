"""Whether people.db is the newest that the journal tells of, and what `check` says of people.yaml."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from pathlib import Path

from broadcaster.core.clock import Clock
from broadcaster.core.errors import BroadcasterError, PeopleError, kept
from broadcaster.journal.log.journal import JOURNAL, Journal
from broadcaster.journal.rows.model import Reason
from broadcaster.people.access.acceptance import find_people_file
from broadcaster.people.roles.people_file import FILE, load_people
from broadcaster.people.store.outbox import CHANGE, STORE, Told, is_older
from broadcaster.people.store.persons import NOTHING
from broadcaster.people.store.store import NAME, PeopleStore
from broadcaster.station.yaml.problems import Problem, Severity
from broadcaster.station.yaml.tree import START, Place

log = logging.getLogger(__name__)


class ToldInMemory:
    """What the open journal tells of the stores of people, without asking it again.

    Its readers wait for each other, and the longest reads the rows of years: whoever says `stop` meanwhile
    must not wait for that. Only the station writes into its journal, so what was read once and what was
    written since is all. Written to from one thread at a time, and asked from any.
    """

    def __init__(self, journal: Journal) -> None:
        self._told: Told = _asked(journal.people_stores)

    def __call__(self) -> Told:
        """The same as the journal's `people_stores`."""
        return self._told

    def add(self, row: Reason) -> None:
        """The journal has one more row."""
        facts = dict(row.facts)
        if STORE in facts and CHANGE in facts:
            store, change = str(facts[STORE]), int(str(facts[CHANGE]))
            others = {name: newest for name, newest in self._told.items() if name != store}
            self._told = {
                **others,
                store: max(change, self._told.get(store, 0)),
            }  # the newest row's store last


def told_by_file(state: Path, clock: Clock) -> Callable[[], Told]:
    """Asks the journal of the station whose `state` folder this is, where nobody has it open."""

    def told() -> Told:
        if not (state / JOURNAL).exists():
            return {}
        with Journal.open_to_read(state / JOURNAL, clock) as journal:
            return journal.people_stores()

    return told


def see_that_newest(store: PeopleStore, told: Callable[[], Told]) -> None:
    """Refuse a store that is older than the journal tells; a journal that cannot be asked accuses nobody.

    Raises:
        PeopleError: `people.store_older`; or the store cannot be read.
        StoreError: the same.
    """
    known = _asked(told)
    # The store after the journal: a change that comes between must not make it look older.
    if is_older(store.lineage.read(), known):
        raise PeopleError("people.store_older", path=str(store.path))


def _asked(told: Callable[[], Told]) -> Told:
    try:
        return told()
    except (BroadcasterError, OSError):
        log.warning("the journal does not tell how old people.db is", exc_info=True)
        return {}


def problems_of_people(folder: Path, clock: Clock) -> list[Problem]:
    """The problems of people.yaml; a warning where something else is in force."""
    loaded = load_people(folder)
    return [*loaded.problems, *_not_in_force(folder, clock)]


def _not_in_force(folder: Path, clock: Clock) -> list[Problem]:
    state = folder / "state"
    if state.exists() and not os.access(state / NAME, os.R_OK) and not os.access(state, os.W_OK):
        return []  # another account's
    try:
        store = PeopleStore.existing(state, clock)
        if store is None:
            fault = find_people_file(folder, NOTHING).fault
        else:
            try:
                see_that_newest(store, told_by_file(state, clock))
                fault = find_people_file(folder, store.accepted.read()).fault
            finally:
                store.close()
    except BroadcasterError as error:
        if error.code not in ("people.store_damaged", "people.store_older"):
            return []
        return [_warning(error)]
    return [] if fault is None else [_warning(fault)]


def _warning(fault: BroadcasterError) -> Problem:
    return Place(FILE, None).problem(START, fault.code, Severity.WARNING, **dict(kept(fault.facts)))
