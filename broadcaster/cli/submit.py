"""`broadcaster submit MESSAGE`: the text is ready, the leadership may look at it."""

from __future__ import annotations

from pathlib import Path

import click

from broadcaster.cli.completion import messages
from broadcaster.text import say


@click.command(help=say("cli.submit"))
@click.argument("name", metavar="MESSAGE", shell_complete=messages)
@click.option("--pin/--stop", "keep", default=None, help=say("people.help.keep"))
@click.pass_obj
def command(folder: Path, name: str, keep: bool | None) -> int:
    """Hand a message in for approval."""
    from broadcaster.cli.deciding import decide
    from broadcaster.cli.files import loaded_of
    from broadcaster.people.approval.order import Order, Verb
    from broadcaster.service.approval.deciding import check_blanks
    from broadcaster.station.lookup import find_message

    station, files = loaded_of(folder)
    message = find_message(station, name)
    check_blanks(message)
    decide(folder, station, files, Order(verb=Verb.SUBMIT, message=message.id, keep=keep))
    click.echo(say("people.submitted", title=message.title, message=message.id))
    return 0
