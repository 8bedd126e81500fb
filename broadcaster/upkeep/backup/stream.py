"""A backup as a stream between two threads, never on disk as a whole; the checksum of all its bytes.

Gzip's own checksum is over the content. Many bytes of a packed file can be changed without changing that.
"""

from __future__ import annotations

import hashlib
import io
import os
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO

from broadcaster.core.errors import BackupError


@contextmanager
def fed_by(write: Callable[[IO[bytes]], object]) -> Iterator[IO[bytes]]:
    """A stream of what `write` writes, on a thread of its own.

    Raises:
        Exception: what `write` raised. It goes before an error of the reader, who then only saw the stream
            end too early. That the reader left off is no fault of the writer.
    """
    reading, writing = os.pipe()
    faults: list[BaseException] = []

    def run() -> None:
        try:
            with os.fdopen(writing, "wb") as stream:
                write(stream)
        except BrokenPipeError:
            pass
        except BaseException as error:
            faults.append(error)

    thread = threading.Thread(target=run, name="pipe")
    thread.start()
    try:
        with os.fdopen(reading, "rb") as stream:
            yield stream
    finally:
        thread.join()
        if faults:
            raise faults[0]


GZIP = b"\x1f\x8b\x08"
_CHUNK = 1 << 20
_HEAD = b"\x1f\x8b\x08\x10\0\0\0\0\0\xff"  # gzip, with a comment (RFC 1952, 2.3)
_NOTHING = b"\x03\0" + struct.pack("<II", 0, 0)  # an empty block, its checksum and size
_SIZE = len(_HEAD) + 64 + 1 + len(_NOTHING)


def end_of(digest: str) -> bytes:
    """The end of a backup whose other bytes have this SHA-256."""
    return _HEAD + digest.encode("ascii") + b"\0" + _NOTHING


class Hashing(io.RawIOBase):
    """A file that is hashed as it is written."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.digest = hashlib.sha256()
        self.size = 0

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        """Write all of it."""
        self._file.write(data)
        self.digest.update(data)
        self.size += len(data)
        return len(data)


def check_whole(file: IO[bytes]) -> None:
    """Read a file that is not encrypted, and compare its checksum. (An encrypted one has age's own.)

    Raises:
        BackupError: it is no backup, or was altered or cut off.
    """
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    if file.read(len(GZIP)) != GZIP:
        raise BackupError("backup.foreign")
    file.seek(0)
    digest, left = hashlib.sha256(), max(0, size - _SIZE)
    while left and (data := file.read(min(left, _CHUNK))):
        digest.update(data)
        left -= len(data)
    if file.read() != end_of(digest.hexdigest()):
        raise BackupError("backup.broken")
