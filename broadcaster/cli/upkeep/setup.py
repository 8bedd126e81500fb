"""`broadcaster init`: a new station folder; `service`: the station as a service that starts at boot."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import click

from broadcaster.core.clock import SystemClock
from broadcaster.core.text.catalogue import has, say
from broadcaster.core.whole_files import write_bytes
from broadcaster.upkeep.certificate import issuer
from broadcaster.upkeep.certificate.names import LOOPBACK, checked, own_names
from broadcaster.upkeep.host import installation
from broadcaster.upkeep.host import systemd as unit
from broadcaster.upkeep.host.first_start import begin

NETWORK = "0.0.0.0:8443"
"""Where the console of a first start is for other computers; the box's own screen has its own address."""


def init(_station: Path, folder: Path, profile: str | None, first_start: bool) -> int:
    """Create the folder and list its files."""
    from broadcaster.station.editing.scaffold import make, profiles  # brings what reads a station

    if profile is not None and profile not in profiles():
        raise click.BadParameter(say("regulation.no_profile", written=profile, known=", ".join(profiles())))
    for path in make(folder, profile):
        click.echo(str(path))
    if first_start:
        _open_to_the_network(folder)
        begin(folder / "state")
    # Quoted for a shell: people copy the command in the text.
    click.echo(say("station.init.done", folder=shlex.quote(str(folder))), err=True)
    return 0


def _open_to_the_network(folder: Path) -> None:
    """Let a browser of another computer come in, encrypted: a box may have no screen."""
    path, names = folder / "station.yaml", checked((*own_names(), *LOOPBACK))
    write_bytes(path, f"{path.read_text('utf-8')}\nconsole: {{listen: '{NETWORK}'}}\n".encode(), shared=True)
    issuer.make(folder / "state", names, names[0], SystemClock().now())


def install(folder: Path, user: str | None, dry_run: bool, name: str) -> int:
    """Write the unit and start it, or show what would be written."""
    from broadcaster.cli.asking.station_files import station_of

    wanted = installation.describe(folder, station_of(folder).settings, user, name)
    if dry_run:
        click.echo(say("service.would_install", path=installation.UNITS / f"{name}.service"), err=True)
        click.echo(unit.text(wanted), nl=False)
        return 0
    path = installation.install(wanted, installation.systemctl)
    click.echo(say("service.installed", path=path, user=wanted.user), err=True)
    click.echo(say("service.linger", user=wanted.user), err=True)
    return 0


def uninstall(_station: Path, name: str) -> int:
    """Stop it and remove its unit."""
    click.echo(
        say("service.uninstalled", path=installation.uninstall(name, installation.systemctl)), err=True
    )
    return 0


def show(_station: Path, name: str) -> int:
    """Print the unit's file."""
    click.echo(installation.installed(name).read_text(), nl=False)
    return 0


def status(_station: Path, form: str, name: str) -> int:
    """Show systemd's state of the service; 1 unless it is active."""
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
