"""Who asks: the station's client for a command, and the caller where the command does the work itself.

Without `--as` it is whoever has the account of the computer. With `--as NAME` the person shows who they are
by a password or PIN; that holds for 15 minutes at this terminal.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from broadcaster.cli.asking.claimed import claimed
from broadcaster.cli.asking.token_file import TokenFile
from broadcaster.console.client.client import Client

if TYPE_CHECKING:
    from broadcaster.people.approval.decision import Signer
    from broadcaster.people.approval.order import Order
    from broadcaster.people.model import Action, Caller, Grant, Person
    from broadcaster.service.access import Access
    from broadcaster.service.requests.how import By
    from broadcaster.station.model import Station


def client_of(folder: Path, *, ask: bool = True) -> Client:
    """The client of the station in `folder`.

    Args:
        folder: the station's.
        ask: whether the person may be asked for their secret; `stop` must not wait for that.
    """
    name = claimed()
    if name is None:
        return Client(folder / "state")
    session = _Session(folder, name, ask=ask)
    if ask and session.token is None:
        session.renew()
    return Client(folder / "state", session)


def client_with(folder: Path, name: str, secret: str) -> Client:
    """The client of the running station for a person who shows now who they are.

    Raises:
        PeopleError: the secret is not theirs.
    """
    session = _Session(folder, name, ask=False)
    session.sign_in(secret)
    return Client(folder / "state", session)


class Here:
    """Who asks where this process does the work, because no station runs. Close it after use.

    Raises:
        PeopleError: they do not show who they are.
    """

    def __init__(self, folder: Path) -> None:
        from broadcaster.clock import SystemClock
        from broadcaster.service.access import Access

        self._zone = ZoneInfo("UTC")
        self._access = Access(folder, folder / "state", SystemClock(), lambda: self._zone)
        self._caller = _caller(folder, self._access)
        self.grant: Grant | None = None  # by which they do what they do; see `asker_here`

    @property
    def who(self) -> str:
        """For the journal."""
        return self._caller.shown

    @property
    def by(self) -> By:
        """For what they ask to air."""
        from broadcaster.service.requests.how import By

        return By(shown=self.who, leads=self._access.leads(self._caller))

    @property
    def person(self) -> str | None:
        """The person's id; None in a station without people."""
        return None if self._caller.person is None else self._caller.person.id

    def signer(self, order: Order) -> Callable[[], Signer]:
        """Gives who decides; see `service.access.signers`."""
        from broadcaster.people.model import Grant
        from broadcaster.service.access.signers import signer_of

        return signer_of(self._access, self._caller, self.grant or Grant(role=None), order)

    def require(self, action: Action, station: Station | None = None) -> Grant:
        """By what right they may do it; in the days of the station's zone.

        Raises:
            PeopleError: they may not.
        """
        if station is not None:
            self._zone = station.settings.timezone
        return self._access.require(self._caller, action)

    def may(self, action: Action) -> bool:
        """Whether they may do it."""
        from broadcaster.errors import PeopleError

        try:
            self.require(action)
        except PeopleError:
            return False
        return True

    def close(self) -> None:
        """Close the station's people."""
        self._access.close()


@contextmanager
def asker_here(folder: Path, needs: Action, station: Station | None = None) -> Iterator[Here]:
    """Whoever asks here, once it is known that they may.

    Raises:
        PeopleError: they may not.
    """
    here = Here(folder)
    try:
        here.grant = here.require(needs, station)
        yield here
    finally:
        here.close()


def _caller(folder: Path, access: Access) -> Caller:
    name = claimed()
    if name is None:
        return access.caller(os.getuid())
    kept = TokenFile(folder, name)
    caller = access.caller(os.getuid(), kept.read())
    if caller.person is None or caller.person.id != name:
        person, token = _signed_in_here(access, name)
        kept.write(token)
        caller = access.as_person(os.getuid(), person)
    return caller


def _signed_in_here(access: Access, name: str) -> tuple[Person, str]:
    from broadcaster.cli.asking.secret import secret_of
    from broadcaster.people.model import Place
    from broadcaster.service.access.accounts import account_of

    person = access.signing_in.by_any(name, secret_of(name), Place.SOCKET, account=account_of(os.getuid()))
    return person, access.sessions.open(person, Place.SOCKET)


class _Session:
    """The session of a person at this terminal; see `console.client.http.Session`."""

    def __init__(self, folder: Path, name: str, *, ask: bool) -> None:
        self._folder = folder
        self._name = name
        self._ask = ask
        self._kept = TokenFile(folder, name)
        self.token = self._kept.read()

    def renew(self) -> bool:
        """Sign in; where the person is not to be asked, go on by the account. False if nothing changes."""
        from broadcaster.cli.asking.secret import secret_of
        from broadcaster.errors import ServiceError

        self._kept.remove()
        if not self._ask:
            held, self.token = self.token, None
            return held is not None  # `stop` is for everybody who is known
        if not Client(self._folder / "state").running():
            return False  # the command does the work itself, or says that no station runs
        secret = secret_of(self._name)
        try:
            self.sign_in(secret)
        except ServiceError as error:
            if error.code != "service.not_running":
                raise
            return False
        return True

    def sign_in(self, secret: str) -> None:
        """Begin a session.

        Raises:
            PeopleError: the secret is not theirs.
            ServiceError: no station answers.
        """
        self.token = Client(self._folder / "state").sign_in(self._name, secret).token
        self._kept.write(self.token)
