"""`broadcaster console certificate|show|desktop`: the web console's certificate, its addresses, its icon."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from broadcaster.cli.terminal.options import output_format
from broadcaster.cli.terminal.paths import OUTPUT
from broadcaster.text import say

if TYPE_CHECKING:
    from broadcaster.service.certificate.file import Certificate
    from broadcaster.station.model import Settings


@click.group(help=say("cli.console"))
def command() -> None:
    """Do nothing by itself: the subcommands do."""


@command.command(help=say("certificate.help.make"))
@click.option("--name", "names", multiple=True, metavar="NAME|IP", help=say("certificate.help.name"))
@click.option("--yes", is_flag=True, help=say("certificate.help.yes"))
@click.pass_obj
def certificate(folder: Path, names: tuple[str, ...], yes: bool) -> int:
    """Make a certificate, or a new one in the place of an older one."""
    from broadcaster.cli.asking.files import station_of
    from broadcaster.clock import SystemClock
    from broadcaster.service.certificate import making
    from broadcaster.service.certificate.names import LOOPBACK, checked, own_names

    settings, now = station_of(folder).settings, SystemClock().now()
    wanted = checked((*names, *own_names(), *LOOPBACK))
    if not yes and _is_good(folder, now) and not _agreed():
        return 1
    making.make(folder / "state", wanted, settings.name, now)
    click.echo(say("certificate.made", names=", ".join(wanted)), err=True)
    return _show(folder, settings)


@command.command(help=say("certificate.help.show"))
@click.option(
    "-o",
    "--output",
    type=OUTPUT,
    metavar="FILE",
    help=say("certificate.help.output"),
)
@output_format("text", "json")
@click.pass_obj
def show(folder: Path, output: Path | None, form: str) -> int:
    """Show the addresses, and what a telephone needs; write the authority's certificate to a file."""
    from broadcaster import atomic
    from broadcaster.cli.asking.files import station_of
    from broadcaster.service.certificate.file import CertificateFile

    settings = station_of(folder).settings
    if form == "json":
        click.echo(json.dumps(_as_json(folder, settings), ensure_ascii=False, indent=2))
        return 0
    found = CertificateFile(folder / "state").certificate()
    if output is not None and found is not None:
        atomic.write_bytes(output, found.authority, shared=True)
        click.echo(say("certificate.written", path=output), err=True)
    return _show(folder, settings)


@command.command(help=say("console.help.desktop"))
@click.pass_obj
def desktop(folder: Path) -> int:
    """Put an icon of the console into the menu and onto the desktop of whoever runs this."""
    from broadcaster.cli.asking.files import station_of
    from broadcaster.cli.upkeep.desktop_entry import install

    for path in install(station_of(folder).settings):
        click.echo(say("console.icon_written", path=path), err=True)
    return 0


def _is_good(folder: Path, now: object) -> bool:
    """True if there is a certificate that holds for a long time yet."""
    from datetime import datetime

    from broadcaster.service.certificate.file import CertificateFile

    kept = CertificateFile(folder / "state").known
    return kept is not None and isinstance(now, datetime) and not kept.ends_soon(now)


def _agreed() -> bool:
    """Ask before every device must trust a new certificate; without a terminal nobody can be asked."""
    from broadcaster.cli.terminal.yes import agreed

    if not sys.stdin.isatty():
        click.echo(say("certificate.say_yes"), err=True)
        return False
    return agreed(say("certificate.replace"))


def _show(folder: Path, settings: Settings) -> int:
    from broadcaster.people.credentials import qr
    from broadcaster.service.certificate.addresses import network_addresses, plain_address
    from broadcaster.service.certificate.file import CertificateFile

    at = settings.console.listen
    kept = CertificateFile(folder / "state").certificate()
    if kept is None:
        click.echo(say("console.address", addresses=plain_address(at)) if at.local else _closed(settings))
        click.echo(say("certificate.none"), err=True)
        return 0
    click.echo(say("certificate.until", until=_day(kept, settings)))
    click.echo(say("certificate.fingerprint", fingerprint=kept.fingerprint))
    if at.local:
        click.echo(say("certificate.open_it"), err=True)
        return 0
    addresses = network_addresses(at, kept)
    click.echo(say("console.address", addresses=", ".join(addresses)))
    if addresses:
        click.echo(qr.drawn(f"{addresses[0]}/certificate"))
        click.echo(say("certificate.scan"), err=True)
    return 0


def _closed(settings: Settings) -> str:
    at = settings.console.listen
    return say("console.needs_tls", host=at.host, port=at.port)


def _as_json(folder: Path, settings: Settings) -> dict[str, object]:
    from broadcaster.service.certificate.addresses import network_addresses, plain_address
    from broadcaster.service.certificate.file import CertificateFile

    at, kept = settings.console.listen, CertificateFile(folder / "state").certificate()
    addresses = (plain_address(at),) if at.local else () if kept is None else network_addresses(at, kept)
    return {
        "addresses": addresses,
        "names": () if kept is None else kept.names,
        "until": None if kept is None else kept.until.astimezone(settings.timezone).isoformat(),
        "fingerprint": None if kept is None else kept.fingerprint,
    }


def _day(kept: Certificate, settings: Settings) -> str:
    return f"{kept.until.astimezone(settings.timezone):%d/%m/%Y}"
