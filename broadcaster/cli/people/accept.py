"""`broadcaster people accept`: put an edited people.yaml into force, or drop the edit."""

from __future__ import annotations

import click

from broadcaster.cli.people.desk import Wish, opened, wish_options
from broadcaster.text import say, worded


@click.command(help=say("people.help.accept"))
@click.option("--restore", is_flag=True, help=say("people.help.restore"))
@click.option("--yes", is_flag=True, help=say("people.help.yes"))
@wish_options
def accept(wish: Wish, restore: bool, yes: bool) -> int:
    """Show what would change, ask, and put it into force."""
    from broadcaster.people.file.differences import differences
    from broadcaster.people.file.state import FileState

    with opened(wish) as desk:
        if restore:
            desk.admin.restore(desk.authority())
            click.echo(say("people.file_restored"), err=True)
            return 0
        seen = desk.admin.file()
        if seen.state is FileState.SAME:
            click.echo(say("people.nothing_to_accept"), err=True)
            return 0
        loaded, now = desk.admin.proposal()
        for problem in loaded.problems:
            click.echo(problem.as_line(), err=True)
        for what in [] if loaded.people is None else differences(now, loaded.people):
            click.echo(f"- {worded(what)}", err=True)
        by = desk.authority()
        if not yes and not desk.asking.agreed(say("people.ask.accept")):
            click.echo(say("people.nothing_changed"), err=True)
            return 1
        desk.admin.accept(loaded.digest, by)
        click.echo(say("people.accepted"), err=True)
    return 0
