"""Codes that work once: for who lost their password, and for the first technician."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from broadcaster.core.clock import Clock
from broadcaster.core.errors import PeopleError
from broadcaster.journal.rows.events import as_text
from broadcaster.people.roles.model import Origin, OriginPlace
from broadcaster.people.sign_in.attempts import Attempts
from broadcaster.people.sign_in.steps import AttemptLine
from broadcaster.people.store.credentials import NOBODY
from broadcaster.people.store.store import PeopleStore

# Without letters that look like digits or like each other when read aloud or from a screen.
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_GROUPS, _EACH = 4, 4  # 16 letters of 32: 80 bits
RECOVERY_CODES = 8  # given to a person at once


def new_code() -> str:
    """A code of 80 random bits, such as `7KQM-…`."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(_EACH)) for _ in range(_GROUPS))


def new_codes() -> tuple[str, ...]:
    """The recovery codes for one person."""
    return tuple(new_code() for _ in range(RECOVERY_CODES))


def looks_like_one(text: str) -> bool:
    """True for what has the form of a code as it is shown."""
    groups = text.strip().upper().split("-")
    return len(groups) == _GROUPS and all(
        len(each) == _EACH and set(each) <= set(_LETTERS) for each in groups
    )


def hashed(code: str) -> str:
    """What is kept of a code. It is random and long enough to need no slow hash."""
    plain = "".join(letter for letter in code.upper() if letter in _LETTERS)
    return hashlib.sha256(plain.encode()).hexdigest()


LASTS = timedelta(hours=1)
_OWNER = "?"  # in the count of failures: no id has this character


class OneTimeCode:
    """Makes the code and uses it up. Whoever has it may change the people of the station once.

    Args:
        own: the account that runs the station: wrong PINs there do not slow the code down; see `Attempts`.
    """

    def __init__(self, store: PeopleStore, clock: Clock, own: str = "") -> None:
        self._store = store
        self._clock = clock
        self._attempts = Attempts(store, own)

    def make(self, by: str) -> tuple[str, datetime]:
        """A new code in place of an older one, and until when it works.

        Args:
            by: who asked, for the journal.

        Raises:
            StoreError: the disk does not take it.
        """
        until = self._clock.now() + LASTS
        return self._put(by, as_text(until)), until

    def make_lasting(self, by: str) -> str:
        """The same for a code that works until it is used: at a first start the clock may still be set."""
        return self._put(by, None)

    def _put(self, by: str, until: str | None) -> str:
        code = new_code()
        with self._store.changing():
            self._store.credentials.put_codes(NOBODY, (hashed(code),), until)
            self._store.tell("people.row.code", by=by)
        return code

    def attempt(self, account: str) -> None:
        """Count an attempt to use the code, outside of any transaction; then `use` it.

        Raises:
            PeopleError: `people.slowed`: too soon after failures.
        """
        self._attempts.begin(_here(account), _OWNER, AttemptLine.SIGN_IN)

    def use(self, code: str, account: str) -> None:
        """Use up the code, within the transaction of what it is used for.

        Raises:
            PeopleError: `people.code_wrong`: it is not this one, was used, or is too old.
        """
        if not self._store.credentials.use_code(NOBODY, hashed(code), self._store.now):
            raise PeopleError("people.code_wrong")
        self._attempts.succeeded(_here(account), _OWNER, AttemptLine.SIGN_IN)
        self._store.tell("people.row.code_used", account=account)
        if self._store.lineage.read().doubted:
            # The code is a technician's word that the older people hold. Who was signed in then is not now.
            self._store.lineage.renew()
            self._store.tokens.remove_all()
            self._store.tell("people.row.older_accepted", account=account)

    @property
    def waiting(self) -> bool:
        """True while a code works."""
        return self._store.credentials.codes_left(NOBODY, self._store.now) > 0


def _here(account: str) -> Origin:
    return Origin(place=OriginPlace.SOCKET, account=account)
