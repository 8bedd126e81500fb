"""The console's icon in a desktop's menu and on the desktop itself."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from broadcaster import atomic
from broadcaster.lifeline import foreign
from broadcaster.service.certificate.addresses import plain_address
from broadcaster.station.model import Listen, Settings
from broadcaster.text import say

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
    drawn = files("broadcaster.console.web").joinpath("static/icon.svg").read_bytes()
    atomic.write_bytes(icon, drawn, shared=True)
    yield icon
    for folder in (data / "applications", *_desktop()):
        entry = folder / f"{NAME}.desktop"
        atomic.write_bytes(entry, text(settings, icon).encode(), shared=True)
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
