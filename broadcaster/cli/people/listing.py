"""`broadcaster people list`: who works at the station."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import click

from broadcaster.cli.people.desk import opened
from broadcaster.cli.terminal.options import terminal_width
from broadcaster.core.containment import Kind, each
from broadcaster.core.errors import BroadcasterError, PeopleError
from broadcaster.core.text.catalogue import explain, say
from broadcaster.core.text.table import table
from broadcaster.people.access.acceptance import roles
from broadcaster.people.access.administration import Administration
from broadcaster.people.roles.model import Person

_COLUMNS = ("person", "name", "roles", "account", "signs_in", "state")


def listed(folder: Path, form: str) -> int:
    """Show the people in force, or how to begin where there are none."""
    try:
        with opened(folder) as desk:
            if not desk.admin.people.founded:
                raise PeopleError("people.none_yet")
            _print(desk.admin, form)
            fault = desk.admin.file().fault
    except PeopleError as error:
        if error.code != "people.none_yet":
            raise
        fault = error
        if form == "json":
            click.echo("[]")
    if fault is not None:
        click.echo(say("people.notice", text=explain(fault)), err=True)
    return 0


def _print(admin: Administration, form: str) -> None:
    persons = list(admin.people.persons.values())
    if form == "json":
        objects = list(each(Kind.PERSON, persons, _id, partial(_as_json, admin), _aside))
        click.echo(json.dumps(objects, ensure_ascii=False, indent=2))
        return
    headings = [say(f"people.column.{name}") for name in _COLUMNS]
    rows = list(each(Kind.PERSON, persons, _id, partial(_row, admin), _aside))
    click.echo(table(headings, rows, most=terminal_width()))


def _id(one: Person) -> str:
    return one.id


def _aside(_one: Person, fault: BroadcasterError) -> None:
    click.echo(explain(fault), err=True)


def _row(admin: Administration, one: Person) -> list[str]:
    kinds, left = admin.has(one.id)
    signs_in = [say(f"people.kind.{kind}") for kind in sorted(kinds)]
    if left:
        signs_in.append(say("people.kind.codes", count=left))
    state = "" if one.enabled else say("people.disabled")
    given = [
        say("people.delegates", to=each.to, start=f"{each.start:%d/%m/%Y}", until=f"{each.until:%d/%m/%Y}")
        for each in one.delegations
    ]
    name = one.name if one.title is None else f"{one.name}, {one.title}"
    return [
        one.id,
        name,
        roles(one),
        one.account or "–",
        ", ".join(signs_in) or "–",
        "; ".join(filter(None, [state, *given])),
    ]


def _as_json(admin: Administration, one: Person) -> dict[str, object]:
    kinds, left = admin.has(one.id)
    return {
        "id": one.id,
        "name": one.name,
        "title": one.title,
        "account": one.account,
        "roles": sorted(one.roles),
        "delegations": [
            {"to": each.to, "from": str(each.start), "until": str(each.until), "basis": each.basis}
            for each in one.delegations
        ],
        "enabled": one.enabled,
        "signs_in_with": sorted(kinds),
        "recovery_codes": left,
    }
