"""Who asks where no station runs and the command does the work itself: by the same rights."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

from broadcaster.cli.asking.credentials import TokenFile, entering
from broadcaster.cli.terminal.options import claimed
from broadcaster.core.clock import SystemClock
from broadcaster.core.errors import PeopleError
from broadcaster.people.access.access import Access
from broadcaster.people.approval.decision import Signer
from broadcaster.people.approval.order import Order
from broadcaster.people.decisions.orders import signer_of
from broadcaster.people.roles.accounts import account_of
from broadcaster.people.roles.model import Action, Caller, Grant, Origin, OriginPlace
from broadcaster.playout.desk.requester import Requester
from broadcaster.station.model.station import Station


class Here:
    """Who asks where this process does the work, because no station runs. Close it after use.

    Raises:
        PeopleError: they do not show who they are.
    """

    def __init__(self, folder: Path) -> None:
        self._zone = ZoneInfo("UTC")
        self._access = Access(folder, folder / "state", SystemClock(), lambda: self._zone)
        self._folder = folder
        self._name = claimed()
        self._caller, self._asked = self._who()
        self.grant: Grant | None = None  # by which they do what they do; see `asker_here`

    @property
    def who(self) -> str:
        """For the journal."""
        return self._caller.shown

    @property
    def by(self) -> Requester:
        """For what they ask to air."""
        return Requester(shown=self.who, leads=self._access.leads(self._caller))

    @property
    def person(self) -> str | None:
        """The person's id; None in a station without people."""
        return None if self._caller.person is None else self._caller.person.id

    def signer(self, order: Order) -> Signer:
        """Who decides; see `people.decisions.orders`."""
        return signer_of(self._access, self._caller, self.grant or Grant(role=None), order)

    def require(self, action: Action, station: Station | None = None) -> Grant:
        """By what right they may do it; in the days of the station's zone.

        Raises:
            PeopleError: they may not.
        """
        if station is not None:
            self._zone = station.settings.timezone
        try:
            return self._access.require(self._caller, action)
        except PeopleError as error:
            if error.code != "people.pin_only" or self._asked:
                raise
        # The session at this terminal is one of a PIN.
        self._caller, self._asked = self._signed_in(), True
        return self._access.require(self._caller, action)

    def may(self, action: Action) -> bool:
        """Whether they may do it."""
        try:
            self._access.require(self._caller, action)
        except PeopleError:
            return False
        return True

    def close(self) -> None:
        """Close the station's people."""
        self._access.close()

    def _who(self) -> tuple[Caller, bool]:
        """Who asks, and whether they were asked for their secret."""
        if self._name is None:
            return self._access.caller(os.getuid()), False
        caller = self._access.caller(os.getuid(), TokenFile(self._folder, self._name).read())
        if caller.person is None or caller.person.id != self._name:
            return self._signed_in(), True
        return caller, False

    def _signed_in(self) -> Caller:
        name, access = self._name or "", self._access
        here = Origin(place=OriginPlace.SOCKET, account=account_of(os.getuid()))
        entered = entering(name, lambda secret, code: access.signing_in.enter(name, secret, here, code))
        token = access.sessions.open(entered.person, OriginPlace.SOCKET, by_pin=entered.by_pin)
        TokenFile(self._folder, name).write(token)
        return access.as_person(os.getuid(), entered)


@contextmanager
def asker_here(folder: Path, needs: Action, station: Station | None = None) -> Iterator[Here]:
    """Whoever asks here, once it is known that they may. Raises PeopleError: they may not."""
    here = Here(folder)
    try:
        here.grant = here.require(needs, station)
        yield here
    finally:
        here.close()
