"""Positions on a map: degrees, minutes and the direction."""

from __future__ import annotations

import re

from broadcaster.reading.context import Context, Rule, Saying
from broadcaster.reading.rules.numbers.figures import Of, figure
from broadcaster.reading.spoken import numerals

_SIDES = {
    "N": "bắc", "B": "bắc", "S": "nam", "E": "đông", "Đ": "đông", "W": "tây", "T": "tây",
}  # fmt: skip


_SPOKEN_OF = re.compile(r"\b(?:vĩ tuyến|kinh tuyến|vĩ độ|kinh độ|tọa độ|toạ độ)\b[^.;]{0,40}\Z")


_PAIR = re.compile(r"\s?[-,;]\s?\d{1,3}(?:[.,]\d+)?(?:-\d{1,3}(?:[.,]\d+)?)?\s?[EĐ](?!\w)")
_PAIRED = re.compile(r"\d\s?[NSB]\s?[-,;]\s?\Z")


def _bare(context: Context, m: re.Match[str]) -> Saying | None:
    """15,0N, if the text is about a parallel or a meridian."""
    paired = _PAIR.match(context.text, m.end()) or _PAIRED.search(
        context.text[max(0, m.start() - 12) : m.start()]
    )
    if not (paired or _SPOKEN_OF.search(context.precedes(m.start()))):
        return None
    first = f"{figure(m['a'], Of.MEASURE).words} đến " if m["a"] else ""
    said = f"{first}{figure(m['d'], Of.MEASURE).words} độ {_SIDES[m['side']]}"
    return Saying(end=m.end(), words=said, rule="bearing")


def _bearing(_: Context, m: re.Match[str]) -> Saying:
    words = [f"{figure(m['d'], Of.MEASURE).words} độ"]
    if m["m"]:
        words.append(f"{numerals.cardinal(int(m['m']))} phút")
    if m["s"]:
        words.append(f"{numerals.cardinal(int(m['s']))} giây")
    return Saying(end=m.end(), words=" ".join([*words, _SIDES[m["side"]]]))


RULES = (
    Rule(
        name="bearing",
        starts="d",
        pattern=re.compile(
            r"(?P<d>\d{1,3}(?:[.,]\d+)?)\s?°\s?(?:(?P<m>\d{1,2})\s?')?\s?(?:(?P<s>\d{1,2})\s?(?:\"|''))?\s?(?P<side>[NSEWBĐT])(?!\w)"
        ),
        say=_bearing,
        example=("22°23'N", "hai mươi hai độ hai mươi ba phút bắc"),
    ),
    Rule(
        name="bearing.bare",
        starts="d",
        pattern=re.compile(
            r"(?:(?P<a>\d{1,3}(?:[.,]\d+)?)\s?-\s?)?(?P<d>\d{1,3}(?:[.,]\d+)?)\s?(?P<side>[NSEWBĐT])(?!\w)"
        ),
        say=_bare,
        example=("vĩ tuyến 17N", "vĩ tuyến mười bảy độ bắc"),
    ),
)
