"""`broadcaster restore FILE DIR`: put a station back from a backup."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from broadcaster.atomic import store_error
from broadcaster.cli.terminal.paths import FOLDER
from broadcaster.errors import BackupError, BroadcasterError
from broadcaster.text import explain, say

if TYPE_CHECKING:
    from broadcaster.backup.manifest import Header


@click.command(help=say("cli.restore"))
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option("--key-file", type=click.Path(path_type=Path), help=say("backup.help.key_file"))
@click.option("--replace", is_flag=True, help=say("backup.help.replace"))
def command(file: Path, folder: Path, key_file: Path | None, replace: bool) -> int:
    """Put it back whole, or leave all as it is."""
    from broadcaster.backup.restoring import restore
    from broadcaster.clock import SystemClock
    from broadcaster.service.approval import revived
    from broadcaster.service.host.lock import StationLock
    from broadcaster.service.taking.confirmed import NAME
    from broadcaster.service.taking.opening import what_holds

    clock = SystemClock()
    with ExitStack() as until_done:
        if folder.is_dir() and any(folder.iterdir()):
            if not replace:
                raise BackupError("backup.not_empty", path=str(folder))
            # No station may start there while it is replaced.
            until_done.enter_context(StationLock(folder.resolve() / "state"))

        def unseal(sealed: IO[bytes], plain: IO[bytes]) -> None:
            from broadcaster.backup.sealing import unseal as by_secret

            by_secret(sealed, plain, _secret(key_file))

        # An older backup may state looser rules than a leader has confirmed since.
        holds = what_holds(folder.resolve(), clock)
        told: list[BroadcasterError] = []

        def keeps(draft: Path, header: Header) -> dict[str, bytes]:
            back, faults = revived.found_by(draft, folder.resolve(), clock, header.at)
            told.extend(faults)
            pages = {} if holds is None else {f"state/{NAME}": holds}
            return pages if back is None else {**pages, f"state/{revived.NAME}": revived.page_of(back)}

        done = restore(file, folder, unseal, now=clock.now(), keeps=keeps)
    made = done.header.at  # in the zone of the station
    click.echo(say("backup.restored", name=done.header.name, at=f"{made:%H:%M %d/%m/%Y}", path=str(folder)))
    if done.before is not None:
        click.echo(say("backup.set_aside", path=str(done.before)), err=True)
    if done.header.voices:
        click.echo(say("backup.voices", names=", ".join(done.header.voices)), err=True)
    if not done.header.secret:
        click.echo(say("backup.passwords_anew"), err=True)
    for fault in told:
        click.echo(explain(fault), err=True)
    click.echo(say("backup.held"), err=True)
    return 0


def _secret(key_file: Path | None) -> str:
    """The secret key or the passphrase: from a file, the terminal, or the first line of standard input."""
    if key_file is not None:
        try:
            lines = key_file.read_text("utf-8").splitlines()
        except OSError as error:
            raise store_error(key_file, error) from error
        return next((line.strip() for line in lines if line.strip() and not line.startswith("#")), "")
    if sys.stdin.isatty():
        return str(click.prompt(say("backup.secret"), hide_input=True, err=True))
    return sys.stdin.readline().rstrip("\r\n")
