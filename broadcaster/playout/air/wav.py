"""The few lines of the WAV format that the air needs: where the samples begin and how many."""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass

_PCM = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class WavInfo:
    """A mono 16-bit WAV file: its rate in Hz, its frames, the byte at which they begin."""

    rate: int
    frames: int
    offset: int


def read_header(handle: int) -> WavInfo:
    """Read the header of an open file.

    Raises:
        ValueError: it is not a mono 16-bit PCM WAV file or is shorter than its header says.
    """
    head = os.pread(handle, 12, 0)
    if head[:4] != b"RIFF" or head[8:12] != b"WAVE":
        raise ValueError("not a WAV file")
    at, rate = 12, 0
    while len(chunk := os.pread(handle, 8, at)) == 8:
        name, size = struct.unpack("<4sI", chunk)
        if name == b"fmt ":
            about = os.pread(handle, 16, at + 8)
            if len(about) < 16:
                raise ValueError("the WAV file is damaged")
            form, channels, rate, _, _, bits = struct.unpack("<HHIIHH", about)
            if (form, channels, bits) != (_PCM, 1, 16):
                raise ValueError("not mono 16-bit PCM")
        elif name == b"data":
            if not rate or at + 8 + size > os.fstat(handle).st_size:
                raise ValueError("the WAV file is damaged")
            return WavInfo(rate=rate, frames=size // 2, offset=at + 8)
        at += 8 + size + (size & 1)
    raise ValueError("the WAV file holds no sound")
