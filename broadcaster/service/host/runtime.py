"""The folder of a station below /run, which systemd makes for its service."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

ROOM = "broadcaster"
RUNTIME = Path("/run") / ROOM
"""Where each station that is a service has a folder (`RuntimeDirectory=` of its unit)."""


def station_id(folder: Path) -> str:
    """The name of the folder of the station in `folder`."""
    return sha256(str(folder.resolve()).encode()).hexdigest()[:16]
