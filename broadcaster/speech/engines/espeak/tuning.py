"""eSpeak's Vietnamese phonemes as we change them: tones further apart, and sounds of other languages.

Each change was chosen by what a speech recogniser understands (docs/voice.md).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

# Lowest and highest pitch of each tone, in eSpeak's units; its own tones are closer to each other.
# The order is ngang, huyền, sắc, hỏi, ngã, nặng, and ngang at the end of a clause.
TONES = {
    "1": (30, 32), "2": (4, 18), "3": (22, 60), "4": (2, 26), "5": (10, 70), "6": (4, 34), "7": (29, 31),
}  # fmt: skip
# Sounds that are better in the table of another language: ŋ, u, â, e, and t without aspiration.
BORROWED = {
    "N": ("base1", "N"), "u": ("cmn", "u"), "@": ("en", "V"), "E": ("id", "E"), "t[": ("base1", "t["),
}  # fmt: skip
_TABLE = "vi"
_ROW = struct.Struct("<4sIHBBBBBB")  # PHONEME_TAB of its phoneme.h, which phontab holds as it is
_NAME = 32


def retuned(phontab: bytes) -> bytes:
    """The file of phonemes with our tones and borrowed sounds in its Vietnamese table.

    Raises:
        ValueError, IndexError, KeyError, struct.error: it is not laid out as in eSpeak NG 1.52.
    """
    table = bytearray(phontab)
    places = dict(_places(phontab))
    for own, donor in BORROWED.items():
        place = places[_TABLE, own]
        mnemonic, _, _, code, *_ = _ROW.unpack_from(phontab, place)
        _, flags, program, _, *rest = _ROW.unpack_from(phontab, places[donor])
        _ROW.pack_into(table, place, mnemonic, flags, program, code, *rest)
    for tone, pitches in TONES.items():
        place = places[_TABLE, tone]
        mnemonic, flags, program, code, kind, _, _, *rest = _ROW.unpack_from(phontab, place)
        _ROW.pack_into(table, place, mnemonic, flags, program, code, kind, *pitches, *rest)
    return bytes(table)


def _places(phontab: bytes) -> Iterator[tuple[tuple[str, str], int]]:
    """Table and mnemonic of each phoneme, and where its row begins."""
    at = 4
    for _ in range(phontab[0]):
        count, name = phontab[at], phontab[at + 4 : at + 4 + _NAME].partition(b"\0")[0].decode()
        at += 4 + _NAME
        for place in range(at, at + count * _ROW.size, _ROW.size):
            mnemonic: bytes = _ROW.unpack_from(phontab, place)[0]
            yield (name, mnemonic.rstrip(b"\0").decode("latin-1")), place
        at += count * _ROW.size
