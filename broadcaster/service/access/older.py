"""Whether people.db is an older file than the journal tells of."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from broadcaster.clock import Clock
from broadcaster.errors import BroadcasterError, PeopleError
from broadcaster.journal import Journal
from broadcaster.people.store.lineage import Told, is_older
from broadcaster.people.store.store import PeopleStore
from broadcaster.service.as_run.records import JOURNAL

log = logging.getLogger(__name__)


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

    Args:
        store: the people.
        told: asks the journal.

    Raises:
        PeopleError: `people.store_older`; or the store cannot be read.
        StoreError: the same.
    """
    try:
        known = told()
    except (BroadcasterError, OSError):
        log.warning("the journal does not tell how old people.db is", exc_info=True)
        known = {}
    # The store after the journal: a change that comes between must not make it look older.
    if is_older(store.lineage.read(), known):
        raise PeopleError("people.store_older", path=str(store.path))
