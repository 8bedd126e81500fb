"""`broadcaster backup`: the station in one file; `daily`: as station.yaml says; `key`: new keys."""

from __future__ import annotations

import json
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from broadcaster.cli.terminal.options import output_format
from broadcaster.cli.terminal.paths import OUTPUT
from broadcaster.errors import BackupError, BroadcasterError, PeopleError, kept
from broadcaster.text import explain, say, worded

if TYPE_CHECKING:
    from datetime import datetime

    from broadcaster.backup.making import About, Made, Seal
    from broadcaster.station.model import Station


@click.group(help=say("cli.backup"), invoke_without_command=True)
@click.option("-o", "output", type=OUTPUT, help=say("backup.help.output"))
@click.option("--encrypt", is_flag=True, help=say("backup.help.encrypt"))
@output_format("text", "json")
@click.pass_context
def command(ctx: click.Context, output: Path | None, encrypt: bool, form: str) -> int:
    """Make a backup now."""
    if ctx.invoked_subcommand is not None:
        return 0
    if output is None:
        raise click.UsageError(say("backup.which_file"))
    from broadcaster.backup.making import make, read_back

    folder: Path = ctx.obj
    station = _station(folder)
    sealed = _seal(station.settings.backup.key) if encrypt else None
    made = make(folder, output, _about(folder, station), sealed)
    read_back(made)
    _tell(made, form)
    return 0


@command.command(help=say("backup.help.daily"))
@output_format("text", "json")
@click.pass_obj
def daily(folder: Path, form: str) -> int:
    """Make the backup of the day; 1 also if another computer backs up the same station."""
    from broadcaster.backup.daily import make_daily

    try:
        station = _station(folder)
        if not station.settings.backup.wanted:
            raise BackupError("backup.no_place")
        came = make_daily(folder, station.settings.backup, _about(folder, station))
        if came.strangers:
            raise BackupError("backup.stranger", file=came.strangers[-1])
    except BroadcasterError as error:
        if form != "json":
            raise
        facts = {name: worded(fact) for name, fact in kept(error.facts)}
        told = {"code": error.code, "facts": facts, "message": explain(error)}
        click.echo(json.dumps({"error": told}, ensure_ascii=False))
        return 1
    _tell(came.made, form)
    return 0


@command.command(help=say("backup.help.key"))
def key() -> int:
    """Show a new pair of keys once; nothing is kept."""
    from broadcaster.backup.sealing import new_keys

    pair = new_keys()
    click.echo(say("backup.key_public", key=pair.public))
    click.echo(say("backup.key_secret", key=pair.secret))
    return 0


def _station(folder: Path) -> Station:
    """The station as it is written, else as it was accepted last: a broken file prevents no backup."""
    from broadcaster.service.taking.confirmed import under_rule
    from broadcaster.station.acceptance.accepted import reload
    from broadcaster.station.loading.loading import load

    written = load(folder).station
    if written is not None:
        return under_rule(written)[0]
    accepted = reload(folder / "state")
    if accepted is None or accepted.station is None:
        raise BackupError("backup.no_station", path=str(folder))
    return under_rule(accepted.station)[0]


def _about(folder: Path, station: Station) -> About:
    from broadcaster.backup.box import box_id
    from broadcaster.backup.making import About
    from broadcaster.service.approval.identity import identity_of

    state = folder / "state"
    try:
        identity = identity_of(state, lambda: ())
        known = identity.id if identity.kept else ""
    except PeopleError:  # told elsewhere; a backup is all the more wanted
        known = ""
    return About(
        name=station.settings.name,
        station=known,
        box=box_id(state),
        at=_now().astimezone(station.settings.timezone),
    )


def _now() -> datetime:
    from broadcaster.clock import SystemClock

    return SystemClock().now()


def _seal(public: str) -> Seal:
    """By the station's public key; without one by a passphrase that is asked for."""
    from broadcaster.backup.sealing import seal, seal_by_passphrase

    if public:
        return partial(seal, public=public)
    return partial(seal_by_passphrase, words=_passphrase())


def _passphrase() -> str:
    """At a terminal it is typed twice; else it is the first line of standard input, as `restore` reads it.

    Raises:
        BackupError: there is none.
        PeopleError: the two are not the same.
    """
    if not sys.stdin.isatty():
        words = sys.stdin.readline().rstrip("\r\n")
        if not words.strip():
            raise BackupError("backup.no_passphrase")
        return words
    words = str(click.prompt(say("backup.passphrase"), hide_input=True, err=True))
    if str(click.prompt(say("people.ask.again"), hide_input=True, err=True)) != words:
        raise PeopleError("people.not_the_same")
    return words


def _tell(made: Made, form: str) -> None:
    if form == "json":
        told = {
            "path": str(made.path),
            "size": made.size,
            "sha256": made.sha256,
            "secret": made.header.secret,
        }
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    click.echo(str(made.path))
    click.echo(say("backup.made", megabytes=made.size / 1e6), err=True)
    if not made.header.secret:
        click.echo(say("backup.without_secrets"), err=True)
