"""How large a picture is, by its headers: nothing of it is decoded. Pure."""

from __future__ import annotations

import struct

PNG, JPEG, PDF = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"%PDF-"
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})  # markers of JPEG that give the size
_SCAN = 0xDA  # the marker behind which the picture itself begins


def points(raw: bytes) -> tuple[int, int] | None:
    """Width and height of a JPEG, a PNG or a WebP; None where it is none, or its picture is missing."""
    try:
        if raw.startswith(PNG):
            return _png(raw)
        if raw.startswith(JPEG):
            return _jpeg(raw)
        if raw[:4] == b"RIFF" and raw[8:12] == b"WEBP":
            return _webp(raw)
    except (struct.error, IndexError):
        return None
    return None


def _png(raw: bytes) -> tuple[int, int] | None:
    width, height = struct.unpack_from(">II", raw, 16)
    whole = raw[12:16] == b"IHDR" and b"IDAT" in raw and b"IEND" in raw[-64:]
    return (width, height) if whole else None


def _jpeg(raw: bytes) -> tuple[int, int] | None:
    at, found = 2, None
    while raw[at] == 0xFF:
        marker = raw[at + 1]
        if marker == 0xFF:  # a filling byte
            at += 1
            continue
        (length,) = struct.unpack_from(">H", raw, at + 2)
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", raw, at + 5)
            found = (width, height)
        if marker == _SCAN:
            return found if len(raw) > at + 2 + length else None
        at += 2 + length
    return None


def _webp(raw: bytes) -> tuple[int, int] | None:
    if len(raw) < struct.unpack_from("<I", raw, 4)[0] + 8:
        return None
    match raw[12:16]:
        case b"VP8 ":
            width, height = struct.unpack_from("<HH", raw, 26)
            return width & 0x3FFF, height & 0x3FFF
        case b"VP8L":
            (packed,) = struct.unpack_from("<I", raw, 21)
            return (packed & 0x3FFF) + 1, (packed >> 14 & 0x3FFF) + 1
        case b"VP8X":
            return 1 + int.from_bytes(raw[24:27], "little"), 1 + int.from_bytes(raw[27:30], "little")
    return None
