"""The store of finished programmes on disk.

`<sound digest>.wav` and, written last, its sheet `<sound digest>.json`.

A WAV without its sheet is no programme, and one that differs from its sheet's checksum is made
again. Several processes may use one folder. The air pins what it plays by a lock on the file, which
the system releases when the process ends, however it ends.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import BinaryIO

from broadcaster.core.clock import Clock, SystemClock
from broadcaster.core.errors import StoreError
from broadcaster.core.whole_files import replacing, sha256_file, write_bytes
from broadcaster.studio.script.programme import Cue, Programme, Segment, SegmentKind

_CACHE, _STATE = "audio_cache", "state"
_NOWHERE = Path(os.devnull) / _CACHE  # nothing can lie there: an emergency is made in memory


def cache_folder(root: Path) -> Path:
    """Where the clips and programmes of a station lie: beside its files.

    Where other accounts may write there, they could put other words in the place of approved ones: then it
    lies in `state/`, which the station keeps for itself. To an account that may not look there it is as if
    there were none.
    """
    root = root.absolute()
    beside, inside = root / _CACHE, root / _STATE
    if not any(_written_by_others(folder) for folder in (root, beside)):
        return beside
    if not os.access(inside, os.X_OK):  # on a disk that takes no writes it is still the one to believe
        return beside
    # Whoever may rename `state/` may put one of their own there.
    return _NOWHERE if _written_by_others(inside) and os.geteuid() != 0 else inside / _CACHE


def _written_by_others(folder: Path) -> bool:
    """True if another account than ours and root may change what lies in a folder, or the folder's rights."""
    try:
        about = folder.stat()
    except OSError:
        return False
    return about.st_uid not in (0, os.geteuid()) or bool(about.st_mode & (stat.S_IWGRP | stat.S_IWOTH))


_FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeSheet:
    """A programme and the SHA-256 of its file."""

    programme: Programme
    sha256: str


def to_json(sheet: ProgrammeSheet) -> bytes:
    """The sheet as it lies on disk; the path is not in it, so that a cache can be moved."""
    facts = asdict(sheet.programme)
    del facts["path"]
    return json.dumps({"format": _FORMAT, "sha256": sheet.sha256, **facts}, ensure_ascii=False).encode()


def from_json(data: bytes, path: Path) -> ProgrammeSheet:
    """The sheet again, for the file at `path`. Raises ValueError: damaged, or of another format."""
    try:
        facts = json.loads(data)
        if facts.pop("format") != _FORMAT:
            raise ValueError("another format of sheet")
        checksum = str(facts.pop("sha256"))
        segments = tuple(_segment(**s) for s in facts.pop("segments"))
        cues = tuple(Cue(**c) for c in facts.pop("cues"))
        return ProgrammeSheet(
            programme=Programme(path=path, segments=segments, cues=cues, **facts), sha256=checksum
        )
    except (AttributeError, KeyError, TypeError, RecursionError) as error:
        raise ValueError("not a sheet") from error


def _segment(kind: str, start_frame: int, end_frame: int) -> Segment:
    return Segment(kind=SegmentKind(kind), start_frame=start_frame, end_frame=end_frame)


_log = logging.getLogger(__name__)

YOUNG = 3600.0
"""Seconds in which a programme that was made or asked for is never evicted."""

_KEPT = 0.9  # of the limit, after an eviction


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    digest: str
    used: float  # seconds since the epoch
    size: int  # bytes


class ProgrammeStore:
    """A folder of programmes; the least recently used are evicted when it grows too big.

    Args:
        folder: made when the first programme is put.
        limit_bytes: most that the programmes may take, pinned and young ones aside.
        young: seconds after its last use in which a programme is not evicted.
    """

    def __init__(
        self, folder: Path, limit_bytes: int, *, young: float = YOUNG, clock: Clock | None = None
    ) -> None:
        self.folder = folder
        self._limit = limit_bytes
        self._young = young
        self._clock = clock or SystemClock()
        self._verified: dict[str, tuple[int, int, int, str]] = {}
        self._pins: dict[str, tuple[BinaryIO, int]] = {}

    def path(self, digest: str) -> Path:
        """Where the file of a programme lies or would lie."""
        return self.folder / f"{digest}.wav"

    def get(self, digest: str) -> Programme | None:
        """The programme of a sound digest, whole and marked as used; None if it must be made."""
        path = self.path(digest)
        try:
            sheet = from_json(self._sheet(digest).read_bytes(), path)
            whole = sheet.programme.sound_digest == digest and self._is_whole(path, digest, sheet.sha256)
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            _log.warning("programme %s cannot be read and will be made again: %s", path, error)
            return None
        if not whole:
            _log.warning("programme %s is damaged and will be made again", path)
            return None
        self._mark(digest)
        return sheet.programme

    def facts(self, digest: str) -> Programme | None:
        """What the sheet of a sound digest says, whether its file is whole or not; None if there is none."""
        try:
            return from_json(self._sheet(digest).read_bytes(), self.path(digest)).programme
        except (OSError, ValueError):
            return None

    @property
    def full(self) -> bool:
        """True if the limit is reached: something must be evicted first."""
        return sum(entry.size for entry in self._entries()) >= self._limit

    @contextmanager
    def writing(self, digest: str) -> Iterator[Path]:
        """A draft for a programme's file; it becomes the file if the block ends without an error.

        The programme exists only after `finish`.

        Raises:
            StoreError: disk full or folder not writable; nothing half is left.
        """
        with replacing(self.path(digest), shared=True) as draft:
            yield draft

    def finish(self, programme: Programme, sha256: str) -> Programme:
        """Write the sheet beside a new file, and evict the oldest programmes over the limit.

        Raises:
            StoreError: disk full or folder not writable.
        """
        placed = replace(programme, path=self.path(programme.sound_digest))
        sheet = to_json(ProgrammeSheet(programme=placed, sha256=sha256))
        try:
            write_bytes(self._sheet(programme.sound_digest), sheet, shared=True)
        except StoreError:
            # Without its sheet the file is no programme and only fills the disk.
            with suppress(OSError):
                placed.path.unlink()
            raise
        self._mark(programme.sound_digest)
        self.trim()
        return placed

    def pin(self, digest: str) -> bool:
        """Keep a programme from eviction, by any process, until `unpin`; false if there is none.

        Pins count: each needs its own `unpin`.
        """
        file, count = self._pins.get(digest, (None, 0))
        if file is None:
            try:
                file = self.path(digest).open("rb")
            except OSError:
                return False
            fcntl.flock(file, fcntl.LOCK_SH)
        self._pins[digest] = (file, count + 1)
        return True

    def unpin(self, digest: str) -> None:
        """Take one pin away; without a pin nothing happens."""
        file, count = self._pins.pop(digest, (None, 0))
        if file is not None and count > 1:
            self._pins[digest] = (file, count - 1)
        elif file is not None:
            file.close()

    def trim(self) -> None:
        """Evict the least recently used programmes over the limit, and what broken writes left."""
        entries = sorted(self._entries(), key=lambda e: e.used)
        total = sum(e.size for e in entries)
        if total <= self._limit:
            return
        for entry in entries:
            if total <= self._limit * _KEPT:
                break
            if not self._is_young(entry.used) and self._evict(entry.digest):
                total -= entry.size

    def _sheet(self, digest: str) -> Path:
        return self.folder / f"{digest}.json"

    def _is_whole(self, path: Path, digest: str, sha256: str) -> bool:
        """Compare the checksum, once in this process until the file changes."""
        status = path.stat()
        seen = (status.st_mtime_ns, status.st_size, status.st_ino, sha256)
        if self._verified.get(digest) == seen:
            return True
        if sha256_file(path) != sha256:
            return False
        self._verified[digest] = seen
        return True

    def _mark(self, digest: str) -> None:
        """Note the use in the sheet's modification time, where the disk can be written."""
        now = self._clock.now().timestamp()
        with suppress(OSError):
            os.utime(self._sheet(digest), (now, now))

    def _is_young(self, used: float) -> bool:
        # A clock that was wrong may have left a time far in the future: such a file is not young.
        return abs(self._clock.now().timestamp() - used) < self._young

    def _entries(self) -> Iterator[_Entry]:
        for path in self._files(".wav"):
            digest = path.stem
            with suppress(OSError):
                status = path.stat()
                used = status.st_mtime
                with suppress(OSError):
                    used = self._sheet(digest).stat().st_mtime
                if path.name.startswith("."):
                    self._forget_draft(path, used)
                else:
                    yield _Entry(digest=digest, used=used, size=status.st_size)

    def _files(self, ending: str) -> list[Path]:
        try:
            return [p for p in self.folder.iterdir() if p.suffix == ending]
        except OSError:
            return []

    def _forget_draft(self, path: Path, written: float) -> None:
        """Remove a draft that a killed process left; a young one may still be being written."""
        if not self._is_young(written):
            with suppress(OSError):
                path.unlink()

    def _evict(self, digest: str) -> bool:
        """Remove a programme unless some process has pinned it."""
        path = self.path(digest)
        try:
            with path.open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                self._sheet(digest).unlink(missing_ok=True)
                path.unlink(missing_ok=True)
        except OSError:
            return False
        self._verified.pop(digest, None)
        return True
