"""`broadcaster init`: a new station folder; `service`: the station as a service that starts at boot."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from broadcaster.cli.asking.station_files import station_of
from broadcaster.cli.terminal.arguments import FOLDER
from broadcaster.cli.terminal.options import output_format
from broadcaster.core.text.catalogue import has, say


@click.command(help=say("cli.init"))
@click.argument("folder", type=FOLDER, metavar="DIR")
@click.option("--profile", metavar="NAME", help=say("regulation.help_profile"))
def init_command(folder: Path, profile: str | None) -> None:
    """Create the folder and list its files."""
    from broadcaster.station.editing.scaffold import make, profiles

    if profile is not None and profile not in profiles():
        raise click.BadParameter(say("regulation.no_profile", written=profile, known=", ".join(profiles())))
    for path in make(folder, profile):
        click.echo(str(path))
    # Quoted for a shell: people copy the command in the text.
    click.echo(say("station.init.done", folder=shlex.quote(str(folder))), err=True)


F = TypeVar("F", bound=Callable[..., Any])


@click.group(help=say("cli.service"))
def command() -> None:
    """Do nothing by itself: the subcommands do."""


def _name(command: F) -> F:
    return click.option(
        "--name", default="broadcaster", show_default=True, metavar="NAME", help=say("cli.service_name")
    )(command)


@command.command(help=say("cli.service_install"))
@click.option("--user", metavar="NAME", help=say("cli.service_user"))
@click.option("--dry-run", is_flag=True, help=say("cli.service_dry_run"))
@_name
@click.pass_obj
def install(folder: Path, user: str | None, dry_run: bool, name: str) -> int:
    """Write the unit and start it, or show what would be written."""
    from broadcaster.upkeep.host import installation
    from broadcaster.upkeep.host import systemd as unit

    wanted = installation.describe(folder, station_of(folder).settings, user, name)
    if dry_run:
        click.echo(say("service.would_install", path=installation.UNITS / f"{name}.service"), err=True)
        click.echo(unit.text(wanted), nl=False)
        return 0
    path = installation.install(wanted, installation.systemctl)
    click.echo(say("service.installed", path=path, user=wanted.user), err=True)
    click.echo(say("service.linger", user=wanted.user), err=True)
    return 0


@command.command(help=say("cli.service_uninstall"))
@_name
def uninstall(name: str) -> int:
    """Stop it and remove its unit."""
    from broadcaster.upkeep.host import installation

    click.echo(
        say("service.uninstalled", path=installation.uninstall(name, installation.systemctl)), err=True
    )
    return 0


@command.command(help=say("cli.service_show"))
@_name
def show(name: str) -> int:
    """Print the unit's file."""
    from broadcaster.upkeep.host import installation

    click.echo(installation.installed(name).read_text(), nl=False)
    return 0


@command.command(help=say("cli.service_status"))
@output_format("text", "json")
@_name
def status(form: str, name: str) -> int:
    """Show systemd's state of the service; 1 unless it is active."""
    from broadcaster.upkeep.host import installation

    found = installation.state(name, installation.systemctl)
    active = found["ActiveState"] == "active"
    if form == "json":
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return int(not active)
    facts = {
        "active": _word(found["ActiveState"]),
        "sub": _word(found["SubState"]),
        "enabled": _word(found["UnitFileState"] or found["LoadState"]),
    }
    click.echo(say("service.state", name=name, restarts=found["NRestarts"] or "0", **facts))
    if found["ActiveEnterTimestamp"]:
        click.echo(say("service.state_since", since=found["ActiveEnterTimestamp"]))
    if found["StatusText"]:
        click.echo(say("service.state_words", words=found["StatusText"]))
    return int(not active)


def _word(code: str) -> str:
    """A systemd state as a text; rare states stay as they are."""
    key = f"service.systemd.{code}"
    return say(key) if has(key) else code
