"""Changes to the ward's rules where no station runs; and the shipped profiles."""

from __future__ import annotations

from pathlib import Path

import click

from broadcaster.api.protocol.ward import AskEnd, AskMourn, AskMournEnd, AskMove, AskOrder
from broadcaster.cli.asking.caller import asker_here
from broadcaster.cli.asking.station_files import station_of
from broadcaster.core.clock import SystemClock
from broadcaster.core.text.catalogue import say
from broadcaster.people.roles.model import Action
from broadcaster.station.editing import regulation as edits
from broadcaster.station.editing.documents import Documents
from broadcaster.station.editing.regulation_block import move_block
from broadcaster.station.editing.scaffold import profiles as shipped
from broadcaster.station.model.regulation import Decision, Mourning, RegulationOrder, Sorrow

Change = AskOrder | AskEnd | AskMove | AskMourn | AskMournEnd


def profiles(_folder: Path, name: str | None) -> int:
    """List the shipped profiles, or print one."""
    known = shipped()
    if name is None:
        click.echo("\n".join(known))
        return 0
    if name not in known:
        raise click.BadParameter(say("regulation.no_profile", written=name, known=", ".join(known)))
    click.echo(known[name], nl=False)
    return 0


def change(folder: Path, asked: Change) -> None:
    """Change regulation.yaml.

    Raises:
        PeopleError: whoever asks may not.
        BroadcasterError: there is nothing to change, or it would be no good file.
    """
    station, clock = station_of(folder), SystemClock()
    today = clock.now().astimezone(station.settings.timezone).date()
    with asker_here(folder, Action.STATION, station) as asker:
        files, by = Documents(folder, clock), asker.who
        match asked:
            case AskOrder(number=number, by=whose, first=first, until=until):
                order = RegulationOrder(number=number, by=whose, first=first, until=until)
                edits.add_order(files, order, by=by)
            case AskEnd(number=number):
                edits.end_order(files, number, today, by=by)
            case AskMove(number=number, on=on):
                decision = None if number is None or on is None else Decision(number=number, on=on)
                move_block(files, decision, by=by)
            case AskMourn(what=what, first=first, until=until, by=basis):
                days = Mourning(what=Sorrow(what), first=first, until=until, by=basis)
                edits.mourn(files, days, by=by)
            case AskMournEnd():
                edits.end_mourning(files, today, by=by)
