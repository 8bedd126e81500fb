"""`broadcaster people passwd|pin|totp|codes`: what a person signs in with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from broadcaster.cli.people.desk import PeopleDesk, Wish, opened, wish_options
from broadcaster.errors import PeopleError
from broadcaster.text import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from broadcaster.people.administration import Authority
    from broadcaster.people.model import Person

_person = click.argument("person", required=False, metavar="[PERSON]")


@click.command(help=say("people.help.passwd"))
@_person
@wish_options
def passwd(wish: Wish, person: str | None) -> int:
    """Set a password."""
    with opened(wish) as desk:
        _set(desk, person, "people.ask.new_password", desk.admin.set_password)
    return 0


@click.command(help=say("people.help.pin"))
@_person
@wish_options
def pin(wish: Wish, person: str | None) -> int:
    """Set a PIN."""
    with opened(wish) as desk:
        _set(desk, person, "people.ask.new_pin", desk.admin.set_pin)
    return 0


@click.command(help=say("people.help.totp"))
@_person
@wish_options
def totp(wish: Wish, person: str | None) -> int:
    """Show a QR code, and take the first code of the telephone."""
    from broadcaster.people.credentials import qr
    from broadcaster.people.credentials import totp as authenticator

    with opened(wish) as desk:
        by, one = _whose(desk, person)
        key = authenticator.new_key()
        address = authenticator.address(key, one.id, desk.settings.name or "broadcaster")
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
def codes(wish: Wish, person: str | None) -> int:
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
