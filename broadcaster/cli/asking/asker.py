"""Who asks: the station's client for a command, and the caller where the command does the work itself.

Without `--as` it is whoever has the account of the computer. With `--as NAME` the person shows who they are
by a password, and by the code of their authenticator if they have one; that holds for 15 minutes at this
terminal. A PIN does for what cannot wait.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from broadcaster import __version__
from broadcaster.api.protocol.client import Client
from broadcaster.api.protocol.http_client import HttpClient
from broadcaster.api.protocol.ward import AskWithSecret
from broadcaster.cli.asking.credentials import TokenFile, entering
from broadcaster.cli.terminal.options import claimed
from broadcaster.core.clock import SystemClock
from broadcaster.core.errors import PeopleError, ServiceError
from broadcaster.core.text.catalogue import say
from broadcaster.people.roles.accounts import account_of
from broadcaster.people.roles.model import Action, Caller, Grant, Origin, OriginPlace
from broadcaster.playout.requests.by_hand import Requester

if TYPE_CHECKING:
    from broadcaster.people.approval.decision import Signing
    from broadcaster.people.approval.order import Order
    from broadcaster.station.model.station import Station


def client_of(folder: Path, *, ask: bool = True) -> Client:
    """The client of the station in `folder`.

    Args:
        folder: the station's.
        ask: whether the person may be asked for their secret; `stop` must not wait for that.
    """
    name = claimed()
    if name is None:
        return _client(folder)
    session = _Session(folder, name, ask=ask)
    if ask and session.token is None:
        session.renew()
    return _client(folder, session)


def _client(folder: Path, session: _Session | None = None) -> Client:
    """A client that tells where the station runs another version of the program."""

    def other(version: str) -> None:
        same = version == __version__
        told = say("cli.other_files") if same else say("cli.other_version", running=version, here=__version__)
        click.echo(told, err=True)

    state = folder / "state"
    return Client(state, session, http=HttpClient(state, session, other))


def client_with(folder: Path, name: str, secret: str, second: str | None = None) -> Client:
    """The client of the running station for a person who shows now who they are.

    Raises:
        BroadcasterError: the secret is not theirs, or `second` is not the code of their authenticator.
    """
    session = _Session(folder, name, ask=False)
    session.sign_in(secret, second)
    return Client(folder / "state", session)


class Here:
    """Who asks where this process does the work, because no station runs. Close it after use.

    Raises:
        PeopleError: they do not show who they are.
    """

    def __init__(self, folder: Path) -> None:
        from broadcaster.people.access.access import Access

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

    def signing(self, order: Order) -> Signing:
        """Who decides; see `people.decisions.orders`."""
        from broadcaster.people.decisions.orders import signing_of

        return signing_of(self._access, self._caller, self.grant or Grant(role=None), order)

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


class _Session:
    """The session of a person at this terminal; see `api.protocol.http_client.ClientSession`."""

    def __init__(self, folder: Path, name: str, *, ask: bool) -> None:
        self._folder = folder
        self._name = name
        self._ask = ask
        self._kept = TokenFile(folder, name)
        self._asked = False
        self.token = self._kept.read()

    def renew(self) -> bool:
        """Sign in; where the person is not to be asked, go on by the account. False if nothing changes."""

        if self._asked:
            return False  # what they showed just now is not enough
        self._kept.remove()
        if not self._ask:
            held, self.token = self.token, None
            return held is not None  # `stop` is for everybody who is known
        if not Client(self._folder / "state").running():
            return False  # the command does the work itself, or says that no station runs
        try:
            entering(self._name, self.sign_in)
        except ServiceError as error:
            if error.code != "service.not_running":
                raise
            return False
        self._asked = True
        return True

    def sign_in(self, secret: str, second: str | None = None) -> None:
        """Begin a session.

        Raises:
            PeopleError: the secret is not theirs.
            ServiceError: no station answers.
        """
        self.token = (
            Client(self._folder / "state")
            .ask(AskWithSecret(person=self._name, secret=secret, second=second))
            .token
        )
        self._kept.write(self.token)
