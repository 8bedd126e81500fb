"""A new station folder: the commented sample that officers start from."""

from __future__ import annotations

from importlib.resources import as_file, files
from pathlib import Path

from broadcaster.atomic import store_error, write_bytes
from broadcaster.errors import StationError
from broadcaster.station.editing.commented import commented_station

_FOLDERS = ("messages", "schedules", "recordings")


_PROFILES = "profiles"
_ENDING = ".yaml"


def profiles() -> dict[str, str]:
    """The regulations that are shipped, by name: files regulation.yaml with their sources."""
    found = files("broadcaster.station").joinpath(_PROFILES).iterdir()
    return {
        one.name.removesuffix(_ENDING): one.read_text("utf-8") for one in sorted(found, key=lambda f: f.name)
    }


def make(folder: Path, profile: str | None = None) -> list[Path]:
    """Make a station in `folder`.

    Args:
        folder: must be absent or empty.
        profile: the shipped regulation that becomes its regulation.yaml.

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
    if profile is not None:
        made.append(folder / "regulation.yaml")
        write_bytes(made[-1], profiles()[profile].encode(), shared=True)
    return sorted(made)
