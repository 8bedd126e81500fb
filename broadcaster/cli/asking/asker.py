"""Who asks the running station: its client for a command. Who asks where none runs: `caller`.

Without `--as` it is whoever has the account of the computer. With `--as NAME` the person shows who they are
by a password, and by the code of their authenticator if they have one; that holds for 15 minutes at this
terminal. A PIN does for what cannot wait.
"""

from __future__ import annotations

from pathlib import Path

import click

from broadcaster import __version__
from broadcaster.api.protocol.client import Client
from broadcaster.api.protocol.http_client import HttpClient
from broadcaster.api.protocol.ward import AskWithSecret
from broadcaster.cli.asking.credentials import TokenFile, entering
from broadcaster.cli.terminal.options import claimed
from broadcaster.core.errors import ServiceError
from broadcaster.core.text.catalogue import say


def client_of(folder: Path, *, ask: bool = True) -> Client:
    """The client of the station in `folder`.

    Args:
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
