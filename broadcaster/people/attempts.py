"""Counts who failed to show who they are, and makes them wait."""

from __future__ import annotations

import logging
import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
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

    Args:
        store: the station's people.
        own: the account that runs the station. People share it, so there failures about one person slow down
            nobody else. Another account that tries one PIN on everybody waits as if it tried many on one.
    """

    def __init__(self, store: PeopleStore, own: str) -> None:
        self._store = store
        self._own = own
        self._lines: defaultdict[tuple[str, ...], threading.Lock] = defaultdict(threading.Lock)
        self._memory: defaultdict[tuple[Place, str], dict[str, Failures]] = defaultdict(dict)

    @contextmanager
    def in_line(self, place: Place, account: str, person: str) -> Iterator[None]:
        """One attempt after the other, so that right ones at the same time are not taken for failures."""
        apart = self._apart(place, account)
        with self._lines[(place, account, person) if apart else (place, account)]:
            yield

    def see(self, place: Place, account: str, person: str) -> None:
        """Refuse an attempt that comes too early. Locks nothing: a flood of them must hold up nobody.

        Args:
            place: where it comes from.
            account: of the computer, as the kernel tells it; "" from the network.
            person: whom it claims to be; "" for nobody whom we know.

        Raises:
            PeopleError: `people.slowed` or `people.locked`.
            StoreError: the disk failed.
        """
        self._charged(place, account, self._store.attempts.of(place, account), person)

    def begin(self, place: Place, account: str, person: str) -> None:
        """Count an attempt, which `succeeded` takes back; see `see`.

        Raises:
            PeopleError: it comes too early, and is not counted.
            StoreError: from the network only: it cannot be counted.
        """
        try:
            with self._store.changing():
                kept = self._charged(place, account, self._store.attempts.of(place, account), person)
                self._store.attempts.keep(place, account, kept)
        except BroadcasterError as error:
            if place is not Place.SOCKET or error.code in ("people.slowed", "people.locked"):
                raise
            log.warning("attempts are counted in memory", exc_info=True)
            known = self._memory[place, account]
            known[person] = self._charged(place, account, known.values(), person)

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
        return self._wait(place, account, self._store.attempts.of(place, account), person)

    def _charged(self, place: Place, account: str, known: Iterable[Failures], person: str) -> Failures:
        known = list(known)
        wait = self._wait(place, account, known, person)
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

    def _wait(self, place: Place, account: str, known: Iterable[Failures], person: str) -> float:
        apart = self._apart(place, account)
        counted = (one for one in known if not apart or one.person == person)
        return wait_before_next(place, [Failed(count=one.count, ago=self._ago(one)) for one in counted])

    def _apart(self, place: Place, account: str) -> bool:
        """True where failures about one person concern nobody else."""
        return place is not Place.SOCKET or account == self._own

    def _ago(self, one: Failures) -> float:
        """Seconds since a failure, by a clock that nobody can set as far as there is one."""
        uptime = self._store.clock.boottime()
        if one.boot == boot_id():
            return uptime - one.uptime
        by_wall = (self._store.clock.now() - datetime.fromisoformat(one.last)).total_seconds()
        return max(uptime, by_wall, 0.0)
