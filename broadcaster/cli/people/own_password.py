"""`broadcaster people password`, by which anybody changes their own."""

from __future__ import annotations

from pathlib import Path

import click

from broadcaster.api.protocol.client import Client
from broadcaster.api.protocol.ward import AskNewPassword
from broadcaster.cli.asking.asker import client_of, client_with
from broadcaster.cli.asking.credentials import Asking, TokenFile
from broadcaster.cli.terminal.options import claimed
from broadcaster.core.errors import BroadcasterError
from broadcaster.core.text.catalogue import say


def password(folder: Path, stdin: bool) -> int:
    """Ask the running station, which keeps the secrets; where none runs, change it here."""
    asking, name = Asking(from_stdin=stdin), claimed()
    if Client(folder / "state").running():
        old = asking.secret(say("people.ask.old_secret"))
        client = client_of(folder) if name is None else _client_of(folder, name, old, asking)
        changed = client.ask(AskNewPassword(old=old, new=asking.new_secret(say("people.ask.own_password"))))
        if name is not None:
            TokenFile(folder, name).write(changed.token)
    else:
        from broadcaster.cli.people.credentials import change_own

        change_own(folder, asking)
    click.echo(say("people.done"), err=True)
    return 0


def _client_of(folder: Path, name: str, old: str, asking: Asking) -> Client:
    try:
        return client_with(folder, name, old)
    except BroadcasterError as error:
        if error.code != "people.second_step":
            raise
        return client_with(folder, name, old, asking.secret(say("cli.second", name=name)))
