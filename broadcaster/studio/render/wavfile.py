"""Writing a mono 16-bit WAV of known length in one go, with its checksum."""

from __future__ import annotations

import hashlib
import struct
from typing import BinaryIO

_HEADER = struct.Struct("<4sI4s4sIHHIIHH4sI")
_ZEROS = bytes(1 << 20)


class WavWriter:
    """Writes header and samples to an open file and hashes every byte on its way.

    Args:
        file: open for writing, at its beginning.
        rate: Hz.
        frames: how many will be written.
    """

    def __init__(self, file: BinaryIO, rate: int, frames: int) -> None:
        self._file = file
        self._hash = hashlib.sha256()
        size = 2 * frames
        self._put(
            _HEADER.pack(
                b"RIFF", _HEADER.size - 8 + size, b"WAVE",
                b"fmt ", 16, 1, 1, rate, 2 * rate, 2, 16,
                b"data", size,
            )
        )  # fmt: skip

    @property
    def sha256(self) -> str:
        """The checksum of what was written, as 64 hexadecimal digits."""
        return self._hash.hexdigest()

    def sound(self, samples: memoryview) -> None:
        """Write the bytes of 16-bit little-endian samples."""
        self._put(samples)

    def silence(self, frames: int) -> None:
        """Write `frames` of silence."""
        left = 2 * frames
        while left:
            count = min(left, len(_ZEROS))
            self._put(memoryview(_ZEROS)[:count])
            left -= count

    def _put(self, data: bytes | memoryview) -> None:
        self._file.write(data)
        self._hash.update(data)
