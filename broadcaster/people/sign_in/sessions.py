"""Who is signed in, by a random token that only the signed-in program has."""

from __future__ import annotations

import hashlib
import logging
import secrets
import threading
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from broadcaster.core.clock import Clock
from broadcaster.core.errors import BroadcasterError
from broadcaster.journal.rows.events import as_text
from broadcaster.people.roles.model import OriginPlace, People, Person
from broadcaster.people.store.sign_ins import TokenRow
from broadcaster.people.store.store import PeopleStore

IDLE = timedelta(minutes=15)  # without a request
LONGEST = timedelta(hours=12)  # then even who is busy signs in again
SOON = 0.2  # seconds that a request may wait for the disk: an emergency may be behind it
_SLID = timedelta(minutes=1)  # the disk hears of a request only so often
_SKEW = timedelta(seconds=5)  # a clock may be set back so far without ending sessions

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInSession:
    """One session, as its person may see it."""

    id: str  # tells nothing of its token
    place: OriginPlace
    opened: datetime
    seen: datetime
    current: bool  # the one that asks
    by_pin: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionOwner:
    """Who is signed in."""

    person: Person
    by_pin: bool  # by a PIN and nothing else


class Sessions:
    """Opens and ends sessions. From any thread.

    Each request in a session makes it last `IDLE` from then on; the disk hears of it by `keep`.
    No request waits for long for the disk: where that is busy, what is in memory counts. Where it takes no
    writes, sessions live in memory.
    """

    def __init__(self, store: PeopleStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._lock = threading.Lock()  # of what follows; nobody waits for the disk with it
        self._known: dict[str, TokenRow] = {}  # by hash: as they are now, ahead of the disk
        self._told: dict[str, datetime] = {}  # when the disk heard of a session last
        self._due: dict[str, str] = {}  # what the disk is to hear, at the next `keep`
        self._unkept: set[str] = set()  # those that the disk did not take

    def open(self, person: Person, place: OriginPlace, *, by_pin: bool = False, mark: str = "") -> str:
        """Sign a person in, who showed a PIN and nothing else if it is `by_pin`.

        The token ends with `mark`.
        """
        token, now = f"{secrets.token_urlsafe(32)}{mark}", self._clock.now()
        kept = TokenRow(person=person.id, place=place, opened=as_text(now), seen=as_text(now), by_pin=by_pin)
        with self._lock:
            self._forget_old(now)
            self._known[_hash(token)] = kept
        try:
            with self._store.changing():
                self._store.tokens.remove_before(as_text(now - IDLE - _SLID))
                self._store.tokens.put(_hash(token), kept)
        except BroadcasterError:
            log.warning("a session is in memory only", exc_info=True)
            with self._lock:
                self._unkept.add(_hash(token))
        return token

    def until(self) -> datetime:
        """When a session ends that was used now and is not used again."""
        return self._clock.now() + IDLE

    def known(
        self,
        token: str,
        place: OriginPlace = OriginPlace.SOCKET,
        people: People | None = None,
        *,
        use: bool = True,
    ) -> SessionOwner | None:
        """Who is signed in with a token at a place, as they are in force now; None if nobody is.

        Args:
            people: those in force, where the caller knows them; else they are read.
            use: whether it lasts longer by this. What a page asks for by itself is no sign of a person.
        """
        name, now = _hash(token), self._clock.now()
        kept = self._kept(name)
        if kept is None or kept.place != place or not _lasts(kept, now):
            return None
        in_force = self._store.accepted.read().people if people is None else people
        person = in_force.persons.get(kept.person)
        if person is None or not person.enabled:
            return None
        if use:
            self._use(name, kept, now)
        return SessionOwner(person=person, by_pin=kept.by_pin)

    def close(self, token: str) -> None:
        """Sign out; nothing happens where nobody is signed in with that token."""
        with self._lock:
            self._forget(_hash(token))
        self._store.tokens.remove(_hash(token))

    def of(self, person: Person, token: str = "") -> tuple[SignInSession, ...]:
        """A person's sessions that last, the newest first; `token` is the one of whoever asks.

        Raises:
            StoreError: the disk failed.
        """
        now, own = self._clock.now(), _hash(token)
        known = {name: self._newer(name, kept) for name, kept in self._store.tokens.of(person.id).items()}
        return tuple(
            SignInSession(
                id=name,
                place=OriginPlace(kept.place),
                opened=datetime.fromisoformat(kept.opened),
                seen=datetime.fromisoformat(kept.seen),
                current=name == own,
                by_pin=kept.by_pin,
            )
            for name, kept in known.items()
            if _lasts(kept, now)
        )

    def end(self, person: Person, wanted: Iterable[str]) -> int:
        """End sessions of a person by their ids; how many there were. Others' sessions stay."""
        ended = 0
        with self._store.changing():
            for name in set(wanted) & self._store.tokens.of(person.id).keys():
                self._store.tokens.remove(name)
                ended += 1
        return ended

    def _newer(self, name: str, there: TokenRow) -> TokenRow:
        here = self._known.get(name)
        return here if here is not None and here.seen > there.seen else there

    def _kept(self, name: str) -> TokenRow | None:
        """The session as it is now; one that another process ended has ended."""
        here = self._known.get(name)
        try:
            with self._store.soon(SOON):
                there = self._store.tokens.get(name)
        except BroadcasterError as error:
            log.warning("sessions are known from memory: %s", error)
            return here
        if there is None:
            return here if name in self._unkept else None
        return self._newer(name, there)

    def _use(self, name: str, kept: TokenRow, now: datetime) -> None:
        with self._lock:
            self._known[name] = replace(kept, seen=as_text(now))
            told = self._told.setdefault(name, datetime.fromisoformat(kept.seen))
            if name in self._unkept or now - told < _SLID:
                return
            self._told[name] = now
            self._due[name] = as_text(now)

    def keep(self) -> None:
        """Have the disk hear when sessions were used. Not on a thread on which somebody waits."""
        with self._lock:
            due, self._due = self._due, {}
        for name, seen in due.items():
            try:
                self._store.tokens.touch(name, seen)
            except BroadcasterError:
                log.warning("the disk does not hear of a session", exc_info=True)

    def _forget_old(self, now: datetime) -> None:
        for name in [name for name, kept in self._known.items() if not _lasts(kept, now)]:
            self._forget(name)

    def _forget(self, name: str) -> None:
        self._known.pop(name, None)
        self._told.pop(name, None)
        self._unkept.discard(name)


def _lasts(kept: TokenRow, now: datetime) -> bool:
    opened, seen = datetime.fromisoformat(kept.opened), datetime.fromisoformat(kept.seen)
    return -_SKEW <= now - seen <= IDLE and now - opened <= LONGEST


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
