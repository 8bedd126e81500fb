"""`broadcaster people recover`: a one-time code for a technician, on the station's own computer."""

from __future__ import annotations

from pathlib import Path

import click

from broadcaster.cli.people.asking import Asking
from broadcaster.cli.terminal.options import who
from broadcaster.text import say


@click.command(help=say("people.help.recover"))
@click.pass_obj
def recover(folder: Path) -> int:
    """Show a new code. Only the account of the station's files can, for only it can open them."""
    from broadcaster.cli.people.desk import Wish, opened
    from broadcaster.people.one_time import OneTimeCode

    wish = Wish(folder=folder, as_person=None, with_code=False, asking=Asking(from_stdin=False))
    with opened(wish, new=True) as desk:
        code, until = OneTimeCode(desk.store, desk.store.clock).make(who())
        founded = desk.admin.people.founded
        older = desk.store.lineage.read().doubted
        zone = desk.settings.timezone
    if older:
        click.echo(say("people.code_for_older"), err=True)
    click.echo(say("people.code_shown", until=f"{until.astimezone(zone):%H:%M}"), err=True)
    click.echo(code)
    click.echo(say("people.code_for_lost" if founded else "people.code_for_first"), err=True)
    return 0
