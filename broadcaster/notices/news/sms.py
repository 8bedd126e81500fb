"""How many parts a text message takes, and how it is cut to fit. Pure.

Source: 3GPP TS 23.038 (the alphabet of 7 bits) and 23.040 (parts: 6 bytes of each are its header).
"""

from __future__ import annotations

import unicodedata

from broadcaster.core.text.forms import nfc, nfd

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_TWICE = frozenset("^{}\\[~]|€\f")  # each takes two places
_SEVEN_BITS = (160, 153)  # places of one message, and of each part of several
_UCS2 = (70, 67)
MOST_PARTS = 3
_MORE = "..."


def is_basic(text: str) -> bool:
    """True if it fits the alphabet of 7 bits, which no Vietnamese with its marks does."""
    return all(sign in _BASIC or sign in _TWICE for sign in text)


def places(text: str) -> int:
    """How many places a text takes in its alphabet."""
    if is_basic(text):
        return sum(2 if sign in _TWICE else 1 for sign in text)
    return len(text.encode("utf-16-be")) // 2


def parts(text: str) -> int:
    """How many parts a text is sent in, and is paid for."""
    one, each = _SEVEN_BITS if is_basic(text) else _UCS2
    taken = places(text)
    return 1 if taken <= one else -(-taken // each)


def without_marks(text: str) -> str:
    """Vietnamese without its marks: 160 signs a part instead of 70."""
    plain = nfd(text.replace("đ", "d").replace("Đ", "D"))
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    quotes = {"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "..."}
    return "".join(sign if sign in _BASIC or sign in _TWICE else quotes.get(sign, "?") for sign in plain)


def fitted(text: str, *, accents: bool, most: int = MOST_PARTS) -> str:
    """The text in at most `most` parts; what is cut off is marked."""
    text = " ".join(nfc(text).split())
    if not accents:
        text = without_marks(text)
    if parts(text) <= most:
        return text
    low, high = 0, len(text)  # the longest beginning that fits
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if parts(text[:middle].rstrip() + _MORE) <= most else (low, middle - 1)
    return text[:low].rstrip() + _MORE
