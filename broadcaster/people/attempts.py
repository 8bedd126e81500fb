"""Counts who failed to show who they are, and makes them wait."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from broadcaster.clock import boot_id
from broadcaster.errors import BroadcasterError, PeopleError
from broadcaster.people.model import Place
from broadcaster.people.store.attempts import Failures
from broadcaster.people.store.store import PeopleStore
from broadcaster.people.throttle import FORGOTTEN, Failed, wait_before_next

log = logging.getLogger(__name__)


class Attempts:
    """Each attempt counts as a failure before it is looked at: a hundred at once gain nothing.

    From any thread. Where the disk takes no writes, those on the socket are counted in memory: no full disk
    may stand before an emergency. From the network nobody signs in then.
    """

    def __init__(self, store: PeopleStore) -> None:
        self._store = store
        self._memory: defaultdict[tuple[Place, str], dict[str, Failures]] = defaultdict(dict)

    def begin(self, place: Place, account: str, person: str) -> None:
        """Count an attempt, which `succeeded` takes back.

        Args:
            place: where it comes from.
            account: of the computer, as the kernel tells it; "" from the network.
            person: whom it claims to be; "" for nobody whom we know.

        Raises:
            PeopleError: `people.slowed` or `people.locked`: it comes too early, and is not counted.
            StoreError: from the network only: it cannot be counted.
        """
        try:
            # Looked at first without a lock: a flood of attempts that come too early must hold up nobody.
            self._charged(place, self._store.attempts.of(place, account), person)
            with self._store.changing():
                kept = self._charged(place, self._store.attempts.of(place, account), person)
                self._store.attempts.keep(place, account, kept)
        except BroadcasterError as error:
            if place is not Place.SOCKET or error.code in ("people.slowed", "people.locked"):
                raise
            log.warning("attempts are counted in memory", exc_info=True)
            known = self._memory[place, account]
            known[person] = self._charged(place, known.values(), person)

    def succeeded(self, place: Place, account: str, person: str) -> None:
        """Forget the failures about a person who showed who they are."""
        self._memory[place, account].pop(person, None)
        try:
            self._store.attempts.forget(place, account, person)
        except BroadcasterError:
            if place is not Place.SOCKET:
                raise
            log.warning("the failures of %s stay", person, exc_info=True)

    def pause(self, place: Place, account: str, person: str) -> float:
        """Seconds until the next attempt may be made."""
        known = self._store.attempts.of(place, account)
        return self._wait(place, known, person)

    def _charged(self, place: Place, known: Iterable[Failures], person: str) -> Failures:
        known = list(known)
        wait = self._wait(place, known, person)
        if wait > 0:
            code = "people.slowed" if place is Place.SOCKET else "people.locked"
            raise PeopleError(code, seconds=max(1, round(wait)), minutes=max(1, round(wait / 60)))
        old = next((one for one in known if one.person == person and self._ago(one) < FORGOTTEN), None)
        return Failures(
            person=person,
            count=1 if old is None else old.count + 1,
            last=self._store.now,
            boot=boot_id(),
            uptime=self._store.clock.boottime(),
        )

    def _wait(self, place: Place, known: Iterable[Failures], person: str) -> float:
        counted = (one for one in known if place is Place.SOCKET or one.person == person)
        return wait_before_next(place, [Failed(count=one.count, ago=self._ago(one)) for one in counted])

    def _ago(self, one: Failures) -> float:
        """Seconds since a failure, by a clock that nobody can set as far as there is one."""
        uptime = self._store.clock.boottime()
        if one.boot == boot_id():
            return uptime - one.uptime
        by_wall = (self._store.clock.now() - datetime.fromisoformat(one.last)).total_seconds()
        return max(uptime, by_wall, 0.0)
