"""A new station folder: the commented sample that officers start from."""

from __future__ import annotations

from importlib.resources import as_file, files
from pathlib import Path

from broadcaster.atomic import store_error, write_bytes
from broadcaster.errors import StationError
from broadcaster.station.editing.commented import commented_station

_FOLDERS = ("messages", "schedules", "recordings")


def make(folder: Path) -> list[Path]:
    """Make a station in `folder`.

    Args:
        folder: must be absent or empty.

    Returns:
        The files made.

    Raises:
        StationError: the folder holds something already.
        StoreError: it cannot be written.
    """
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise StationError("station.init.not_empty", folder=str(folder))
        for name in _FOLDERS:
            (folder / name).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise store_error(folder, error) from error
    made = [folder / "station.yaml"]
    write_bytes(made[0], commented_station().encode(), shared=True)
    with as_file(files("broadcaster.station") / "template") as template:
        for sample in sorted(template.rglob("*")):
            if sample.is_file():
                made.append(folder / sample.relative_to(template))
                write_bytes(made[-1], sample.read_bytes(), shared=True)
    return sorted(made)
