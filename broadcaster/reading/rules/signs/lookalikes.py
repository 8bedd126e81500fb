"""Letters where figures were meant: 1O giờ, l.500.000 đồng."""

from __future__ import annotations

import re

from broadcaster.reading.context import Context, Rule, Saying
from broadcaster.reading.rules.numbers.measures import UNIT_FORMS, tail
from broadcaster.reading.spoken import numerals

# Ten litres, oxygen, a room I2: letters that belong there.
_RIGHT = re.compile(
    r"\d+(?:[.,/]\d+)*(?:-\d+)?l|I\d{1,3}(?:\.\d{1,2})?(?!\.?\d)|O\d{1,2}(?!\.?\d)|I+(?:[./-]\d+)*|\d+o"
)


def _lookalike(_: Context, m: re.Match[str]) -> Saying | None:
    """1O giờ, l.500.000 đồng, 2O%: a letter where a digit was meant."""
    written = m.group()
    if not re.search(r"[OolI]", written) or _RIGHT.fullmatch(written):
        return None
    digits = re.sub(r"[lI]", "1", re.sub(r"[oO]", "0", written))
    if re.fullmatch(r"\d+|\d{1,3}(?:\.\d{3})+|\d+,\d+", digits):
        words = (
            numerals.count(digits.replace(".", ""))
            if "," not in digits
            else numerals.decimal(*digits.split(","))
        )
    else:
        words = " ".join(numerals.count(part) for part in re.findall(r"\d+", digits))
    what = tail(m.string, m.end())
    words = f"{words} {what.words}".strip()
    return Saying(end=what.end, words=words, confidence=0.2, flag="reading.flag_lookalike")


RULES = (
    Rule(
        name="number.lookalike",
        starts="dlu",
        pattern=re.compile(
            rf"(?<![A-Za-z])(?=[\d.,/:-]*[OolI])(?=[OolI.,/:-]{{0,3}}\d)[\dOolI]{{1,12}}(?:[.,/:-][\dOolI]{{1,6}}){{0,5}}"
            rf"(?=[\s.,;:)%°'\"/-]|\Z|(?:đ|k|tr|{UNIT_FORMS})(?!\w))"
        ),
        say=_lookalike,
        example=("1O giờ", "mười giờ"),
    ),
)
