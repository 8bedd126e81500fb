"""The people in force: every check of a right asks here."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from broadcaster.core.clock import Clock
from broadcaster.core.database import PATIENCE
from broadcaster.core.errors import BroadcasterError, PeopleError
from broadcaster.people.access.administration import Administration
from broadcaster.people.access.freshness import see_that_newest, told_by_file
from broadcaster.people.roles.accounts import ROOT, account_of, is_own
from broadcaster.people.roles.model import LOST, UNFOUNDED, Action, Caller, Grant, OriginPlace, People
from broadcaster.people.roles.rights import granted, required
from broadcaster.people.sign_in.devices import Devices
from broadcaster.people.sign_in.sessions import SOON, SessionOwner, Sessions
from broadcaster.people.sign_in.sign_in import SigningIn
from broadcaster.people.sign_in.steps import ProvenPerson
from broadcaster.people.store.outbox import Told
from broadcaster.people.store.store import PeopleStore
from broadcaster.playout.desk.requester import Requester

log = logging.getLogger(__name__)


class Access:
    """Says who asks, and whether they may. From any thread.

    A change by another process, such as `broadcaster people remove`, holds from the next question on. If the
    store cannot be read, or is busy for longer than `SOON`, the people who were in force last stay: neither
    `stop` nor an emergency waits for a disk. The same holds for a store that is put in the place of another,
    until it was read once. Only the first look is patient, for nobody is known before it.

    A store that is older than the journal tells is taken like a damaged one; see `people.store.outbox`.

    Args:
        state: the station's own folder, with people.db; none is made there.
        zone: the station's time zone as it is now: delegations hold by its days.
        told: which store of people the open journal knows, at once; None: its file is read.
    """

    def __init__(
        self,
        folder: Path,
        state: Path,
        clock: Clock,
        zone: Callable[[], ZoneInfo],
        told: Callable[[], Told] | None = None,
    ) -> None:
        self.folder = folder
        self._state = state
        self._clock = clock
        self._zone = zone
        self._told = told or told_by_file(state, clock)
        self._lock = threading.RLock()
        self._store: PeopleStore | None = None
        self._version: tuple[int, int] | None = None  # None until people were read once
        self._patience = PATIENCE  # of the first look
        self._people = UNFOUNDED
        self._signing_in: SigningIn | None = None
        self._sessions: Sessions | None = None
        self.fault: BroadcasterError | None = None  # of the store
        self.devices = Devices(state)

    @property
    def people(self) -> People:
        """The people in force."""
        self._look()
        return self._people

    @property
    def has_other_accounts(self) -> bool:
        """True if anybody who is known has an account of the computer other than the station's own."""
        own = account_of(os.getuid())
        return any(one.account not in (None, own) for one in self.people.enabled())

    def caller(
        self,
        uid: int | None,
        token: str | None = None,
        place: OriginPlace = OriginPlace.SOCKET,
        *,
        use: bool = True,
    ) -> Caller:
        """Who asks.

        Args:
            uid: of the account of the computer, as the kernel tells it; None from the network.
            token: of a session, if one was given. With one that does not hold nobody is known: who said to be
                somebody must not go on as the person of the account, unseen.
            use: whether the session lasts longer by this.
        """
        account = "" if uid is None else account_of(uid)
        known, told = self._signed_in(token, place, use=use) if token else (None, False)
        person = None if known is None else known.person
        if uid is not None and not told:
            person = self.people.by_account(account)
        return Caller(
            person=person,
            account=account,
            own=uid is not None and is_own(uid),
            place=place,
            by_pin=known is not None and known.by_pin,
        )

    def is_at_home(self, uid: int | None) -> bool:
        """True for the station's own account and those of persons, who ask at this computer.

        Root is neither, unless the station itself is root's: proxies and forwarded ports are root's too.
        """
        if uid is None or uid == os.getuid():
            return uid is not None
        return uid != ROOT and self.people.by_account(account_of(uid)) is not None

    def as_person(self, uid: int, entered: ProvenPerson) -> Caller:
        """The caller of a command that airs from its own process, once the person has shown who they are."""
        return Caller(person=entered.person, account=account_of(uid), own=is_own(uid), by_pin=entered.by_pin)

    def require(self, caller: Caller, action: Action) -> Grant:
        """By what right `caller` may do `action` now.

        Raises:
            PeopleError: they may not: `people.not_allowed`, or `people.who_asks` where nobody knows who asks.
        """
        return required(self.people, caller, action, self.today)

    def by(self, caller: Caller, action: Action) -> Requester:
        """Who asks for the air, with their rights as they are then and will be when it airs."""
        still = partial(self.still_leads, caller, action)
        return Requester(shown=caller.shown, leads=self.leads(caller), still_leads=still)

    def still_leads(self, caller: Caller, action: Action) -> bool:
        """Whether somebody leads who must still have a right, by the people who were read last.

        From memory: the air waits for no disk. What another process changed is read within a second, by
        `AccessUpkeep`. While nobody can say who the people are, what was granted holds.

        Raises:
            PeopleError: they have the right no more.
        """
        people, today = self._people, self.today
        if people.lost:
            return False
        required(people, caller, action, today)
        return caller.person is not None and granted(people, caller, Action.APPROVE, today) is not None

    def leads(self, caller: Caller) -> bool:
        """True for a person who may approve today: what they air of their own needs no confirmation."""
        if caller.person is None:
            return False
        return granted(self.people, caller, Action.APPROVE, self.today) is not None

    @property
    def today(self) -> date:
        """The day at the station, by which delegations hold."""
        return self._clock.now().astimezone(self._zone()).date()

    @property
    def signing_in(self) -> SigningIn:
        """Checks credentials.

        Raises:
            PeopleError: the station has no people, or its store cannot be opened.
        """
        self._opened()
        if self._signing_in is None:
            raise PeopleError("people.none_yet")
        return self._signing_in

    @property
    def sessions(self) -> Sessions:
        """Knows who is signed in; see `signing_in`."""
        self._opened()
        if self._sessions is None:
            raise PeopleError("people.none_yet")
        return self._sessions

    @property
    def administration(self) -> Administration:
        """Changes people; see `signing_in`.

        Raises:
            PeopleError, StoreError: the store cannot be read as it is now: a change of the one that was read
                last would be lost.
        """
        store = self._opened()
        if self.fault is not None:
            raise self.fault
        return Administration(store, self.folder, self._clock, account_of(os.getuid()))

    @property
    def store(self) -> PeopleStore | None:
        """people.db; None in a station that has none, or where it cannot be opened."""
        with self._lock:
            self._look()
            return self._store

    def close(self) -> None:
        """Close the store. Questions are answered from memory afterwards."""
        with self._lock:
            if self._store is not None:
                self._store.close()

    def _opened(self) -> PeopleStore:
        with self._lock:
            self._look()
            if self._store is not None:
                return self._store
            raise self.fault or PeopleError("people.none_yet")

    def _signed_in(self, token: str, place: OriginPlace, *, use: bool) -> tuple[SessionOwner | None, bool]:
        """Whose session it is, and whether that could be told: an emergency waits for no disk."""
        try:
            return self.sessions.known(token, place, self.people, use=use), True
        except BroadcasterError:
            log.debug("no session", exc_info=True)
            return None, False

    def keep(self) -> None:
        """Have the disk hear what sessions were used. Not on a thread on which somebody waits."""
        if self._sessions is not None:
            self._sessions.keep()

    def _look(self) -> None:
        """Read the people again if anything has changed."""
        if not self._lock.acquire(timeout=SOON):
            return
        try:
            self._take()
            self.fault = None
        except BroadcasterError as error:
            if error.code == "people.store_busy" and self._version is not None:
                return
            if str(error) != str(self.fault):
                log.exception("people.db cannot be read; those in force stay")
            self.fault = error
            if self._version is None:
                # There are people, and nobody knows which: nothing is opened by that.
                self._people = LOST
        finally:
            self._patience = SOON
            self._lock.release()

    def _take(self) -> None:
        """Take what the store holds now, and a store that is new only when it was read."""
        fresh = self._fresh()
        store = fresh or self._store
        if store is None:
            return
        try:
            with store.soon(SOON):
                version = store.version
                if fresh is not None or self._version is None or version[0] != self._version[0]:
                    see_that_newest(store, self._told)  # another process changed it, or its file
                if fresh is not None or version != self._version:
                    self._people = store.accepted.read().people
        except BaseException as error:
            if fresh is not None:
                fresh.close()
            elif isinstance(error, PeopleError) and error.code == "people.store_older":
                self._let_go(store)  # the open file itself was written over
            raise
        if fresh is not None:
            self._change_to(fresh)
        self._version = version

    def _fresh(self) -> PeopleStore | None:
        """A store that is not taken yet: the first one, or another in its place, as from a backup."""
        if self._store is not None and not self._store.replaced:
            return None
        return PeopleStore.existing(self._state, self._clock, self._patience)

    def _let_go(self, store: PeopleStore) -> None:
        self._store = self._version = self._signing_in = self._sessions = None
        store.close()

    def _change_to(self, fresh: PeopleStore) -> None:
        old, self._store = self._store, fresh
        self._signing_in = SigningIn(fresh, self._clock, account_of(os.getuid()))
        self._sessions = Sessions(fresh, self._clock)
        if old is not None:
            old.close()
