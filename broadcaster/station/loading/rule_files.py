"""Files that are a part of the station's rules: what they say is kept by its digest, and holds once accepted.

They are the file that draws the ward, and the template by which alerts are told.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from broadcaster.core.confined_files import open_file
from broadcaster.core.whole_files import make_folder, store_error, write_bytes
from broadcaster.station.forms.alert_template import alert_template
from broadcaster.station.model.settings import Settings
from broadcaster.station.model.sound import StationPlace
from broadcaster.station.yaml.problems import Problem

FOLDER = "outlines"
"""In the station's own folder `state/`: what holds, and what waits for a yes, each by its SHA-256."""
TEMPLATE = "templates/alerts/alert.yaml"
_LARGEST = 5_000_000  # bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFile:
    """A file of the station's folder, and what it said when it was read."""

    name: str
    digest: str  # SHA-256; "": there is none, or it cannot be read
    is_sound: Callable[[bytes], bool]  # nobody has another file kept, and sent with a backup, under this name


def outline_file(place: StationPlace) -> RuleFile:
    """What draws the ward, as GeoJSON."""
    return RuleFile(name=place.outline, digest=place.drawn, is_sound=_draws)


def template_file(settings: Settings) -> RuleFile:
    """The ward's own template of alerts."""
    return RuleFile(name=TEMPLATE, digest=settings.alert_words, is_sound=_tells)


def with_digests(settings: Settings, root: Path) -> Settings:
    """The same with the digests of the files as they are now; of a template with a fault there is none."""
    place = settings.place
    if place.outline:
        place = replace(place, drawn=_digest_of(root, place.outline, lambda _: True))  # who needs it tells
    return replace(settings, place=place, alert_words=_digest_of(root, TEMPLATE, _tells))


def template_problems(root: Path) -> list[Problem]:
    """What is wrong with the ward's own template of alerts, if it has one."""
    try:
        return alert_template(TEMPLATE, _read(root, TEMPLATE))[1]
    except OSError:
        return []


def text_of(one: RuleFile, folder: Path) -> bytes:
    """What a file says, as it holds: kept, or the file itself while it is still the same.

    Raises:
        OSError: it is not there any more.
    """
    for root, name in ((folder / "state" / FOLDER, one.digest), (folder, one.name)):
        try:
            raw = _read(root, name)
        except OSError:
            continue
        if _digest(raw) == one.digest:
            return raw
    raise FileNotFoundError(one.name)


def keep_rule_files(settings: Settings, root: Path, state: Path) -> None:
    """Keep what the files say, unless one has changed since it was read.

    Raises:
        StoreError: the disk does not take it.
    """
    for one in _files(settings):
        path = state / FOLDER / one.digest
        if not one.digest or path.exists():
            continue
        try:
            raw = _read(root, one.name)
        except OSError:
            continue
        if _digest(raw) == one.digest and one.is_sound(raw):
            make_folder(path.parent)
            write_bytes(path, raw, durable=True)


def clear_rule_files(state: Path, *held: Settings) -> None:
    """Drop what none of these settings rests on. Raises StoreError: the disk does not take it."""
    used = {file.digest for one in held for file in _files(one)}
    try:
        for path in (state / FOLDER).iterdir():
            if path.name not in used:
                path.unlink(missing_ok=True)
    except FileNotFoundError:
        return
    except OSError as error:
        raise store_error(state / FOLDER, error) from error


def _files(settings: Settings) -> tuple[RuleFile, ...]:
    return outline_file(settings.place), template_file(settings)


def _digest_of(root: Path, name: str, is_sound: Callable[[bytes], bool]) -> str:
    try:
        raw = _read(root, name)
    except OSError:
        return ""
    return _digest(raw) if is_sound(raw) else ""


def _read(root: Path, name: str) -> bytes:
    with open_file(root, name) as file:
        raw = file.read(_LARGEST + 1)
    if len(raw) > _LARGEST:
        raise OSError(name)
    return raw


def _draws(raw: bytes) -> bool:
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict) and "type" in found


def _tells(raw: bytes) -> bool:
    return alert_template(TEMPLATE, raw)[0] is not None


def _digest(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()
