"""The one-time code that makes a technician: at the first start, and when all technicians are lost."""

from __future__ import annotations

from datetime import datetime, timedelta

from broadcaster.clock import Clock
from broadcaster.errors import PeopleError
from broadcaster.journal.rows.events import as_text
from broadcaster.people.attempts import Attempts
from broadcaster.people.credentials.codes import hashed, new_code
from broadcaster.people.entering import Line
from broadcaster.people.model import Origin, Place
from broadcaster.people.store.credentials import NOBODY
from broadcaster.people.store.store import PeopleStore

LASTS = timedelta(hours=1)
_OWNER = "?"  # in the count of failures: no id has this character


class OneTimeCode:
    """Makes the code and uses it up. Whoever has it may change the people of the station once.

    Args:
        store: the station's people.
        clock: says until when the code works.
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
        code, until = new_code(), self._clock.now() + LASTS
        with self._store.changing():
            self._store.credentials.put_codes(NOBODY, (hashed(code),), as_text(until))
            self._store.tell("people.row.code", by=by)
        return code, until

    def attempt(self, account: str) -> None:
        """Count an attempt to use the code, outside of any transaction; then `use` it.

        Raises:
            PeopleError: `people.slowed`: too soon after failures.
        """
        self._attempts.begin(_here(account), _OWNER, Line.SIGN_IN)

    def use(self, code: str, account: str) -> None:
        """Use up the code, within the transaction of what it is used for.

        Raises:
            PeopleError: `people.code_wrong`: it is not this one, was used, or is too old.
        """
        if not self._store.credentials.use_code(NOBODY, hashed(code), self._store.now):
            raise PeopleError("people.code_wrong")
        self._attempts.succeeded(_here(account), _OWNER, Line.SIGN_IN)
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
    return Origin(place=Place.SOCKET, account=account)
