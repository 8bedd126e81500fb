"""`broadcaster people password`: anybody changes their own, whichever account of the computer they have."""

from __future__ import annotations

from pathlib import Path

import click

from broadcaster.cli.asking.asking import client_of, client_with
from broadcaster.cli.asking.claimed import claimed
from broadcaster.cli.asking.token_file import TokenFile
from broadcaster.cli.people.asking import Asking
from broadcaster.cli.people.desk import PeopleDesk, Wish, opened
from broadcaster.console.client.client import Client
from broadcaster.errors import BroadcasterError, PeopleError
from broadcaster.text import say


@click.command(help=say("people.help.password"))
@click.option("--stdin", is_flag=True, help=say("people.help.stdin"))
@click.pass_obj
def password(folder: Path, stdin: bool) -> int:
    """Ask the running station, which keeps the secrets; where none runs, change it here."""
    asking, name = Asking(from_stdin=stdin), claimed()
    if Client(folder / "state").running():
        old = asking.secret(say("people.ask.old_secret"))
        client = client_of(folder) if name is None else _client_of(folder, name, old, asking)
        changed = client.change_password(old, asking.new_secret(say("people.ask.own_password")))
        if name is not None:
            TokenFile(folder, name).write(changed.token)
    else:
        with opened(Wish(folder=folder, as_person=name, with_code=False, asking=asking)) as desk:
            _change_here(desk)
    click.echo(say("people.done"), err=True)
    return 0


def _client_of(folder: Path, name: str, old: str, asking: Asking) -> Client:
    try:
        return client_with(folder, name, old)
    except BroadcasterError as error:
        if error.code != "people.second_step":
            raise
        return client_with(folder, name, old, asking.secret(say("cli.second", name=name)))


def _change_here(desk: PeopleDesk) -> None:
    by = desk.authority()
    one = by.caller.person
    if one is None:
        raise PeopleError("people.not_known")
    if by.caller.by_pin:  # before a code is asked for that works once
        raise PeopleError("people.pin_only", name=one.name)
    desk.prove(one, desk.asking.secret(say("people.ask.old_secret")))
    desk.admin.set_password(one.id, desk.asking.new_secret(say("people.ask.own_password")), by)
