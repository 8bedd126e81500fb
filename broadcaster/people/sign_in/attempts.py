"""Counts failed attempts to sign in and makes them wait; the same wrong guess again is not counted twice.

A script or a browser that repeats an old password would else keep its person waiting for ever.
"""

from __future__ import annotations

import hmac
import logging
import secrets
import threading
from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256

from broadcaster.core.clock import boot_id
from broadcaster.core.errors import BroadcasterError, PeopleError, StoreError
from broadcaster.journal.rows.events import as_text
from broadcaster.people.roles.model import Origin, OriginPlace
from broadcaster.people.sign_in.sessions import SOON
from broadcaster.people.sign_in.steps import AttemptLine
from broadcaster.people.sign_in.throttle import (
    ADDRESS,
    DEVICE,
    FEW,
    FORGOTTEN,
    FRESH,
    PERSON,
    RecentFailures,
    Vessel,
    network_of,
    wait_before_next,
)
from broadcaster.people.store.sign_ins import AttemptFailures
from broadcaster.people.store.store import PeopleStore

KEPT = 1000  # guesses; then the oldest goes

About = tuple[str, ...]


class RefusedGuesses:
    """Remembers them as keyed hashes, in memory only. From any thread."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._lock = threading.Lock()
        self._known: OrderedDict[bytes, None] = OrderedDict()

    def has(self, about: About, guess: str) -> bool:
        """True if the guess was refused before.

        Args:
            about: place, account, person, and the credential that it was held against: with another
                credential the guess is a new one.
        """
        with self._lock:
            return self._hash(about, guess) in self._known

    def keep(self, about: About, guess: str) -> None:
        """Remember a guess that was refused."""
        with self._lock:
            self._known[self._hash(about, guess)] = None
            while len(self._known) > KEPT:
                self._known.popitem(last=False)

    def _hash(self, about: About, guess: str) -> bytes:
        text = "\0".join((*about, guess))
        return hmac.new(self._key, text.encode("utf-8", "surrogatepass"), sha256).digest()


log = logging.getLogger(__name__)

_FROM = "from "
_Place = tuple[str, str]  # in the table: what stands for the account, and for the person
CountedAttempt = tuple[tuple[_Place, Vessel], ...]


class Attempts:
    """Each attempt counts as a failure before it is looked at: a hundred at once gain nothing.

    From any thread. Those on the socket are counted in memory, and the disk hears of it at once, or later
    where it is slow or takes no writes: no disk may stand before an emergency. So it is with an
    emergency's PIN from the network where the disk takes no writes; for anything else nobody signs in from
    there then.

    All methods take

        origin: from where somebody asks.
        person: whom they claim to be; "" for nobody whom we know.
        line: what for.

    Args:
        own: the account that runs the station. People share it, so there failures about one person slow down
            nobody else. Another account that tries one PIN on everybody waits as if it tried many on one.
    """

    def __init__(self, store: PeopleStore, own: str) -> None:
        self._store = store
        self._own = own
        self._lines: defaultdict[tuple[str, ...], threading.Lock] = defaultdict(threading.Lock)
        self._counting = threading.Lock()
        # What the disk is to hear yet; None for failures that are to be forgotten.
        self._memory: defaultdict[str, dict[str, AttemptFailures | None]] = defaultdict(dict)
        # Of the network, what the disk did not take: by its place in the table.
        self._unkept: dict[_Place, AttemptFailures] = {}

    @contextmanager
    def in_line(self, origin: Origin, person: str, line: AttemptLine) -> Iterator[None]:
        """One attempt after the other, so that right ones at the same time are not taken for failures."""
        about = (origin.account, origin.device, person + line) if self._apart(origin) else (origin.account,)
        with self._lines[(origin.place, *about)]:
            yield

    def see(self, origin: Origin, person: str, line: AttemptLine) -> None:
        """Refuse an attempt that comes too early. Locks nothing: a flood of them must hold up nobody.

        Raises:
            PeopleError: `people.slowed` or `people.locked`.
            StoreError: the disk failed.
        """
        _refuse_early(origin, self.pause(origin, person, line))

    def begin(self, origin: Origin, person: str, line: AttemptLine) -> CountedAttempt:
        """Count an attempt, which `succeeded` takes back; see `see`. What it is counted in, from the network.

        Raises:
            PeopleError: it comes too early, and is not counted.
            StoreError: from the network only, and for no emergency: it cannot be counted.
        """
        if origin.place is OriginPlace.SOCKET:
            with self._counting:
                known = self._here(origin.account)
                _refuse_early(origin, self._wait(origin, known.values(), person + line))
                self._memory[origin.account][person + line] = self._more(known.values(), person + line)
            self._keep(origin.account, person + line)
            return ()
        try:
            with self._store.changing():
                self.see(origin, person, line)
                self._forget_old()
                counted = self._counted(origin, person, line)
                for (account, about), vessel in counted:
                    self._store.attempts.keep(
                        OriginPlace.WEB, account, self._poured((account, about), vessel)
                    )
        except StoreError:
            if line is not AttemptLine.EMERGENCY:
                raise
            log.warning("attempts are counted in memory", exc_info=True)
            return self._begin_in_memory(origin, person, line)
        with self._counting:
            for place, _ in counted:
                self._unkept.pop(place, None)
        return counted

    def _begin_in_memory(self, origin: Origin, person: str, line: AttemptLine) -> CountedAttempt:
        with self._counting:
            self.see(origin, person, line)
            counted = self._counted(origin, person, line)
            self._unkept |= {place: self._poured(place, vessel) for place, vessel in counted}
            addresses = [place for place in self._unkept if place[0].startswith(_FROM)]
            for place in addresses[:-KEPT]:
                del self._unkept[place]
            return counted

    def succeeded(self, origin: Origin, person: str, line: AttemptLine, counted: CountedAttempt = ()) -> None:
        """Forget the failures about a person who showed who they are; from the network this attempt alone.

        There it is no sign that the guesses of others were not meant. `counted` is what `begin` gave.
        """
        if origin.place is OriginPlace.SOCKET:
            with self._counting:
                self._memory[origin.account][person + line] = None
            self._keep(origin.account, person + line)
            return
        with self._counting:
            here = {place: one for place, _ in counted if (one := self._unkept.get(place))}
            self._unkept |= {
                place: replace(one, count=max(0.0, one.count - 1)) for place, one in here.items()
            }
        if not here:
            with self._store.changing():
                for (account, about), _ in counted:
                    self._store.attempts.take_back(OriginPlace.WEB, account, about)

    def _here(self, account: str) -> dict[str, AttemptFailures]:
        """The failures of an account of the computer, by what they are about."""
        kept = {one.person: one for one in self._store.attempts.of(OriginPlace.SOCKET, account)}
        newer = kept | self._memory[account]
        return {about: one for about, one in newer.items() if one is not None}

    def _keep(self, account: str, about: str) -> None:
        """Have the disk hear of what was counted; it is waited for a moment only."""
        with suppress(TimeoutError, RuntimeError):  # RuntimeError: the store has been closed
            self._store.later.submit(self._write, account, about).result(SOON)

    def _write(self, account: str, about: str) -> None:
        with self._counting:
            if about not in self._memory[account]:
                return
            counted = self._memory[account][about]
        try:
            if counted is None:
                self._store.attempts.forget(OriginPlace.SOCKET, account, about)
            else:
                self._store.attempts.keep(OriginPlace.SOCKET, account, counted)
        except BroadcasterError:
            log.warning("attempts are counted in memory", exc_info=True)
            return
        with self._counting:
            if self._memory[account].get(about) is counted:
                self._memory[account].pop(about, None)

    def pause(self, origin: Origin, person: str, line: AttemptLine) -> float:
        """Seconds until the next attempt may be made."""
        if origin.place is OriginPlace.SOCKET:
            return self._wait(origin, self._here(origin.account).values(), person + line)
        return max(vessel.wait(self._in(place)) for place, vessel in self._counted(origin, person, line))

    def _counted(self, origin: Origin, person: str, line: AttemptLine) -> CountedAttempt:
        """What an attempt from the network is counted in.

        For an emergency an address that has hardly failed passes by what others filled, into a vessel of its
        kind: whoever has three addresses must not keep a person from every device that is not known yet.
        """
        vessels = _vessels(origin, person, line)
        if line is not AttemptLine.EMERGENCY or len(vessels) == 1:
            return vessels
        (place, vessel), (own, address) = vessels
        if vessel.wait(self._in(place)) == 0 or address.left(self._in(own)) > FEW:
            return vessels
        return (("fresh", person + line), FRESH), (own, address)

    def _forget_old(self) -> None:
        """Else each address that ever failed would keep a row."""
        clock = self._store.clock
        self._store.attempts.forget_old(
            OriginPlace.WEB,
            boot_id(),
            clock.boottime() - FORGOTTEN,
            as_text(clock.now() - timedelta(seconds=FORGOTTEN)),
        )

    def _poured(self, place: _Place, vessel: Vessel) -> AttemptFailures:
        """What is in a vessel with one more failure."""
        return AttemptFailures(
            person=place[1],
            count=vessel.left(self._in(place)) + 1,
            last=self._store.now,
            boot=boot_id(),
            uptime=self._store.clock.boottime(),
        )

    def _in(self, place: _Place) -> RecentFailures:
        account, about = place
        kept = (one for one in self._store.attempts.of(OriginPlace.WEB, account) if one.person == about)
        one = self._unkept.get(place) or next(kept, None)
        return (
            RecentFailures(count=0, ago=0.0)
            if one is None
            else RecentFailures(count=one.count, ago=self._ago(one))
        )

    def _more(self, known: Iterable[AttemptFailures], about: str) -> AttemptFailures:
        old = next((one for one in known if one.person == about and self._ago(one) < FORGOTTEN), None)
        fresh = AttemptFailures(
            person=about, count=1, last=self._store.now, boot=boot_id(), uptime=self._store.clock.boottime()
        )
        return fresh if old is None else replace(fresh, count=old.count + 1)

    def _wait(self, origin: Origin, known: Iterable[AttemptFailures], about: str) -> float:
        counted = (one for one in known if not self._apart(origin) or one.person == about)
        return wait_before_next([RecentFailures(count=one.count, ago=self._ago(one)) for one in counted])

    def _apart(self, origin: Origin) -> bool:
        """True where failures about one person concern nobody else."""
        return origin.place is not OriginPlace.SOCKET or origin.account == self._own

    def _ago(self, one: AttemptFailures) -> float:
        """Seconds since a failure, by a clock that nobody can set as far as there is one."""
        uptime = self._store.clock.boottime()
        if one.boot == boot_id():
            return uptime - one.uptime
        by_wall = (self._store.clock.now() - datetime.fromisoformat(one.last)).total_seconds()
        return max(uptime, by_wall, 0.0)


def _vessels(origin: Origin, person: str, line: AttemptLine) -> CountedAttempt:
    """What an attempt from the network is counted in at first, with its place in the table."""
    if origin.device:
        return (((f"device {origin.device}", person + line), DEVICE),)
    about = (("", person + line), PERSON)
    if not origin.address:
        return (about,)
    return about, ((_FROM + network_of(origin.address), line), ADDRESS)


def _refuse_early(origin: Origin, wait: float) -> None:
    if wait > 0:
        code = "people.slowed" if origin.place is OriginPlace.SOCKET else "people.locked"
        raise PeopleError(code, seconds=max(1, round(wait)), minutes=max(1, round(wait / 60)))
