"""`broadcaster people passwd|pin|totp|codes`, and `password`, by which anybody changes their own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from broadcaster.api.protocol.client import Client
from broadcaster.api.protocol.ward import AskNewPassword
from broadcaster.cli.asking.asker import client_of, client_with
from broadcaster.cli.asking.credentials import TokenFile
from broadcaster.cli.people.desk import Asking, PeopleDesk, PeopleOptions, opened, wish_options
from broadcaster.cli.terminal.options import claimed
from broadcaster.core.errors import BroadcasterError, PeopleError
from broadcaster.core.text.catalogue import say
from broadcaster.people.sign_in import proofs as authenticator
from broadcaster.people.sign_in import qr

if TYPE_CHECKING:
    from collections.abc import Callable

    from broadcaster.people.access.administration import Authority
    from broadcaster.people.roles.model import Person


_person = click.argument("person", required=False, metavar="[PERSON]")


@click.command(help=say("people.help.passwd"))
@_person
@wish_options
def passwd(wish: PeopleOptions, person: str | None) -> int:
    """Set a password."""
    with opened(wish) as desk:
        _set(desk, person, "people.ask.new_password", desk.admin.set_password)
    return 0


@click.command(help=say("people.help.pin"))
@_person
@wish_options
def pin(wish: PeopleOptions, person: str | None) -> int:
    """Set a PIN."""
    with opened(wish) as desk:
        _set(desk, person, "people.ask.new_pin", desk.admin.set_pin)
    return 0


@click.command(help=say("people.help.totp"))
@_person
@wish_options
def totp(wish: PeopleOptions, person: str | None) -> int:
    """Show a QR code, and take the first code of the telephone."""

    with opened(wish) as desk:
        by, one = _whose(desk, person)
        key = authenticator.new_totp_key()
        address = authenticator.totp_address(key, one.id, desk.settings.name or "broadcaster")
        click.echo(qr.drawn(address))
        click.echo(say("people.totp_key", key=" ".join(key[n : n + 4] for n in range(0, len(key), 4))))
        click.echo(address)
        code = desk.asking.text(say("people.ask.totp"))
        desk.admin.set_totp(one.id, key, code, by)
        click.echo(say("people.done"), err=True)
    return 0


@click.command(help=say("people.help.codes"))
@_person
@wish_options
def codes(wish: PeopleOptions, person: str | None) -> int:
    """Show new recovery codes, once."""
    with opened(wish) as desk:
        by, one = _whose(desk, person)
        fresh = desk.admin.set_recovery_codes(one.id, by)
        click.echo(say("people.codes_once", name=one.name), err=True)
        for code in fresh:
            click.echo(code)
    return 0


def _set(
    desk: PeopleDesk, person: str | None, question: str, keep: Callable[[str, str, Authority], object]
) -> None:
    """Ask for a new secret, and have it kept."""
    by, one = _whose(desk, person)
    keep(one.id, desk.asking.new_secret(say(question, name=one.name)), by)
    click.echo(say("people.done"), err=True)


def _whose(desk: PeopleDesk, person: str | None) -> tuple[Authority, Person]:
    """By whose word, and for whom: for whoever asks where nobody is named."""
    by = desk.authority()
    one = by.caller.person if person is None else desk.admin.known(person)
    if one is None:
        raise PeopleError("people.for_whom")
    desk.admin.see_that_may(by, whose=one.id)
    return by, one


@click.command(help=say("people.help.password"))
@click.option("--stdin", is_flag=True, help=say("people.help.stdin"))
@click.pass_obj
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
        with opened(PeopleOptions(folder=folder, as_person=name, with_code=False, asking=asking)) as desk:
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
