"""Somebody shows who they are: by a password, a PIN, an authenticator or a recovery code."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import nullcontext

from broadcaster.clock import Clock
from broadcaster.errors import BroadcasterError, PeopleError
from broadcaster.people.attempts import Attempts
from broadcaster.people.credentials import codes, passwords, totp
from broadcaster.people.credentials.rules import SHORTEST_PASSWORD, looks_like_pin
from broadcaster.people.credentials.turns import Turns
from broadcaster.people.model import Person, Place
from broadcaster.people.refused import RefusedGuesses
from broadcaster.people.store.credentials import NOBODY, Credential, Kind
from broadcaster.people.store.store import PeopleStore
from broadcaster.station.naming import nfc

_SECOND = "?second"  # behind an id in the count of failures: no id has this character

log = logging.getLogger(__name__)
_Kept = tuple[Credential | None, ...]  # what the person has of each kind that the guess may be


class SigningIn:
    """Checks credentials. From any thread; each check may take as long as a hash, some 50 ms, and its turn.

    All methods return the person, who is enabled, and raise

        PeopleError: `people.wrong` for whatever does not fit (it does not say what); `people.slowed` with the
            seconds, or `people.locked` with the minutes, after failures; `people.busy` where too many ask.
        StoreError: the disk failed.

    Args:
        store: the station's people.
        clock: for codes of authenticators.
        own: the account that runs the station; see `Attempts`.
    """

    def __init__(self, store: PeopleStore, clock: Clock, own: str = "") -> None:
        self._store = store
        self._clock = clock
        self._turns = Turns()
        self.attempts = Attempts(store, own)
        self._refused = RefusedGuesses()

    def by_password(self, person_id: str, secret: str, place: Place, *, account: str = "") -> Person:
        """The person whose password this is.

        Args:
            person_id: whom somebody claims to be.
            secret: what they typed.
            place: where they are.
            account: of the computer, as the kernel tells it; "" from the network.
        """
        return self._by_hash((Kind.PASSWORD,), person_id, secret, place, account)

    def by_pin(self, person_id: str, secret: str, place: Place, *, account: str = "") -> Person:
        """The person whose PIN this is; see `by_password`."""
        return self._by_hash((Kind.PIN,), person_id, secret, place, account)

    def by_any(self, person_id: str, secret: str, place: Place, *, account: str = "") -> Person:
        """The person whose password, PIN or recovery code this is, told apart by how it looks.

        Digits are held against the PIN, and against the password if they are long enough for one, whatever
        the person has: how long the answer takes tells nobody what that is. See `by_password`.
        """
        if codes.looks_like_one(secret):
            return self.by_recovery(person_id, secret, place, account=account)
        kinds: tuple[Kind, ...] = (Kind.PASSWORD,)
        if looks_like_pin(secret):
            kinds = (Kind.PIN, Kind.PASSWORD) if len(secret) >= SHORTEST_PASSWORD else (Kind.PIN,)
        return self._by_hash(kinds, person_id, secret, place, account)

    def by_totp(
        self, person_id: str, code: str, place: Place, *, account: str = "", line: str = ""
    ) -> Person:
        """The person whose authenticator shows this code; it works once. See `by_password`.

        `line` names where failures are counted, apart from those of other lines.
        """

        def check(person: Person | None, kept: _Kept) -> bool:
            step = None if kept[0] is None else totp.step_of(kept[0].secret, code, self._clock.now())
            if person is None or step is None:
                return False
            return self._store.credentials.use_step(person.id, step)

        return self._attempt((Kind.TOTP,), person_id, place, account, check, line=line)

    def by_second(self, person_id: str, code: str, place: Place, *, account: str = "") -> Person:
        """The person who has shown a password already, by their authenticator or a recovery code.

        Failures are counted apart: else who knows the password could forgive their own wrong codes with it.
        See `by_password`.
        """
        if codes.looks_like_one(code):
            return self.by_recovery(person_id, code, place, account=account, line=_SECOND)
        return self.by_totp(person_id, code, place, account=account, line=_SECOND)

    def asks_second(self, person: Person) -> bool:
        """True for a person who has an authenticator."""
        return Kind.TOTP in self._store.credentials.kinds(person.id)

    def by_recovery(
        self, person_id: str, code: str, place: Place, *, account: str = "", line: str = ""
    ) -> Person:
        """The person whose recovery code this is; it works once. See `by_password`."""

        def check(person: Person | None, _: _Kept) -> bool:
            if person is None:
                return False
            now = self._store.now
            with self._store.changing():
                if not self._store.credentials.use_code(person.id, codes.hashed(code), now):
                    return False
                left = self._store.credentials.codes_left(person.id, now)
                self._store.tell("people.row.recovery_used", person=person.shown, left=left)
            return True

        return self._attempt((), person_id, place, account, check, line=line)

    def _by_hash(
        self, kinds: tuple[Kind, ...], person_id: str, secret: str, place: Place, account: str
    ) -> Person:
        def check(_: Person | None, kept: _Kept) -> bool:
            return any(passwords.verified(None if one is None else one.secret, secret) for one in kept)

        return self._attempt(kinds, person_id, place, account, check, guess=secret)

    def _attempt(
        self,
        kinds: tuple[Kind, ...],
        person_id: str,
        place: Place,
        account: str,
        check: Callable[[Person | None, _Kept], bool],
        guess: str | None = None,
        line: str = "",
    ) -> Person:
        found = self._store.accepted.read().people.persons.get(nfc(person_id.strip()))
        person = found if found is not None and found.enabled else None
        known = (NOBODY if person is None else person.id) + line
        with self.attempts.in_line(place, account, known):
            kept = tuple(
                None if person is None else self._store.credentials.get(person.id, kind) for kind in kinds
            )
            about = (place, account, known, *("" if one is None else one.secret for one in kept))
            if guess is not None and self._refused.has(about, guess):
                raise PeopleError("people.wrong")
            self.attempts.see(place, account, known)
            # Who finds no turn is told to come again, and has not failed.
            with self._turns.turn(place) if guess is not None else nullcontext():
                self.attempts.begin(place, account, known)
                right = check(person, kept)
            if right and person is not None:
                self.attempts.succeeded(place, account, known)
                return person
            if guess is not None:
                self._refused.keep(about, guess)
            self._failed(person, known, place, account)
        raise PeopleError("people.wrong")

    def _failed(self, person: Person | None, known: str, place: Place, account: str) -> None:
        """Have the journal tell the failure. What was typed for a name may be a password: it is not told."""
        shown = "–" if person is None else person.shown
        try:
            wait = self.attempts.pause(place, account, known)
            if place is Place.WEB and wait > 0:
                self._store.tell("people.row.locked", person=shown, minutes=round(wait / 60))
            elif place is Place.WEB:
                self._store.tell("people.row.failed_web", person=shown)
            else:
                self._store.tell("people.row.failed", person=shown, account=account or "–")
        except BroadcasterError:
            log.warning("no row tells that %s could not sign in", shown, exc_info=True)
