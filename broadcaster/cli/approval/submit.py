"""`broadcaster submit MESSAGE`: the text is ready, the leadership may look at it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from broadcaster.cli.terminal.completion import messages
from broadcaster.text import say

if TYPE_CHECKING:
    from broadcaster.cli.asking.deciding import ApprovalDesk
    from broadcaster.station.model import Station


@click.command(help=say("cli.submit"))
@click.argument("name", metavar="MESSAGE", shell_complete=messages)
@click.option("--pin/--stop", "keep", default=None, help=say("people.help.keep"))
@click.pass_obj
def command(folder: Path, name: str, keep: bool | None) -> int:
    """Hand a message in for approval."""
    from broadcaster.cli.asking.deciding import ApprovalDesk
    from broadcaster.cli.asking.files import loaded_of
    from broadcaster.people.approval.order import Order, Verb
    from broadcaster.station.lookup import find_message

    station, files = loaded_of(folder)
    desk = ApprovalDesk(folder, station, files)
    message = find_message(station, name)
    if keep is None and sys.stdin.isatty():
        keep = _asked(desk, station, message.id)
    desk.decide(Order(verb=Verb.SUBMIT, message=message.id, keep=keep))
    click.echo(say("people.submitted", title=message.title, message=message.id))
    return 0


def _asked(desk: ApprovalDesk, station: Station, name: str) -> bool | None:
    """Whether the approved version of an edited message airs on; None where there is none."""
    from broadcaster.cli.terminal.yes import agreed

    standing = next((each for each in desk.overview().messages if each.message == name), None)
    if standing is None or standing.approved_digest in (None, standing.words_digest):
        return None
    when = "–" if standing.next is None else f"{standing.next:%H:%M %d/%m}"
    return agreed(say("people.ask_keep", by=standing.approved_by or "–", next=when))
