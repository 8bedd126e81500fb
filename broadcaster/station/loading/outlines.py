"""The file that draws the ward: what it says is a part of station.yaml, and is kept by its digest."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

from broadcaster.core.confined_files import open_file
from broadcaster.core.whole_files import make_folder, store_error, write_bytes
from broadcaster.station.model.settings import Settings
from broadcaster.station.model.sound import StationPlace

FOLDER = "outlines"
"""In the station's own folder `state/`: what holds, and what waits for a yes, each by its SHA-256."""
_LARGEST = 5_000_000  # bytes


def with_outline(settings: Settings, root: Path) -> Settings:
    """The same with the digest of the outline that station.yaml names."""
    place = settings.place
    if not place.outline:
        return settings
    try:
        drawn = _digest(_read(root, place.outline))
    except OSError:
        drawn = ""  # whoever needs it tells
    return replace(settings, place=replace(place, drawn=drawn))


def outline_of(place: StationPlace, folder: Path) -> bytes:
    """What draws the ward, as it holds: kept, or the file itself while it is still the same.

    Raises:
        OSError: it is not there any more.
    """
    for root, name in ((folder / "state" / FOLDER, place.drawn), (folder, place.outline)):
        try:
            raw = _read(root, name)
        except OSError:
            continue
        if _digest(raw) == place.drawn:
            return raw
    raise FileNotFoundError(place.outline)


def keep_outline(place: StationPlace, root: Path, state: Path) -> None:
    """Keep what draws the ward, unless the file has changed since it was read.

    Raises:
        StoreError: the disk does not take it.
    """
    path = state / FOLDER / place.drawn
    if not place.drawn or path.exists():
        return
    try:
        raw = _read(root, place.outline)
    except OSError:
        return
    if _digest(raw) != place.drawn or not _draws(raw):
        return
    make_folder(path.parent)
    write_bytes(path, raw, durable=True)


def clear_outlines(state: Path, *places: StationPlace) -> None:
    """Drop what none of these places is drawn by.

    Raises:
        StoreError: the disk does not take it.
    """
    used = {one.drawn for one in places}
    try:
        for path in (state / FOLDER).iterdir():
            if path.name not in used:
                path.unlink(missing_ok=True)
    except FileNotFoundError:
        return
    except OSError as error:
        raise store_error(state / FOLDER, error) from error


def _read(root: Path, name: str) -> bytes:
    with open_file(root, name) as file:
        raw = file.read(_LARGEST + 1)
    if len(raw) > _LARGEST:
        raise OSError(name)
    return raw


def _draws(raw: bytes) -> bool:
    """False for what is no GeoJSON: nobody has another file kept, and sent with a backup, under this name."""
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict) and "type" in found


def _digest(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()
