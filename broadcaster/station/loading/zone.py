"""A station's time zone alone: a log of years is shown in a moment, even while other files are broken."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from broadcaster.beneath import open_file
from broadcaster.station.model import Settings
from broadcaster.station.yaml.tree import parse

_STATION = "station.yaml"


def zone_of(folder: Path) -> ZoneInfo | None:
    """The zone that `station.yaml` names, or the default one; None where the file cannot be understood."""
    try:
        with open_file(folder, _STATION) as file:
            root, problems = parse(_STATION, file.read())
    except OSError:
        return None
    if root is None or problems or not isinstance(root.data, dict):
        return None
    written = root.data.get("timezone")
    if written is None:
        return Settings(name="").timezone
    try:
        return ZoneInfo(str(written))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
