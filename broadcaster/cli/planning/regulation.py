"""`broadcaster regulation`: the ward's rules with their articles; orders and days of mourning."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from broadcaster.api.protocol.ward import AskEnd, AskMourn, AskMournEnd, AskMove, AskOrder, AskRegulation
from broadcaster.cli.asking.asker import client_of
from broadcaster.cli.terminal.arguments import day_of
from broadcaster.core.errors import ServiceError
from broadcaster.core.text.catalogue import say
from broadcaster.core.text.table import table

if TYPE_CHECKING:
    from broadcaster.api.questions.regulation import Change


def show(folder: Path, form: str) -> int:
    """Show what holds."""
    rows, refuses = _in_force(folder)
    if form == "json":
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return 0
    headings = [say(f"regulation.column.{name}") for name in ("what", "where", "by", "today")]
    lines = [
        (str(one["what"]), str(one["where"]), str(one["by"]), say(f"regulation.state.{one['state']}"))
        for one in rows
    ]
    click.echo(table(headings, lines))
    click.echo(say("regulation.refuses" if refuses else "regulation.warns"), err=True)
    return 0


def _in_force(folder: Path) -> tuple[list[dict[str, object]], bool]:
    """What holds, as the running station says it, or as the files do; and whether quotas refuse."""
    try:
        found = client_of(folder).ask(AskRegulation())
    except ServiceError:
        from broadcaster.cli.planning.regulation_changes import in_force

        click.echo(say("regulation.from_files"), err=True)
        return in_force(folder)
    return [asdict(one) for one in found.rows], found.refuses


def order(folder: Path, number: str, by: str, first: date | datetime, until: date | datetime) -> int:
    """Enter an order of those above."""
    _change(folder, AskOrder(number=number, by=by, first=day_of(first), until=day_of(until)))
    click.echo(say("regulation.order_entered", number=number))
    return 0


def end(folder: Path, number: str) -> int:
    """End an order today."""
    _change(folder, AskEnd(number=number))
    click.echo(say("regulation.order_ended", number=number))
    return 0


def move(folder: Path, number: str | None, on: date | datetime | None) -> int:
    """Move the rules of station.yaml into regulation.yaml."""
    if (number is None) != (on is None):
        raise click.UsageError(say("regulation.decision_whole"))
    _change(folder, AskMove(number=number, on=None if on is None else day_of(on)))
    click.echo(say("console.rules.moved"))
    return 0


def mourn(
    folder: Path,
    what: Literal["no-music", "silence"],
    by: str | None,
    first: date | datetime,
    until: date | datetime,
) -> int:
    """Enter days of mourning."""
    _change(folder, AskMourn(what=what, first=day_of(first), until=day_of(until), by=by))
    click.echo(say(f"regulation.mourning.{what}"))
    return 0


def end_mourning(folder: Path) -> int:
    """End the mourning today."""
    _change(folder, AskMournEnd())
    click.echo(say("regulation.mourning_ended"))
    return 0


def _change(folder: Path, asked: Change) -> None:
    """Have the running station change regulation.yaml, or do so here where none runs: by the same right."""
    try:
        client_of(folder).ask(asked)
    except ServiceError as error:
        if error.code != "service.not_running":
            raise
        from broadcaster.cli.planning.regulation_changes import change_here

        change_here(folder, asked)
