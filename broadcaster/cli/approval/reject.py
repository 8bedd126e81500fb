"""`broadcaster reject MESSAGE --why REASON`: the leadership does not want a message as it stands."""

from __future__ import annotations

from pathlib import Path

import click

from broadcaster.cli.approval.said import SaidOptions, said_options
from broadcaster.cli.terminal.completion import messages
from broadcaster.text import say


@click.command(help=say("cli.reject"))
@click.argument("name", metavar="MESSAGE|ID", shell_complete=messages)
@click.option("--why", required=True, metavar="REASON", help=say("people.help.why"))
@click.option("--end", is_flag=True, help=say("people.help.end"))
@said_options
@click.pass_obj
def command(folder: Path, name: str, why: str, end: bool, said: SaidOptions) -> int:
    """Send a message back to its author, or end its approval; object to what was aired at once."""
    from broadcaster.cli.approval.airing_id import is_airing
    from broadcaster.cli.asking.deciding import ApprovalDesk
    from broadcaster.cli.asking.files import loaded_of
    from broadcaster.people.approval.order import Order, Verb
    from broadcaster.station.lookup import find_message

    station, files = loaded_of(folder)
    desk = ApprovalDesk(folder, station, files)
    if is_airing(station, name):
        desk.decide(Order(verb=Verb.OBJECT, airing=name, why=why, said=said.by(desk)))
        click.echo(say("people.objected", airing=name))
        return 0
    message = find_message(station, name)
    verb = Verb.END if end else Verb.SEND_BACK
    desk.decide(Order(verb=verb, message=message.id, why=why, said=said.by(desk)))
    code = "people.ended" if end else "people.sent_back"
    click.echo(say(code, title=message.title, message=message.id))
    return 0
