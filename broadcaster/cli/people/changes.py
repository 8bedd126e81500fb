"""`broadcaster people add|roles|reach|delegate|remove`, and `accept`.

`accept` puts an edited people.yaml into force.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Unpack

import click

from broadcaster.cli.people.desk import PeopleOptions, opened
from broadcaster.cli.terminal.arguments import day_of
from broadcaster.core.text.catalogue import say, worded
from broadcaster.people.access.acceptance import FileState, differences
from broadcaster.people.access.acceptance import roles as written
from broadcaster.people.roles.model import Delegation, Person, Role
from broadcaster.people.store.persons import reached_by


def add(
    folder: Path,
    person: str,
    name: str | None,
    title: str | None,
    account: str | None,
    roles: tuple[str, ...],
    **wish: Unpack[PeopleOptions],
) -> int:
    """Take a person in. Who has no account of the computer needs a password at once."""
    with opened(folder, **wish) as desk:
        by = desk.authority()
        desk.admin.see_that_may(by)
        fresh = Person(
            id=person,
            name=name or desk.asking.text(say("people.ask.name")),
            title=title,
            account=account,
            roles=frozenset(map(Role, roles)) or _usual(founded=desk.admin.people.founded),
        )
        question = say("people.ask.new_password", name=fresh.name)
        password = None if account else desk.asking.new_secret(question)
        desk.admin.add(fresh, by, password=password)
        click.echo(say("people.added", name=fresh.name, person=fresh.id), err=True)
    return 0


def _usual(*, founded: bool) -> frozenset[Role]:
    """The roles where none are said."""
    return frozenset({Role.VIEWER} if founded else {Role.TECHNICIAN})


def roles(folder: Path, person: str, roles: tuple[str, ...], **wish: Unpack[PeopleOptions]) -> int:
    """Set the roles of a person."""
    with opened(folder, **wish) as desk:
        by = desk.authority()
        one = desk.admin.edit(person, lambda one: replace(one, roles=frozenset(map(Role, roles))), by)
        click.echo(say("people.has_roles", name=one.name, roles=written(one)), err=True)
    return 0


def delegate(
    folder: Path,
    leader: str,
    to: str,
    first: date | datetime | None,
    last: date | datetime | None,
    basis: str | None,
    end: bool,
    **wish: Unpack[PeopleOptions],
) -> int:
    """Let a person approve in a leader's place, or end that."""
    if not end and last is None:
        raise click.UsageError(say("people.until_when"))
    with opened(folder, **wish) as desk:
        by = desk.authority()
        if end:
            desk.admin.undelegate(leader, to, by)
        elif last is not None:
            given = Delegation(to=to, start=day_of(first or by.today), until=day_of(last), basis=basis)
            desk.admin.delegate(leader, given, by)
        click.echo(say("people.done"), err=True)
    return 0


def reach(
    folder: Path,
    person: str,
    mail: str | None,
    phone: str | None,
    daily: bool | None,
    **wish: Unpack[PeopleOptions],
) -> int:
    """Keep how a person is reached by notices. What is not said stays; an empty address is taken away."""
    with opened(folder, **wish) as desk:
        by = desk.authority()
        one, old = desk.admin.known(person), desk.admin.contact(person)
        fresh = reached_by(
            old.mail if mail is None else mail,
            old.phone if phone is None else phone,
            daily=old.daily if daily is None else daily,
        )
        desk.admin.set_contact(person, fresh, by)
        ways = [
            say(f"notices.way.{way}") for way, text in (("mail", fresh.mail), ("sms", fresh.phone)) if text
        ]
        code = "people.reached" if ways else "people.not_reached"
        click.echo(say(code, name=one.name, ways=", ".join(ways)), err=True)
    return 0


def remove(folder: Path, person: str, yes: bool, **wish: Unpack[PeopleOptions]) -> int:
    """Take a person out."""
    with opened(folder, **wish) as desk:
        by = desk.authority()
        one = desk.admin.known(person)
        if not yes and not desk.asking.agreed(say("people.ask.remove", name=one.name)):
            click.echo(say("people.nothing_changed"), err=True)
            return 1
        desk.admin.remove(person, by)
        click.echo(say("people.removed", name=one.name), err=True)
    return 0


def accept(folder: Path, restore: bool, yes: bool, **wish: Unpack[PeopleOptions]) -> int:
    """Show what would change, ask, and put it into force."""
    with opened(folder, **wish) as desk:
        if restore:
            desk.admin.restore(desk.authority())
            click.echo(say("people.file_restored"), err=True)
            return 0
        seen = desk.admin.file()
        if seen.state is FileState.SAME:
            click.echo(say("people.nothing_to_accept"), err=True)
            return 0
        loaded, now = desk.admin.proposal()
        for problem in loaded.problems:
            click.echo(problem.as_line(), err=True)
        for what in [] if loaded.people is None else differences(now, loaded.people):
            click.echo(f"- {worded(what)}", err=True)
        by = desk.authority()
        if not yes and not desk.asking.agreed(say("people.ask.accept")):
            click.echo(say("people.nothing_changed"), err=True)
            return 1
        desk.admin.accept(loaded.digest, by)
        click.echo(say("people.accepted"), err=True)
    return 0
