"""Words and signs after a number: multipliers, units, money, per cent, and how they are spoken."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from broadcaster.reading.rules.data import either, load
from broadcaster.syllables import speakable

_DATA = load("units")
UNITS: dict[str, str] = _DATA["units"]
WORDS: dict[str, str] = _DATA["words"]
MONEY: dict[str, str] = _DATA["money"]
SCALES: dict[str, str] = _DATA["scales"]
_GLUED: dict[str, str] = _DATA["glued"]
_PER_CENT = {"%": "phần trăm", "‰": "phần nghìn"}
_SIGNS = "%‰$€£¥₩฿₹"


def _careless() -> dict[str, str]:
    """Units that people write with other capitals (2gb, 50hz, 40MM), if no syllable is written so."""
    forms: dict[str, str] = {}
    for written, said in UNITS.items():
        lower = written.lower()
        if len(lower) > 1 and lower not in UNITS and not speakable(lower):
            forms.setdefault(lower, said)
    return forms


_CARELESS = _careless() | {u: s for u, s in UNITS.items() if u.islower() and len(u) > 1 and not speakable(u)}
UNIT_FORMS = either([*UNITS, *_CARELESS])

_SCALE = re.compile(rf"\s?(?P<scale>{either(list(SCALES))})(?![^\W\d]|\d{{3}})")
_TOKEN = re.compile(
    rf"\s?(?P<name>[^\W\d_]*[{_SIGNS}](?!\w)|[%‰]|°(?:[CcFfKk](?!\w))?|[^\W\d_]+[23²³]?(?![\w²³]|'\w))"
)
_CLAUSE = re.compile(r"[,;.]\s")
_DATA_OR_PRESSURE = frozenset(("mb", "Mb", "gb", "Gb"))
# Data is counted in bytes, the speed of a line in bits, the pressure of the air in bars.
_SPEED = re.compile(r"\b(?:tốc độ|băng thông|đường truyền|cáp quang)\b")
_PRESSURE = re.compile(r"\b(?:áp|áp suất|khí áp|tâm bão|trung tâm)\b")


class Tail(NamedTuple):
    """The multiplier and the unit after a number; `end` is where they end."""

    end: int
    scale: str = ""  # each as written
    money: str = ""
    cent: str = ""
    unit: str = ""
    word: str = ""
    spaced: bool = False  # a space before the unit
    words: str = ""

    @property
    def rule(self) -> str:
        """The class of the whole amount."""
        if self.money or self.scale:
            return "money"
        if self.cent:
            return "percent"
        return "unit" if self.unit or self.word else "number"


@lru_cache(maxsize=4)  # several rules ask about the same number, one after the other
def tail(text: str, at: int) -> Tail:
    """What follows a number that ends at `at`: "" in every part if nothing does."""
    scale = _SCALE.match(text, at)
    begin = scale.end() if scale else at
    name = scale["scale"] if scale else ""
    said = SCALES[name] if name else ""
    token = _TOKEN.match(text, begin)
    kind, words = (
        _known(token["name"], spaced=token.end() - len(token["name"]) > begin) if token else ("", "")
    )
    if token is None or not kind:
        return Tail(end=begin, scale=name, words=said)
    spaced = token.start("name") > begin
    if kind == "unit" and token["name"] in _DATA_OR_PRESSURE:
        words = (
            _bits_or_bars(
                token["name"],
                _CLAUSE.split(text[max(0, at - 60) : at].lower())[-1],
                text[token.end() : token.end() + 2],
            )
            or words
        )
    parts = {kind: token["name"]}
    return Tail(end=token.end(), scale=name, spaced=spaced, words=f"{said} {words}".strip(), **parts)


def _known(name: str, *, spaced: bool) -> tuple[str, str]:
    """The class and the words of the sign or word after a number; "" if it is none."""
    if name in _PER_CENT:
        return "cent", _PER_CENT[name]
    if name in MONEY:
        return "money", MONEY[name]
    if name in UNITS:
        return "unit", UNITS[name]
    if not spaced and name in WORDS:
        return "word", WORDS[name]
    if not spaced and name in _GLUED:
        return "unit", _GLUED[name]
    if name.lower() in _CARELESS and not (spaced and name.isupper()):
        return "unit", _CARELESS[name.lower()]
    return "", ""


def _bits_or_bars(name: str, before: str, after: str) -> str:
    if after.startswith("/s") or _SPEED.search(before):
        return "mê ga bít" if name[0] in "mM" else "gi ga bít"
    return "mi li ba" if name == "mb" and _PRESSURE.search(before) else ""
