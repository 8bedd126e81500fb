"""The accepted station on disk, an archive and recordings by hash; and what changed since the one before.

    state/accepted.zip          the YAML files as they were checked, and the recordings' hashes
    state/secrets.yaml          what station.yaml asks for as `!secret`, apart from the archive
    state/recordings/<sha256>   the recordings, copied: an edit of the original changes nothing

What runs is always what is kept here, so neither a broken edit nor a recording that is just being
copied over can change what is on the air. Beside the files the archive says what its last change was,
which messages wait, and what holds until a person confirms it: all of one moment.
"""

from __future__ import annotations

import hashlib
import io
import json
import logging
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from pydantic import TypeAdapter

from broadcaster.core.clock import Clock
from broadcaster.core.confined_files import open_plain
from broadcaster.core.errors import StationError
from broadcaster.core.whole_files import replacing, sha256_file, store_error, write_bytes
from broadcaster.station.loading.loader import Loaded, load_source
from broadcaster.station.loading.secrets import FILE as SECRETS
from broadcaster.station.loading.sources import FileFault, FolderSource
from broadcaster.station.model.message import Waits
from broadcaster.station.model.names import shown, spelt_out
from broadcaster.station.model.regulation import QuietRule
from broadcaster.station.model.station import Recording, Station
from broadcaster.station.yaml.problems import BadStation, Problem
from broadcaster.station.yaml.tree import parse

_STATION = "station.yaml"
_MOST_NAMED = 40  # files, and keys of station.yaml; the digests cover the rest


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One accepted change. `what` names files: `+` new, `-` gone, and for station.yaml its keys."""

    at: datetime
    what: str
    old: str  # digest of all files and recordings, 64 hexadecimal digits; "" where nothing was accepted
    new: str


def between(
    old: Mapping[str, bytes] | None,
    new: Mapping[str, bytes],
    old_recordings: Mapping[str, str],
    new_recordings: Mapping[str, str],
    at: datetime,
    *,
    secrets: bool = False,
) -> Change | None:
    """What changed; None if nothing did.

    Args:
        old: the accepted files by name; None where nothing was accepted.
        new: the files that are accepted now.
        old_recordings: SHA-256 of the recordings by name, as accepted.
        new_recordings: the same as they are now.
        secrets: secrets.yaml has changed; it is named, and is in no digest: one could be guessed from it.
    """
    before = "" if old is None else digest(old, old_recordings)
    after = digest(new, new_recordings)
    if before == after and not secrets:
        return None
    named = [
        *([SECRETS] if secrets else []),
        *_files(old or {}, new),
        *_recordings(old_recordings, new_recordings),
    ]
    more = [f"… +{len(named) - _MOST_NAMED}"] if len(named) > _MOST_NAMED else []
    return Change(at=at, what=", ".join([*named[:_MOST_NAMED], *more]), old=before, new=after)


def digest(files: Mapping[str, bytes], recordings: Mapping[str, str]) -> str:
    """One digest of all files and recordings."""
    lines = [f"{name}\0{hashlib.sha256(raw).hexdigest()}" for name, raw in files.items()]
    lines += [f"{name}\0{sha}" for name, sha in recordings.items()]
    return hashlib.sha256("\n".join(sorted(lines)).encode("utf-8", "surrogateescape")).hexdigest()


def _files(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> Iterator[str]:
    for name in sorted({*old, *new}, key=lambda each: (each != _STATION, each)):
        if name not in old or name not in new:
            yield f"{'+' if name in new else '-'}{spelt_out(name)}"
        elif old[name] != new[name]:
            keys = _keys(old[name], new[name]) if name == _STATION else ""
            yield f"{spelt_out(name)} ({keys})" if keys else spelt_out(name)


def _recordings(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[str]:
    for name in sorted({*old, *new}):
        if old.get(name) != new.get(name):
            sign = "" if name in old and name in new else "+" if name in new else "-"
            yield f"{sign}{spelt_out(name)}"


def _keys(old: bytes, new: bytes) -> str:
    """The top keys of a file whose values differ; never the values: there are passwords among them."""
    trees = [parse(_STATION, raw)[0] for raw in (old, new)]
    data = [tree.data if tree is not None and isinstance(tree.data, dict) else {} for tree in trees]
    names = sorted({str(key) for part in data for key in part})
    return ", ".join([shown(n) for n in names if data[0].get(n) != data[1].get(n)][:_MOST_NAMED])


log = logging.getLogger(__name__)

ARCHIVE = "accepted.zip"
_SHELF = "recordings"
_LIST = "recordings.json"  # in the archive: written name → file name on the shelf
_ABOUT = "accepted.json"  # in the archive: see `ArchiveNote`
_EPOCH = (1980, 1, 1, 0, 0, 0)  # one date for all entries: same files, same bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveNote:
    """What an archive says beside its files."""

    change: Change | None = None  # the last one
    waiting: Mapping[str, Waits] = field(default_factory=dict)
    rule: QuietRule | None = None  # the quiet hours and the zone that held when it was accepted
    keys: Mapping[str, str] | None = None  # what else held, see `station/rules/loosening.py`; sealed


_SHAPE = TypeAdapter(ArchiveNote)


def keep(loaded: Loaded, state: Path, about: ArchiveNote | None = None) -> Station:
    """Make a station that was read without errors the accepted one.

    Args:
        about: what the archive is to say beside the files.

    Returns:
        The same station with its recordings on the shelf: this is the one to run.

    Raises:
        BadStation: it has errors.
        StationError: a recording changed since it was read.
        StoreError: `state` cannot be written; the station accepted before is still whole.
    """
    station = loaded.station
    if station is None:
        raise BadStation(loaded.problems)
    shelf = state / _SHELF
    kept = {name: shelve(recording, shelf) for name, recording in station.recordings.items()}
    shelved = {name: recording.path.name for name, recording in kept.items()}
    about = about or ArchiveNote(waiting=loaded.waiting)
    _keep_apart(state / SECRETS, loaded.secrets)
    _write(state / ARCHIVE, archive(loaded.files, shelved, about))
    _clear(shelf, set(shelved.values()))
    return replace(station, recordings=MappingProxyType(kept))


def opened(state: Path, root: Path) -> ArchiveSource | None:
    """The files of the accepted station; None where there are none, or where the archive is damaged."""
    try:
        return ArchiveSource.open(state / ARCHIVE, root.absolute(), state / _SHELF)
    except FileNotFoundError:
        return None
    except Exception:
        # `reload` reports it.
        log.exception("%s is damaged", state / ARCHIVE)
        return None


def reload(state: Path, root: Path | None = None, *, clock: Clock | None = None) -> Loaded | None:
    """Read the accepted station again.

    Args:
        state: the folder given to `keep`.
        root: the station folder, for `Station.root`; by default the folder that holds `state`.

    Returns:
        What came of it, or None if no station has been accepted yet. A damaged archive or
        recording is a problem like any other.
    """
    path = state / ARCHIVE
    try:
        source = ArchiveSource.open(path, (root or state.parent).absolute(), state / _SHELF)
    except FileNotFoundError:
        return None
    except Exception:
        # zipfile and zlib answer junk with many kinds of error, a list nested without end with another.
        log.exception("%s is damaged", path)
        problem = Problem(file=ARCHIVE, line=1, column=1, code="station.accepted_damaged")
        return Loaded(station=None, problems=(problem,))
    return load_source(source, clock=clock, waiting=source.about.waiting)


@dataclass(frozen=True, slots=True)
class ArchiveSource:
    """The files of an archive, with recordings from the shelf: a `Source`."""

    root: Path
    files: Mapping[str, bytes]
    shelved: Mapping[str, str]
    shelf: Path
    about: ArchiveNote

    @property
    def digests(self) -> dict[str, str]:
        """SHA-256 of each recording by its written name."""
        return {name: file.partition(".")[0] for name, file in self.shelved.items()}

    @property
    def secrets(self) -> bytes:
        """What station.yaml asked for as `!secret` when it was accepted; none where it cannot be read."""
        try:
            return self.read(SECRETS)
        except FileFault:
            return b""

    @classmethod
    def open(cls, path: Path, root: Path, shelf: Path) -> ArchiveSource:
        """Read the whole archive; its own checksums are verified."""
        return cls.of(path.read_bytes(), root, shelf)

    @classmethod
    def of(cls, raw: bytes, root: Path, shelf: Path) -> ArchiveSource:
        """The files of an archive that was read."""
        with zipfile.ZipFile(io.BytesIO(raw)) as read:
            files = {name: read.read(name) for name in read.namelist()}
        shelved = json.loads(files.pop(_LIST))
        about = _SHAPE.validate_json(files.pop(_ABOUT))
        names = {str(name): PurePosixPath(file).name for name, file in shelved.items()}
        return cls(root, files, names, shelf, about)

    def names(self) -> list[str]:
        """See `Source.names`."""
        return sorted(self.files)

    def read(self, name: str) -> bytes:
        """See `Source.read`."""
        if name == SECRETS:
            return FolderSource(self.shelf.parent).read(name)
        return self.files[name]

    def recording(self, name: str) -> Recording:
        """See `Source.recording`; the bytes are verified against the hash they are kept by."""
        path = self.shelf / self.shelved.get(name, "")
        try:
            digest = sha256_file(path)
        except OSError as error:
            raise FileFault("station.kept_damaged", written=name) from error
        if digest != path.name.partition(".")[0]:
            raise FileFault("station.kept_damaged", written=name)
        return Recording(name=name, path=path, sha256=digest)

    def strays(self) -> list[str]:
        """See `Source.strays`; an archive has no links."""
        return []


def archive(files: Mapping[str, bytes], shelved: Mapping[str, str], about: ArchiveNote) -> bytes:
    """An archive whose bytes depend on what is in it alone."""
    ordered = replace(about, waiting=dict(sorted(about.waiting.items())))
    listed = json.dumps(shelved, ensure_ascii=False, sort_keys=True).encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as made:
        for name, raw in sorted({**files, _LIST: listed, _ABOUT: _SHAPE.dump_json(ordered)}.items()):
            made.writestr(zipfile.ZipInfo(name, _EPOCH), raw)
    return packed.getvalue()


def _keep_apart(path: Path, secrets: bytes) -> None:
    """Keep what station.yaml asks for as `!secret`: an archive is copied and sent, this file is not."""
    if secrets:
        _write(path, secrets)
        return
    try:
        if path.exists():  # a disk that is read-only refuses even to remove what is not there
            path.unlink(missing_ok=True)
    except OSError as error:
        raise store_error(path, error) from error


def _write(path: Path, archive: bytes) -> None:
    """Write the archive unless it is there: a start must not depend on a disk that is full or read-only."""
    try:
        same = path.read_bytes() == archive
    except OSError:
        same = False
    if not same:
        write_bytes(path, archive, durable=True)


def shelve(recording: Recording, shelf: Path) -> Recording:
    """Copy a recording to the shelf unless it is there; the same with its copy.

    A copy, not a hard link: a program that writes into the original would change a link too.
    """
    # Decoders look at the ending; nothing else of the written name is kept.
    target = shelf / f"{recording.sha256}{PurePosixPath(recording.name).suffix.lower()}"
    if not target.exists():
        with replacing(target, durable=True) as draft:
            with open_plain(recording.path) as source, draft.open("wb") as copy:
                shutil.copyfileobj(source, copy)
            if sha256_file(draft) != recording.sha256:
                raise StationError("station.recording_changed", written=recording.name)
    return replace(recording, path=target)


def _clear(shelf: Path, used: set[str]) -> None:
    """Drop recordings that the accepted station does not play."""
    if not shelf.is_dir():
        return
    for path in shelf.iterdir():
        if path.name not in used:
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                raise store_error(path, error) from error
