"""Signing in: a person shows who they are by a password, a PIN, an authenticator or a recovery code."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import nullcontext

from broadcaster.core.clock import Clock
from broadcaster.core.errors import BroadcasterError, PeopleError
from broadcaster.core.text.forms import nfc
from broadcaster.people.roles.model import Origin, OriginPlace, Person
from broadcaster.people.sign_in import codes, proofs
from broadcaster.people.sign_in.attempts import Attempts, RefusedGuesses
from broadcaster.people.sign_in.proofs import SHORTEST_PASSWORD, Turns, looks_like_pin, queue_of
from broadcaster.people.sign_in.steps import AttemptLine, FirstProof, ProofWay, ProvenPerson
from broadcaster.people.store.credentials import NOBODY, Credential, CredentialKind
from broadcaster.people.store.store import PeopleStore

log = logging.getLogger(__name__)
_Kept = tuple[Credential | None, ...]  # what the person has of each kind that the guess may be
_KINDS = {ProofWay.PASSWORD: CredentialKind.PASSWORD, ProofWay.PIN: CredentialKind.PIN}


class SigningIn:
    """Checks credentials. From any thread; each check may take as long as a hash, some 50 ms, and its turn.

    All methods but `asks_second` raise

        PeopleError: `people.wrong` for whatever does not fit (it does not say what); `people.slowed` with the
            seconds, or `people.locked` with the minutes, after failures; `people.busy` where too many ask.
        StoreError: the disk failed.

    Their person is one who is enabled. `origin` is from where somebody asks.

    Args:
        clock: for codes of authenticators.
        own: the account that runs the station; see `Attempts`.
    """

    def __init__(self, store: PeopleStore, clock: Clock, own: str = "") -> None:
        self._store = store
        self._clock = clock
        self._turns = Turns()
        self.attempts = Attempts(store, own)
        self._refused = RefusedGuesses()

    def enter(
        self,
        person_id: str,
        secret: str,
        origin: Origin,
        second: str | None = None,
        ways: tuple[ProofWay, ...] = tuple(ProofWay),
    ) -> ProvenPerson:
        """Both steps at once; see `first` and `finish`."""
        return self.finish(self.first(person_id, secret, origin, ways), second, origin)

    def first(
        self, person_id: str, secret: str, origin: Origin, ways: tuple[ProofWay, ...] = tuple(ProofWay)
    ) -> FirstProof:
        """The first step: a password, a PIN or a recovery code, told apart by how it looks.

        Digits are held against the PIN, and against the password if they are long enough for one, whatever
        the person has: how long the answer takes tells nobody what that is.
        """
        if ProofWay.RECOVERY in ways and (len(ways) == 1 or codes.looks_like_one(secret)):
            person = self._by_code(person_id, secret, origin, AttemptLine.SIGN_IN, use=False)
            return FirstProof(person=person, way=ProofWay.RECOVERY, code=secret)
        pin = looks_like_pin(secret)
        if len(ways) > 1 and ProofWay.PIN in ways and pin:
            ways = (ProofWay.PASSWORD, ProofWay.PIN) if len(secret) >= SHORTEST_PASSWORD else (ProofWay.PIN,)
        hashed = tuple(
            each for each in ways if each in _KINDS and (len(ways) == 1 or pin or each != ProofWay.PIN)
        )
        person, way = self._by_hash(hashed, person_id, secret, origin, AttemptLine.SIGN_IN)
        return FirstProof(person=person, way=way)

    def finish(self, first: FirstProof, second: str | None, origin: Origin) -> ProvenPerson:
        """The second step, for who has an authenticator: its code, or a recovery code beside a password.

        Raises:
            PeopleError: `people.second_step` where it is missing; or see the class.
        """
        has = self.asks_second(first.person)
        if first.way is ProofWay.PIN and not (has and second):
            return ProvenPerson(person=first.person, by_pin=True)
        if has:
            if not second:
                raise PeopleError("people.second_step")
            self._second(first, second, origin)
        if first.way is ProofWay.RECOVERY:
            self._by_code(first.person.id, first.code, origin, AttemptLine.SIGN_IN)
        return ProvenPerson(person=first.person)

    def prove(self, person: Person, secret: str, origin: Origin) -> None:
        """Have a person who is signed in show once more who they are, to change what they sign in with.

        A PIN is taken of those only who have no password: what is typed in a hurry must not lead to more.
        """
        has = self._store.credentials.kinds(person.id)
        ways = tuple(
            each for each in ProofWay if each is not ProofWay.PIN or CredentialKind.PASSWORD not in has
        )
        first = self.first(person.id, secret, origin, ways)
        if first.way is ProofWay.RECOVERY:
            self._by_code(person.id, first.code, origin, AttemptLine.SIGN_IN)

    def on_duty(self, person_id: str, pin: str, origin: Origin) -> ProvenPerson:
        """The person whose PIN this is, for an emergency: it has a line of its own."""
        person, _ = self._by_hash((ProofWay.PIN,), person_id, pin, origin, AttemptLine.EMERGENCY)
        return ProvenPerson(person=person, by_pin=True)

    def confirm(self, person_id: str, code: str, origin: Origin, *, by_pin: bool) -> None:
        """Have a person who is signed in show their PIN, or a code of their authenticator, for one decision.

        Raises:
            PeopleError: it is wrong, or they have none.
        """
        if by_pin:
            self._by_hash((ProofWay.PIN,), person_id, code, origin, AttemptLine.SECOND)
        else:
            self._by_totp(person_id, code, origin, AttemptLine.SECOND)

    def on_the_telephone(self, person_id: str, code: str, origin: Origin) -> Person:
        """The leader whose authenticator shows this code, which somebody else types in; it works once.

        It tells who decides one thing, and opens nothing.
        """
        return self._by_totp(person_id, code, origin, AttemptLine.TELEPHONE)

    def asks_second(self, person: Person) -> bool:
        """True for a person who has an authenticator."""
        return CredentialKind.TOTP in self._store.credentials.kinds(person.id)

    def _second(self, first: FirstProof, second: str, origin: Origin) -> None:
        # Two recovery codes are of one sheet of paper.
        if first.way is not ProofWay.RECOVERY and codes.looks_like_one(second):
            self._by_code(first.person.id, second, origin, AttemptLine.SECOND)
        else:
            self._by_totp(first.person.id, second, origin, AttemptLine.SECOND)

    def _by_totp(self, person_id: str, code: str, origin: Origin, line: AttemptLine) -> Person:
        def check(person: Person | None, kept: _Kept) -> bool:
            step = None if kept[0] is None else proofs.totp_step(kept[0].secret, code, self._clock.now())
            if person is None or step is None:
                return False
            # Whatever it was used for: no later use of it, nor of an earlier one, is possible.
            return self._store.credentials.use_step(person.id, step)

        return self._attempt((CredentialKind.TOTP,), person_id, origin, check, line)

    def _by_code(
        self, person_id: str, code: str, origin: Origin, line: AttemptLine, *, use: bool = True
    ) -> Person:
        def check(person: Person | None, _: _Kept) -> bool:
            if person is None:
                return False
            now = self._store.now
            if not use:
                return self._store.credentials.has_code(person.id, codes.hashed(code), now)
            with self._store.changing():
                if not self._store.credentials.use_code(person.id, codes.hashed(code), now):
                    return False
                left = self._store.credentials.codes_left(person.id, now)
                self._store.tell("people.row.recovery_used", person=person.shown, left=left)
            return True

        return self._attempt((), person_id, origin, check, line)

    def _by_hash(
        self, ways: tuple[ProofWay, ...], person_id: str, secret: str, origin: Origin, line: AttemptLine
    ) -> tuple[Person, ProofWay]:
        fits: list[ProofWay] = []

        def check(_: Person | None, kept: _Kept) -> bool:
            each = zip(ways, (None if one is None else one.secret for one in kept), strict=True)
            fits.extend(way for way, hashed in each if proofs.verified(hashed, secret))
            return bool(fits)

        kinds = tuple(_KINDS[way] for way in ways)
        person = self._attempt(kinds, person_id, origin, check, line, guess=secret)
        return person, fits[0]

    def _attempt(
        self,
        kinds: tuple[CredentialKind, ...],
        person_id: str,
        origin: Origin,
        check: Callable[[Person | None, _Kept], bool],
        line: AttemptLine,
        guess: str | None = None,
    ) -> Person:
        found = self._store.accepted.read().people.persons.get(nfc(person_id.strip()))
        person = found if found is not None and found.enabled else None
        known = NOBODY if person is None else person.id
        with self.attempts.in_line(origin, known, line):
            kept = tuple(
                None if person is None else self._store.credentials.get(person.id, kind) for kind in kinds
            )
            secrets = ("" if one is None else one.secret for one in kept)
            about = (origin.place, origin.account, known, line, *secrets)
            if guess is not None and self._refused.has(about, guess):
                raise PeopleError("people.wrong")
            self.attempts.see(origin, known, line)
            # Who finds no turn is told to come again, and has not failed.
            with self._turns.turn(queue_of(origin, line)) if guess is not None else nullcontext():
                counted = self.attempts.begin(origin, known, line)
                right = check(person, kept)
            if right and person is not None:
                self.attempts.succeeded(origin, known, line, counted)
                return person
            if guess is not None:
                self._refused.keep(about, guess)
            self._failed(person, known, origin, line)
        raise PeopleError("people.wrong")

    def _failed(self, person: Person | None, known: str, origin: Origin, line: AttemptLine) -> None:
        """Have the journal tell the failure. What was typed for a name may be a password: it is not told."""
        shown = "–" if person is None else person.shown
        try:
            wait = self.attempts.pause(origin, known, line)
            if origin.place is OriginPlace.WEB and wait > 0:
                self._store.tell("people.row.locked", person=shown, minutes=max(1, round(wait / 60)))
            elif origin.place is OriginPlace.WEB:
                self._store.tell("people.row.failed_web", person=shown)
            else:
                self._store.tell("people.row.failed", person=shown, account=origin.account or "–")
        except BroadcasterError:
            log.warning("no row tells that %s could not sign in", shown, exc_info=True)
