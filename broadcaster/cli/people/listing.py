"""`broadcaster people list`."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from broadcaster.cli.terminal.options import output_format
from broadcaster.containment import Kind, each
from broadcaster.text import explain, say

if TYPE_CHECKING:
    from broadcaster.errors import BroadcasterError
    from broadcaster.people.administration import Administration
    from broadcaster.people.model import Person

_COLUMNS = ("person", "name", "roles", "account", "signs_in", "state")


@click.command("list", help=say("people.help.list"))
@output_format("table", "json")
@click.pass_obj
def listed(folder: Path, form: str) -> int:
    """Show the people in force."""
    return show(folder, form)


def show(folder: Path, form: str) -> int:
    """Show the people in force, or how to begin where there are none."""
    from broadcaster.cli.people.asking import Asking
    from broadcaster.cli.people.desk import Wish, opened
    from broadcaster.errors import PeopleError

    wish = Wish(folder=folder, as_person=None, with_code=False, asking=Asking(from_stdin=False))
    try:
        with opened(wish) as desk:
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
    from broadcaster.cli.terminal.width import terminal_width
    from broadcaster.text.table import table

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
    from broadcaster.people.file.differences import roles

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
