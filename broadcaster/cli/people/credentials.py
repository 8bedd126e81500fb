"""`broadcaster people passwd|pin|totp|codes`: what a person signs in with."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Unpack

import click

from broadcaster.cli.asking.credentials import Asking
from broadcaster.cli.people.desk import PeopleDesk, PeopleOptions, opened
from broadcaster.core.errors import PeopleError
from broadcaster.core.text.catalogue import say
from broadcaster.people.access.administration import Authority
from broadcaster.people.roles.model import Person
from broadcaster.people.sign_in import proofs as authenticator
from broadcaster.people.sign_in import qr


def passwd(folder: Path, person: str | None, **wish: Unpack[PeopleOptions]) -> int:
    """Set a password."""
    with opened(folder, **wish) as desk:
        _set(desk, person, "people.ask.new_password", desk.admin.set_password)
    return 0


def pin(folder: Path, person: str | None, **wish: Unpack[PeopleOptions]) -> int:
    """Set a PIN."""
    with opened(folder, **wish) as desk:
        _set(desk, person, "people.ask.new_pin", desk.admin.set_pin)
    return 0


def totp(folder: Path, person: str | None, **wish: Unpack[PeopleOptions]) -> int:
    """Show a QR code, and take the first code of the telephone."""
    with opened(folder, **wish) as desk:
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


def codes(folder: Path, person: str | None, **wish: Unpack[PeopleOptions]) -> int:
    """Show new recovery codes, once."""
    with opened(folder, **wish) as desk:
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


def change_own(folder: Path, asking: Asking) -> None:
    """Have whoever asks change their password, after they showed the one before."""
    with opened(folder, asking=asking) as desk:
        by = desk.authority()
        one = by.caller.person
        if one is None:
            raise PeopleError("people.not_known")
        if by.caller.by_pin:  # before a code is asked for that works once
            raise PeopleError("people.pin_only", name=one.name)
        desk.prove(one, asking.secret(say("people.ask.old_secret")))
        desk.admin.set_password(one.id, asking.new_secret(say("people.ask.own_password")), by)
