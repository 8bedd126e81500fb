"""The signs of a letter's words: what no file can hold, and what no eye sees, is taken away. Pure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

from broadcaster.letters.model import Block, Letter

WIDEST = 3  # spaces that are kept of a wide gap: as many as mark a blank (`station.blanks`)
_PLAIN = re.compile(r"[ \n!-~À-ỹ–]*")
_SPACES = re.compile(r"\s+")
# Windows-1252 read as Latin-1: a dash or a quotation mark became a control sign.
_WINDOWS = {
    code: bytes((code,)).decode("cp1252") for code in range(0x80, 0xA0) if code not in b"\x81\x8d\x8f\x90\x9d"
}
_LINE = "\n\r\x0b\x0c\x85\u2028\u2029"
_NO_SIGNS = re.compile("[\ufdd0-\ufdef\ufffe\uffff\U0001fffe\U0001ffff]")


def cleaned(letter: Letter) -> Letter:
    """The letter with `printable` words in every block."""
    return replace(letter, blocks=tuple(map(_cleaned, letter.blocks)))


def _cleaned(block: Block) -> Block:
    text, number = printable(block.text), block.number
    if number is not None:
        number = " ".join(printable(number).split()) or None
    return replace(block, text=text, number=number)


def printable(text: str) -> str:
    """The text with signs that YAML can hold, without the spaces around it.

    Every space is U+0020; a run of white space is at most `WIDEST` of them, or one tab or line break where it
    has any. A control sign becomes a space, so that it does not join two words; signs without width go.
    """
    if not _PLAIN.fullmatch(text):
        text = unicodedata.normalize("NFC", "".join(map(_sign, text)))
    return _SPACES.sub(_space, text).strip()


def _sign(sign: str) -> str:
    if sign in _LINE and sign != "\x85":
        return "\n"
    if sign == "\t":
        return sign
    category = unicodedata.category(sign)
    if category == "Cc":
        return _WINDOWS.get(ord(sign), " ")
    if category in ("Cf", "Cs") or _NO_SIGNS.match(sign):
        return ""
    return " " if category == "Zs" else sign


def _space(found: re.Match[str]) -> str:
    run = found[0]
    return "\n" if "\n" in run else "\t" if "\t" in run else run[:WIDEST]
