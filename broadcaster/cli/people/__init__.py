"""`broadcaster people …`: who works at the station, what each may, and what they sign in with."""

from __future__ import annotations

import click

from broadcaster.cli.people.accept import accept
from broadcaster.cli.people.changes import add, delegate, reach, remove, roles
from broadcaster.cli.people.listing import listed, show
from broadcaster.cli.people.password import password
from broadcaster.cli.people.recover import recover
from broadcaster.cli.people.secrets import codes, passwd, pin, totp
from broadcaster.cli.terminal.options import output_format
from broadcaster.text import say


@click.group(help=say("cli.people"), invoke_without_command=True)
@output_format("table", "json")
@click.pass_context
def command(ctx: click.Context, form: str) -> int:
    """Without a subcommand: the list, or how to begin."""
    return 0 if ctx.invoked_subcommand is not None else show(ctx.obj, form)


for each in (
    listed,
    add,
    roles,
    reach,
    passwd,
    password,
    pin,
    totp,
    codes,
    delegate,
    remove,
    accept,
    recover,
):
    command.add_command(each)
