"""An amount in figures with its words behind it: 350.000đ (bằng chữ: hai trăm năm mươi nghìn đồng)."""

from __future__ import annotations

import re

from broadcaster.reading.context import Piece

_IN_WORDS = re.compile(r"[ (]{1,2}(?:viết |ghi |số tiền )?bằng chữ ?:? ?(?P<words>[^().;\d]{8,160})")
# (Một triệu đồng chẵn): nothing but an amount in brackets.
_BRACKETED = re.compile(
    r" ?\((?P<words>(?:(?:không|một|mốt|hai|ba|bốn|tư|năm|lăm|sáu|bảy|tám|chín|mười|mươi|trăm|linh|lẻ"
    r"|nghìn|ngàn|triệu|tỷ|tỉ)"
    r",? ){1,30}(?:đồng|đ)(?: chẵn| việt nam)*)\.?\)",
    re.IGNORECASE,
)
_OTHERWISE = (("ngàn", "nghìn"), ("lẻ", "linh"), ("bốn", "tư"), ("nhăm", "lăm"), ("tỉ", "tỷ"))
_ROUND = re.compile(r"[,]| chẵn| không trăm| việt nam| đồng")


def _plain(words: str) -> str:
    """An amount in words, as it compares."""
    plain = _ROUND.sub("", f"{' '.join(words.lower().split())} ")
    for written, said in _OTHERWISE:
        plain = plain.replace(written, said)
    return " ".join(plain.split())


def said_otherwise(text: str, piece: Piece) -> bool:
    """True for an amount whose words say another."""
    again = _IN_WORDS.match(text, piece.end) or _BRACKETED.match(text, piece.end)
    return again is not None and _plain(again["words"]) != _plain(piece.words)
