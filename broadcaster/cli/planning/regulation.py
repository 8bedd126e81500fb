"""`broadcaster regulation`: the ward's rules with their articles; orders and days of mourning."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from broadcaster.api.protocol.ward import (
    AskEnd,
    AskMourn,
    AskMournEnd,
    AskMove,
    AskOrder,
    AskRegulation,
    RegulationShown,
)
from broadcaster.cli.asking.station_files import station_of
from broadcaster.cli.terminal.arguments import When
from broadcaster.cli.terminal.options import output_format
from broadcaster.core.clock import SystemClock
from broadcaster.core.errors import ServiceError
from broadcaster.core.questions import Question
from broadcaster.core.text.catalogue import say
from broadcaster.core.text.table import table
from broadcaster.people.roles.model import Action

if TYPE_CHECKING:
    from broadcaster.station.editing.documents import Documents
    from broadcaster.station.model.station import Station

F = TypeVar("F", bound=Callable[..., Any])


@click.group(invoke_without_command=True, help=say("cli.regulation"))
@output_format("table", "json")
@click.pass_context
def command(context: click.Context, form: str) -> None:
    """Show what holds, unless a subcommand is given."""
    if context.invoked_subcommand is not None:
        return

    rows, refuses = _in_force(context.obj)
    if form == "json":
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    headings = [say(f"regulation.column.{name}") for name in ("what", "where", "by", "today")]
    lines = [
        (str(one["what"]), str(one["where"]), str(one["by"]), say(f"regulation.state.{one['state']}"))
        for one in rows
    ]
    click.echo(table(headings, lines))
    click.echo(say("regulation.refuses" if refuses else "regulation.warns"), err=True)


def _in_force(folder: Path) -> tuple[list[dict[str, object]], bool]:
    """What holds, as the running station says it, or as the files do; and whether quotas refuse."""
    from dataclasses import asdict

    from broadcaster.cli.asking.asker import client_of
    from broadcaster.station.acceptance.confirmation import under_rule
    from broadcaster.station.rules.rulebook import book_of
    from broadcaster.timetable.rules.regulation import as_json

    try:
        found = client_of(folder).ask(AskRegulation())
    except ServiceError:
        click.echo(say("regulation.from_files"), err=True)
    else:
        return [asdict(one) for one in found.rows], found.refuses
    station, _ = under_rule(station_of(folder))
    today = SystemClock().now().astimezone(station.settings.timezone).date()
    return as_json(station, today), book_of(station.settings).refuses


@command.command("profiles", help=say("regulation.help_profiles"))
@click.argument("name", required=False)
def _profiles(name: str | None) -> int:
    from broadcaster.station.editing.scaffold import profiles

    known = profiles()
    if name is None:
        click.echo("\n".join(known))
        return 0
    if name not in known:
        raise click.BadParameter(say("regulation.no_profile", written=name, known=", ".join(known)))
    click.echo(known[name], nl=False)
    return 0


def _span(function: F) -> F:
    """`--from` and `--until`."""
    function = click.option(
        "--until", type=When(), required=True, metavar="D", help=say("regulation.help_until")
    )(function)
    return click.option(
        "--from", "first", type=When(), required=True, metavar="D", help=say("regulation.help_from")
    )(function)


@command.command("order", help=say("regulation.help_order"))
@click.argument("number")
@click.option("--by", required=True, metavar="WHO", help=say("regulation.help_by"))
@_span
@click.pass_obj
def _order(folder: Path, number: str, by: str, first: date | datetime, until: date | datetime) -> int:
    from broadcaster.station.editing.regulation import add_order
    from broadcaster.station.model.regulation import RegulationOrder

    order = RegulationOrder(number=number, by=by, first=_day(first), until=_day(until))
    asked = AskOrder(number=number, by=by, first=order.first, until=order.until)
    _changed(folder, asked, lambda files, who: add_order(files, order, by=who))
    click.echo(say("regulation.order_entered", number=number))
    return 0


@command.command("end", help=say("regulation.help_end"))
@click.argument("number")
@click.pass_obj
def _end(folder: Path, number: str) -> int:
    from broadcaster.station.editing.regulation import end_order

    today = _today(folder)
    _changed(folder, AskEnd(number=number), lambda files, who: end_order(files, number, today, by=who))
    click.echo(say("regulation.order_ended", number=number))
    return 0


@command.command("move", help=say("regulation.help_move"))
@click.option("--number", metavar="NUMBER", help=say("regulation.help_decision"))
@click.option("--on", "on", type=When(), metavar="D", help=say("regulation.help_decided_on"))
@click.pass_obj
def _move(folder: Path, number: str | None, on: date | datetime | None) -> int:
    from broadcaster.station.editing.regulation_block import move_block
    from broadcaster.station.model.regulation import Decision

    if (number is None) != (on is None):
        raise click.UsageError(say("regulation.decision_whole"))
    decision = None if number is None or on is None else Decision(number=number, on=_day(on))
    asked = AskMove(number=number, on=None if on is None else _day(on))
    _changed(folder, asked, lambda files, who: move_block(files, decision, by=who))
    click.echo(say("console.rules.moved"))
    return 0


@command.command("mourn", help=say("regulation.help_mourn"))
@click.argument("what", type=click.Choice(["no-music", "silence"]))
@click.option("--by", metavar="TEXT", help=say("regulation.help_basis"))
@_span
@click.pass_obj
def _mourn(folder: Path, what: str, by: str | None, first: date | datetime, until: date | datetime) -> int:
    from broadcaster.station.editing.regulation import mourn
    from broadcaster.station.model.regulation import Mourning, Sorrow

    days = Mourning(what=Sorrow(what), first=_day(first), until=_day(until), by=by)
    asked = AskMourn(what=days.what.value, first=days.first, until=days.until, by=by)
    _changed(folder, asked, lambda files, who: mourn(files, days, by=who))
    click.echo(say(f"regulation.mourning.{what}"))
    return 0


@command.command("mourn-end", help=say("regulation.help_mourn_end"))
@click.pass_obj
def _mourn_end(folder: Path) -> int:
    from broadcaster.station.editing.regulation import end_mourning

    today = _today(folder)
    _changed(folder, AskMournEnd(), lambda files, who: end_mourning(files, today, by=who))
    click.echo(say("regulation.mourning_ended"))
    return 0


def _day(when: date | datetime) -> date:
    return when.date() if isinstance(when, datetime) else when


def _today(folder: Path) -> date:

    station: Station = station_of(folder)
    return SystemClock().now().astimezone(station.settings.timezone).date()


def _changed(
    folder: Path, asked: Question[RegulationShown], here: Callable[[Documents, str], object]
) -> None:
    """Have the running station change regulation.yaml, or do so here where none runs: by the same right."""
    from broadcaster.cli.asking.asker import asker_here, client_of
    from broadcaster.station.editing.documents import Documents

    try:
        client_of(folder).ask(asked)
    except ServiceError as error:
        if error.code != "service.not_running":
            raise
    else:
        return
    with asker_here(folder, Action.STATION, station_of(folder)) as asker:
        here(Documents(folder, SystemClock()), asker.who)
