"""`broadcaster console certificate|show|desktop`.

The web console's certificate, its addresses, its icon on the desktop.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from importlib.resources import files
from pathlib import Path

import click

from broadcaster.cli.asking.station_files import station_of
from broadcaster.cli.terminal.options import agreed
from broadcaster.core import whole_files
from broadcaster.core.child_processes import foreign
from broadcaster.core.clock import SystemClock
from broadcaster.core.text.catalogue import say
from broadcaster.people.sign_in import qr
from broadcaster.station.model.office import Listen
from broadcaster.station.model.settings import Settings
from broadcaster.upkeep.certificate.addresses import network_addresses, plain_address
from broadcaster.upkeep.certificate.file import Certificate, CertificateFile
from broadcaster.upkeep.certificate.names import LOOPBACK, checked, own_names

NAME = "broadcaster"
_ENTRY = """\
[Desktop Entry]
Type=Application
Name={name}
Comment={comment}
Exec=xdg-open {address}
Icon={icon}
Terminal=false
Categories=AudioVideo;Audio;
"""


def install(settings: Settings) -> Iterator[Path]:
    """Write the icon and the entries, in place of older ones; gives the path of each.

    The address is that of the station's own screen. The entry on the desktop may be opened by a double click.

    Raises:
        StoreError: the disk does not take it.
    """
    data = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    icon = data / "icons" / "hicolor" / "scalable" / "apps" / f"{NAME}.svg"
    drawn = files("broadcaster.web").joinpath("static/icon.svg").read_bytes()
    whole_files.write_bytes(icon, drawn, shared=True)
    yield icon
    for folder in (data / "applications", *_desktop()):
        entry = folder / f"{NAME}.desktop"
        whole_files.write_bytes(entry, text(settings, icon).encode(), shared=True)
        entry.chmod(0o755)
        yield entry


def text(settings: Settings, icon: Path) -> str:
    """The entry's file."""
    at = settings.console.listen
    return _ENTRY.format(
        name=_line(settings.name),
        comment=_line(say("console.icon_comment")),
        address=plain_address(at if at.local else Listen()),
        icon=icon,
    )


def _line(text: str) -> str:
    """A value of an entry: a backslash begins a sign, and a line ends the value."""
    return " ".join(text.split()).replace("\\", "\\\\")


def _desktop() -> Iterator[Path]:
    """The folder of the desktop, if there is one."""
    program = shutil.which("xdg-user-dir")
    if program is None:
        return
    done = subprocess.run(
        foreign([program, "DESKTOP"]), check=False, capture_output=True, text=True, timeout=5
    )
    found = done.stdout.strip()
    if found and Path(found) != Path.home() and Path(found).is_dir():
        yield Path(found)


def certificate(folder: Path, names: tuple[str, ...], yes: bool) -> int:
    """Make a certificate, or a new one in the place of an older one."""
    settings, now = station_of(folder).settings, SystemClock().now()
    wanted = checked((*names, *own_names(), *LOOPBACK))
    if not yes and _is_good(folder, now) and not _agreed():
        return 1
    from broadcaster.upkeep.certificate import issuer

    issuer.make(folder / "state", wanted, settings.name, now)
    click.echo(say("certificate.made", names=", ".join(wanted)), err=True)
    return _show(folder, settings)


def show(folder: Path, output: Path | None, form: str) -> int:
    """Show the addresses, and what a telephone needs; write the authority's certificate to a file."""
    settings = station_of(folder).settings
    if form == "json":
        click.echo(json.dumps(_as_json(folder, settings), ensure_ascii=False, indent=2))
        return 0
    found = CertificateFile(folder / "state").certificate()
    if output is not None and found is not None:
        whole_files.write_bytes(output, found.authority, shared=True)
        click.echo(say("certificate.written", path=output), err=True)
    return _show(folder, settings)


def desktop(folder: Path) -> int:
    """Put an icon of the console into the menu and onto the desktop of whoever runs this."""
    for path in install(station_of(folder).settings):
        click.echo(say("console.icon_written", path=path), err=True)
    return 0


def _is_good(folder: Path, now: object) -> bool:
    """True if there is a certificate that holds for a long time yet."""
    kept = CertificateFile(folder / "state").known
    return kept is not None and isinstance(now, datetime) and not kept.ends_soon(now)


def _agreed() -> bool:
    """Ask before every device must trust a new certificate; without a terminal nobody can be asked."""
    if not sys.stdin.isatty():
        click.echo(say("certificate.say_yes"), err=True)
        return False
    return agreed(say("certificate.replace"))


def _show(folder: Path, settings: Settings) -> int:
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
