"""Ask for something on air: ask the running station, or air it from this process where none runs."""

from __future__ import annotations

from pathlib import Path

import click

from broadcaster.api.protocol.client import Client
from broadcaster.cli.airing.progress import Following, show_end, show_wait, show_warning
from broadcaster.cli.airing.requests import AirRequest, RehearsalRequest
from broadcaster.cli.asking.asker import client_of
from broadcaster.core.errors import ServiceError
from broadcaster.core.text.catalogue import say
from broadcaster.playout.requests.by_hand import Taken


def air(folder: Path, asked: AirRequest, *, wait: bool) -> int:
    """Air something through the running station, or from this process where none runs.

    Returns:
        The exit code: 0 if it was aired (or queued, without `wait`), 1 otherwise.
    """
    client = client_of(folder)
    try:
        taken = client.ask(asked)
    except KeyboardInterrupt:
        Following(client, folder).show_how_to_stop()
        raise
    except ServiceError as error:
        if error.code != "service.not_running":
            raise
        show_no_queue(wait)
    else:
        return follow_taken(client, folder, taken, wait=wait)
    from broadcaster.cli.airing.local import air_here

    return air_here(folder, None, asked)


def air_or_rehearse(
    folder: Path, asked: RehearsalRequest, *, wait: bool, output: tuple[str, str] | None
) -> int:
    """The same; with an output of its own it is a rehearsal that is heard there, and no station is asked.

    Raises:
        click.UsageError: it is no rehearsal, and has an output of its own.
    """
    if output is None:
        return air(folder, asked, wait=wait)
    if not asked.rehearse:
        raise click.UsageError(say("cli.output_rehearses"))
    from broadcaster.cli.airing.local import rehearse_apart

    code = rehearse_apart(folder, asked, output)
    return air(folder, asked, wait=wait) if code is None else code


def follow_taken(client: Client, folder: Path, taken: Taken, *, wait: bool) -> int:
    """Show what became of a request that the running station took; the exit code."""
    if taken.outcome is not None:  # a refusal that is known at once
        return show_end(taken.outcome, taken.reason)
    click.echo(say("cli.queued"), err=True)
    if taken.older is not None:
        click.echo(say("cli.airs_as_before", place=taken.older), err=True)
    _show_ticket(taken)
    following = Following(client, folder, behind=taken.behind, warned=taken.warning)
    return show_end(*following.to_the_end(taken.id)) if wait else 0


def await_end(folder: Path, client: Client, ticket: str) -> int:
    """Wait until a request to the running station has ended; the exit code."""
    return show_end(*Following(client, folder).to_the_end(ticket))


def show_no_queue(wait: bool) -> None:
    """Show that `--no-wait` has no effect: no station runs, so this process airs it."""
    if not wait:
        click.echo(say("cli.waits_here"), err=True)


def _show_ticket(taken: Taken) -> None:
    """Show what the person should know at once: a warning, that it waits behind something, or repeats."""
    show_warning(taken.warning)
    if taken.behind:
        show_wait(taken)
    if taken.every is not None and taken.ends_after is not None:
        click.echo(say("cli.repeats", minutes=taken.every / 60, ends=taken.ends_after / 60), err=True)
