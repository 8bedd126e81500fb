"""Sums, powers and comparisons, as in school notices and technical papers."""

from __future__ import annotations

import re

from broadcaster.reading.context import Context, Rule, Saying
from broadcaster.reading.rules.numbers.figures import LITERAL, Of, figure
from broadcaster.reading.rules.numbers.ratios import fraction, scaled
from broadcaster.reading.spoken import numerals
from broadcaster.reading.spoken.letters import spell

_OPERATORS = {"+": "cộng", "-": "trừ", "x": "nhân", "*": "nhân", ":": "chia", "/": "chia", "÷": "chia"}
_TERM = re.compile(rf"(\d+)/(\d+)|({LITERAL})|([-+x*:/÷])")
_SIGNS = {
    ">=": "lớn hơn hoặc bằng", "<=": "nhỏ hơn hoặc bằng", "+/-": "cộng trừ", "√": "căn bậc hai của",
    "÷": "chia", "^": "mũ",
}  # fmt: skip


def _sum(context: Context, m: re.Match[str]) -> Saying | None:
    """5 + 3 = 8 and 12 : 4 = 3: with a result after them the signs are those of arithmetic."""
    whole = context.alone(m.start(), m.end())
    if not m["equals"] and not (whole and " : " in m["sum"]):
        return None
    if scaled(context, m.start()):
        return None
    terms = _TERM.findall(m["sum"])
    words = [
        fraction(int(top), int(bottom))
        if top and len(terms) > 1
        else f"{numerals.cardinal(int(top))} trên {numerals.cardinal(int(bottom))}"
        if top
        else figure(number, Of.MEASURE).words
        if number
        else _OPERATORS[sign]
        for top, bottom, number, sign in terms
    ]
    return Saying(end=m.end("sum"), words=" ".join(words))


def _power(_: Context, m: re.Match[str]) -> Saying:
    times = f"{figure(m['times'], Of.MEASURE).words} nhân " if m["times"] else ""
    exponent = re.sub(r"[^\d-]", "", m["exponent"].replace("²", "2").replace("³", "3"))
    said = numerals.cardinal(int(exponent))
    return Saying(end=m.end(), words=f"{times}{figure(m['base'], Of.MEASURE).words} mũ {said}")


def _letter_power(_: Context, m: re.Match[str]) -> Saying:
    exponent = m["exponent"].replace("²", "2").replace("³", "3").lstrip("^")
    return Saying(
        end=m.end(), words=f"{spell(m['letter'])} mũ {numerals.cardinal(int(exponent))}", rule="power"
    )


def _sign(context: Context, m: re.Match[str]) -> Saying | None:
    if m.group().strip() == "÷" and context.head(m.start()).rstrip()[-1:].isdecimal():
        return Saying(end=m.end(), words="đến", rule="range")  # 10 ÷ 15 m, as engineers write
    return Saying(end=m.end(), words=_SIGNS[m.group().strip()])


RULES = (
    Rule(
        name="power",
        starts="d",
        pattern=re.compile(
            rf"(?:(?P<times>\d+(?:,\d+)?)\s?[.x]\s?(?=10[\^²³]))?(?P<base>{LITERAL})(?P<exponent>\^-?\d{{1,3}}|(?:\^-)?(?:\^\d|[²³])+)(?![\w^])"
        ),
        say=_power,
        example=("2^3", "hai mũ ba"),
    ),
    Rule(
        name="power.letter",
        starts="lu",
        pattern=re.compile(r"(?P<letter>(?![mM])[a-zA-Z])(?P<exponent>[²³]|\^\d)(?!\w)"),
        say=_letter_power,
        example=("y = x²", "y bằng ích mũ hai"),
    ),
    Rule(
        name="sum",
        starts="d",
        pattern=re.compile(
            rf"(?P<sum>{LITERAL}(?:\s?[-+x*:/÷]\s?{LITERAL}){{1,30}})(?:(?P<equals>\s?=\s?-?\d)|\s*\Z)"
        ),
        say=_sum,
        example=("12 : 4 = 3", "mười hai chia bốn bằng ba"),
    ),
    Rule(
        name="sign.compared",
        starts="s",
        pattern=re.compile(r"(?:>=|<=(?!>)|\+/-|√|÷|\^)\s?(?=-?\d)"),
        say=_sign,
        example=("trẻ >= 6 tuổi", "trẻ lớn hơn hoặc bằng sáu tuổi"),
    ),
)
