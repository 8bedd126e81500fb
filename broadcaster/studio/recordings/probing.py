"""The length of a recording by its header: for estimates, without decoding."""

from __future__ import annotations

import struct
import wave
from contextlib import suppress
from pathlib import Path

from broadcaster.core.confined_files import open_plain

_USUAL = 16_000.0  # bytes a second of a compressed recording: 128 kbit/s
_HEAD = 64 << 10  # bytes looked at
_PAGE = 64 << 10  # bytes that the last Ogg page can take
# kbit/s of layer III by the header's index; 0 where it gives none (then the size decides).
_MPEG_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0)
_MPEG_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0)
_UNKNOWN = 0x7FFF_0000  # bytes that programs write, or more, where they do not know how many come
_LONGEST = 3600.0  # seconds; a longer one is damaged, or the studio refuses it
_OGG_FLAGS, _OGG_LAST = 5, 4  # byte of a page's header, and the bit of a stream's last page in it
_OPUS_RATE = 48_000  # Hz in which Opus counts, whatever it holds


def seconds(path: Path) -> float:
    """The length of a recording: exact for WAV, FLAC and Ogg, near for MP3, else guessed from its size.

    0 if it cannot be read.
    """
    with suppress(OSError):
        with open_plain(path) as file:
            head = file.read(_HEAD)
            size = file.seek(0, 2)
            file.seek(max(0, size - _PAGE))
            tail = file.read()
        with suppress(ValueError, struct.error, wave.Error, EOFError, ZeroDivisionError):
            announced = _announced(path, head, tail, size)
            if announced is not None and 0 <= announced <= _LONGEST:
                return announced
        return size / _USUAL
    return 0.0


def announced_seconds(path: Path) -> float | None:
    """The length that a WAV or FLAC file announces in its header, though bytes may be missing; else None."""
    with suppress(OSError, ValueError, struct.error, wave.Error, EOFError, ZeroDivisionError):
        with open_plain(path) as file:
            head = file.read(_HEAD)
        return _wav(path) if head[:4] == b"RIFF" else _flac(head) or None if head[:4] == b"fLaC" else None
    return None


def unfinished(path: Path) -> bool:
    """True for an Ogg file whose last page is not marked as the last: its end is missing."""
    with suppress(OSError), open_plain(path) as file:
        if file.read(4) != b"OggS":
            return False
        file.seek(max(0, file.seek(0, 2) - _PAGE))
        tail = file.read()
        begin = tail.rfind(b"OggS")
        return begin >= 0 and len(tail) > begin + _OGG_FLAGS and not tail[begin + _OGG_FLAGS] & _OGG_LAST
    return False


def _announced(path: Path, head: bytes, tail: bytes, size: int) -> float | None:
    """The length that the file itself gives, for formats that do."""
    match head[:4]:
        case b"RIFF":
            return _wav(path)
        case b"fLaC":
            return _flac(head)
        case b"OggS":
            return _ogg(head, tail)
    return _mp3(head, size)


def _wav(path: Path) -> float | None:
    with open_plain(path) as opened, wave.open(opened) as file:
        size = file.getnframes() * file.getnchannels() * file.getsampwidth()
        return float(file.getnframes() / file.getframerate()) if 0 < size < _UNKNOWN else None


def _flac(head: bytes) -> float:
    # STREAMINFO comes first: 20 bits of rate, 3 of channels, 5 of depth, 36 of samples.
    packed = int.from_bytes(head[18:26], "big")
    return (packed & (1 << 36) - 1) / (packed >> 44)


def _mp3(head: bytes, size: int) -> float | None:
    """By the bit rate of the first frame, after a tag if there is one; exact for constant rates."""
    start = 0
    if head[:3] == b"ID3":
        # The tag's size is 28 bits, seven in each byte.
        start = 10 + sum((byte & 127) << 7 * (3 - n) for n, byte in enumerate(head[6:10]))
    frame = head[start : start + 4]
    if len(frame) < 4 or frame[0] != 255 or frame[1] & 0b1110_0110 != 0b1110_0010:
        return None
    kbits = (_MPEG_1 if frame[1] & 0b1000 else _MPEG_2)[frame[2] >> 4]
    return (size - start) * 8 / (kbits * 1000)


def _ogg(head: bytes, tail: bytes) -> float:
    (frames,) = struct.unpack_from("<q", tail, tail.rindex(b"OggS") + 6)
    if b"OpusHead" in head:
        return float(frames / _OPUS_RATE)
    (rate,) = struct.unpack_from("<I", head, head.index(b"\x01vorbis") + 12)
    return float(frames / rate)
