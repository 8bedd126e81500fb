"""Clips kept on disk by all that shaped their sound, and the clips of one message in order.

A clip lies at `ab/abcd….wav`, named by its key. The file is an ordinary WAV with one more chunk
at its end, `csum`: the SHA-256 of the key and all bytes before it. So a file that was damaged, cut
off or renamed to another key is never used; it is removed and the clip is made again.

The sentences of 45 minutes take 110 MB. Whoever mixes them needs one at a time.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import struct
import tempfile
import weakref
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import astuple, dataclass
from functools import partial
from pathlib import Path
from typing import overload

from broadcaster.core.whole_files import write_bytes
from broadcaster.speech.model import Clip, EngineIdentity
from broadcaster.speech.samples import VERSION

_HEADER = struct.Struct("<4sI4s4sIHHIIHH4sI")
_SUM_HEAD = struct.pack("<4sI", b"csum", 32)
_SUM = len(_SUM_HEAD) + 32
_KEPT = 0.9  # share of the limit left after an eviction, so that not every put needs one
_UNSEEN = 0.1  # share of the limit written before the folder is measured again
_MOST_HELD = 64  # clips in memory: some 15 MB
_log = logging.getLogger(__name__)


def key(identity: EngineIdentity, words: str) -> str:
    """The clip's name: SHA-256 over engine, version, voice, rate, settings, words and edges."""
    facts = [*astuple(identity), words, VERSION]
    text = json.dumps(facts, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    """A clip that was read and verified, with size and time of its file."""

    clip: Clip
    size: int
    changed: int  # nanoseconds

    def is_of(self, status: os.stat_result) -> bool:
        return (self.size, self.changed) == (status.st_size, status.st_mtime_ns)


class ClipStore:
    """A folder of clips; the least recently used are removed when it grows too big.

    Several processes may share the folder: files appear whole and names identify them, so in the worst
    race a clip is made twice. Each process counts what it writes, and measures the whole folder only
    when the limit may be near or after a tenth of the limit. With n processes the folder stays under
    `limit_bytes` × (1 + (n − 1) / 10).

    Args:
        folder: made when the first clip is put.
        limit_bytes: most that the clips may take.
    """

    def __init__(self, folder: Path, limit_bytes: int) -> None:
        self.folder = folder
        self._limit = limit_bytes
        self._total: int | None = None  # bytes in the folder, as last known
        self._written = 0  # bytes written since it was measured
        self._held: dict[str, _Held] = {}  # by the clip's name, the one used last at the end

    def get(self, identity: EngineIdentity, words: str) -> Clip | None:
        """The clip, marked as used now; None if there is none or it is damaged."""
        name = key(identity, words)
        path = self._path(name)
        try:
            status = path.stat()
            held = self._held.get(name)
            if held is not None and held.is_of(status):
                clip: Clip | None = held.clip
            else:
                clip = _unpack(name, path.read_bytes())
        except OSError:
            return None
        if clip is None:
            _log.warning("removing a damaged clip: %s", path)
            with suppress(OSError):
                path.unlink()
            return None
        # On a read-only disk clips can still be used, only not marked.
        with suppress(OSError):
            os.utime(path)
            status = path.stat()
        self._hold(name, _Held(clip=clip, size=status.st_size, changed=status.st_mtime_ns))
        return clip

    def has(self, identity: EngineIdentity, words: str) -> bool:
        """True if `get` would give a clip."""
        return self.get(identity, words) is not None

    def put(self, identity: EngineIdentity, words: str, clip: Clip) -> None:
        """Keep a clip; one that alone is bigger than the limit is not kept.

        Raises:
            StoreError: the disk is full or the folder cannot be written; the clip itself can be used.
        """
        name = key(identity, words)
        data = _pack(name, clip)
        if len(data) > self._limit:
            return
        self._make_room(len(data))
        write_bytes(self._path(name), data, shared=True)
        self._total = (self._total or 0) + len(data)
        self._written += len(data)

    def trim(self) -> None:
        """Evict the least recently used clips over the limit, whichever process wrote them."""
        self._total = None
        self._make_room(0)

    def _hold(self, name: str, held: _Held) -> None:
        """Remember a verified clip: while a message is edited its sentences are read again and again."""
        self._held.pop(name, None)
        self._held[name] = held
        while len(self._held) > _MOST_HELD:
            del self._held[next(iter(self._held))]

    def _path(self, name: str) -> Path:
        return self.folder / name[:2] / f"{name}.wav"

    def _make_room(self, size: int) -> None:
        known = self._total is not None and self._written + size <= self._limit * _UNSEEN
        if known and (self._total or 0) + size <= self._limit:
            return
        # Drafts that a killed process left are files like all others: they are removed when they are old.
        files = sorted(_files(self.folder))
        total = sum(length for _, _, length in files)
        if total + size > self._limit:
            for _, path, length in files:
                if total + size <= self._limit * _KEPT:
                    break
                with suppress(OSError):
                    path.unlink(missing_ok=True)
                    total -= length
        self._total = total
        self._written = 0


def _files(folder: Path) -> list[tuple[int, Path, int]]:
    """Modification time, path and size of every file in the two levels."""
    found: list[tuple[int, Path, int]] = []
    # Another process may remove a file or a folder meanwhile.
    with suppress(OSError):
        for shelf in folder.iterdir():
            with suppress(OSError):
                for path in shelf.iterdir():
                    with suppress(OSError):
                        status = path.stat()
                        found.append((status.st_mtime_ns, path, status.st_size))
    return found


def _head(samples: int, rate: int) -> bytes:
    riff = _HEADER.size - 8 + samples + _SUM
    return _HEADER.pack(b"RIFF", riff, b"WAVE", b"fmt ", 16, 1, 1, rate, rate * 2, 2, 16, b"data", samples)


def _pack(name: str, clip: Clip) -> bytes:
    body = _head(len(clip.samples), clip.rate) + clip.samples
    return body + _seal(name, body)


def _unpack(name: str, data: bytes) -> Clip | None:
    body, seal = data[:-_SUM], data[-_SUM:]
    if len(body) < _HEADER.size or seal != _seal(name, body):
        return None
    rate = _HEADER.unpack_from(body)[7]
    return Clip(samples=body[_HEADER.size :], rate=rate)


def _seal(name: str, body: bytes) -> bytes:
    digest = hashlib.sha256(name.encode())
    digest.update(body)
    return _SUM_HEAD + digest.digest()


_IN_MEMORY = 4 << 20  # bytes: a minute and a half


Load = Callable[[], Clip]
"""Gives a clip, each time it is called."""


class Clips(Sequence[Clip]):
    """Clips of which each is loaded when it is asked for."""

    def __init__(self, loads: Iterable[Load] = ()) -> None:
        self.loads = tuple(loads)

    def __len__(self) -> int:
        return len(self.loads)

    @overload
    def __getitem__(self, index: int) -> Clip: ...

    @overload
    def __getitem__(self, index: slice) -> Clips: ...

    def __getitem__(self, index: int | slice) -> Clip | Clips:
        return Clips(self.loads[index]) if isinstance(index, slice) else self.loads[index]()


class ClipSpool:
    """Keeps clips until the last of their loads is forgotten.

    Args:
        folder: where the file may lie. If it cannot be written, all clips stay in memory: a full disk
            must not silence a message.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held = 0  # bytes in memory
        self._full = False  # the file could not be written
        self._file: _File | None = None

    def add(self, clip: Clip) -> Load:
        """Keep a clip; what gives it again."""
        size = len(clip.samples)
        if not self._full and self._held + size > _IN_MEMORY:
            try:
                self._file = self._file or _File(self._folder)
                return partial(self._file.read, self._file.append(clip.samples), size, clip.rate)
            except OSError as error:
                self._full = True
                _log.warning("the clips of a long message stay in memory: %s", error)
        self._held += size
        return lambda: clip


class _File:
    """A file without a name; it goes away with the last reference."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            self._file = os.dup(file.fileno())
        self._end = 0
        weakref.finalize(self, os.close, self._file)

    def append(self, data: bytes) -> int:
        """Where `data` begins."""
        start, left = self._end, memoryview(data)
        while left:
            count = os.pwrite(self._file, left, self._end)
            self._end += count
            left = left[count:]
        return start

    def read(self, start: int, size: int, rate: int) -> Clip:
        """The clip at a place."""
        return Clip(samples=os.pread(self._file, size, start), rate=rate)
