"""`broadcaster correct MESSAGE "TEXT"`: end a message with a mistake, suspend it, and air the right text."""

from __future__ import annotations

from pathlib import Path

import click

from broadcaster.cli.completion import messages
from broadcaster.cli.options import who
from broadcaster.text import say


@click.command(help=say("cli.correct"))
@click.argument("name", metavar="MESSAGE|ID", shell_complete=messages)
@click.argument("text", required=False)
@click.option("--release", is_flag=True, help=say("cli.correct_release"))
@click.option("--no-wait", is_flag=True, help=say("cli.no_wait"))
@click.pass_obj
def command(folder: Path, name: str, text: str | None, release: bool, no_wait: bool) -> int:
    """Correct a message, or let a suspended message air again."""
    if release == (text is not None):
        raise click.UsageError(say("cli.correct_what"))
    if release:
        return _release(folder, name)
    from broadcaster.cli.airing import correct

    return correct(folder, name, text or "", wait=not no_wait)


def _release(folder: Path, name: str) -> int:
    from broadcaster.console.client import Client
    from broadcaster.errors import ServiceError

    try:
        known = Client(folder / "state").post("/api/release", {"message": name, "who": who()})["released"]
    except ServiceError as error:
        if error.code != "service.not_running":
            raise
        from broadcaster.clock import SystemClock
        from broadcaster.service.operator.releasing import release_here

        known = release_here(folder / "state", name, who(), SystemClock())
    click.echo(say("cli.released" if known else "cli.not_held", message=name), err=True)
    return 0 if known else 1
