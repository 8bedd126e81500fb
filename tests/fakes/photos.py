"""Photos of signed forms, as a telephone's program would make them: white sheets with a number."""

from __future__ import annotations

import struct
import zlib


def png(width: int = 900, height: int = 1200, number: int = 0) -> bytes:
    """A whole PNG; each number gives other bytes."""
    rows = (b"\0" + b"\xff" * width) * height

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = (chunk(b"IHDR", head), chunk(b"tEXt", b"n\0%d" % number), chunk(b"IDAT", zlib.compress(rows)))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts) + chunk(b"IEND", b"")


def jpeg(width: int = 900, height: int = 1200, filling: int = 100) -> bytes:
    """The markers of a JPEG with so many bytes in its scan."""
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\1\x11\0"
    scan = b"\xff\xda" + struct.pack(">HB", 8, 1) + b"\1\0\0\x3f\0"
    return b"\xff\xd8\xff\xe0" + struct.pack(">H", 4) + b"JF" + frame + scan + bytes(filling) + b"\xff\xd9"
