"""Slips of typing and pasting, put into sentences that are read rightly: they are flagged, class by class."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from broadcaster.reading.engine import read

CASES = Path(__file__).parents[2] / "data" / "reading_cases"
FILES = ("fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_ENOUGH = 0.94  # of the slips of one class
_MOST = 40  # sentences of one class

Slip = Callable[["re.Match[str]"], str]
SLIPS: dict[str, tuple[str, Slip]] = {
    "O for 0 in a time": (r"\b\d{1,2}h[03]0\b", lambda m: f"{m[0][:-1]}O"),
    "l for 1 in a time": (r"\b1\d?h(?:\d\d)?\b", lambda m: f"l{m[0][1:]}"),
    "O for 0 in an amount": (r"\b\d{1,3}(?:\.\d{3})+\b", lambda m: f"O{m[0][1:]}"),
    "l for 1 in a date": (r"\b1\d?/\d{1,2}/\d{4}\b", lambda m: f"l{m[0][1:]}"),
    "no space before a number": (r"(?<=[à-ỹ])(?<!giờ) (?=\d)", lambda _: ""),
    "a sign twice": (r"(?<=\d)[.,](?=\d)", lambda m: m[0] * 2),
    "two signs": (r"(?<=\d)[.,](?=\d)", lambda _: ".,"),
    "a group of two": (r"\b(\d{1,3}\.\d\d)\d(\.\d{3})\b", lambda m: m[1] + m[2]),
    "a group of four": (r"\b\d{1,3}\.\d{3}\b(?![.,]\d)", lambda m: f"{m[0]}0"),
    "no such day": (r"\b\d{1,2}/(\d{1,2}/20\d\d)\b", lambda m: f"32/{m[1]}"),
    "no such month": (r"\b(\d{1,2})/\d{1,2}/(20\d\d)\b", lambda m: f"{m[1]}/13/{m[2]}"),
    "no such minute": (r"\b(\d{1,2}h)[0-5]\d\b", lambda m: f"{m[1]}75"),
    "no such hour": (r"\b\d{1,2}(h[0-5]\d)\b", lambda m: f"27{m[1]}"),
    "a telephone's digit lost": (r"\b0[35789]\d\d[. ]\d{3}[. ]\d{3}\b", lambda m: m[0][:-1]),
    "a telephone's digit more": (r"\b0[35789]\d\d[. ]\d{3}[. ]\d{3}\b", lambda m: f"{m[0]}7"),
    "a masked telephone": (r"\b0[35789]\d\d[. ]\d{3}[. ]\d{3}\b", lambda m: f"{m[0][:-3]}xxx"),
    "a year of five figures": (r"\b20[12]\d\b(?!/)", lambda m: f"{m[0]}5"),
    "an unknown abbreviation": (r"\b(?:UBND|HĐND|MTTQ|BHYT|CCCD)\b", lambda _: "XQVĐK"),
    "a slash lost in a date": (r"\b(\d{2})/(\d{2}/20\d\d)\b", lambda m: m[1] + m[2]),
    "a slash lost before a year": (r"\b(\d{1,2}/\d{2})/(20\d\d)\b", lambda m: m[1] + m[2]),
    "a figure lost in a year": (r"(/\d{1,2}/20)\d(\d)\b", lambda m: m[1] + m[2]),
    "a wrong century": (r"(/\d{1,2}/2)0(\d\d)\b", lambda m: f"{m[1]}2{m[2]}"),
    "a space within a day": (r"\b(\d)(\d/\d{1,2}/20\d\d)\b", lambda m: f"{m[1]} {m[2]}"),
    "a space within a month": (r"(/\d)(\d/20\d\d)\b", lambda m: f"{m[1]} {m[2]}"),
    "h twice": (r"\b(\d{1,2})h(\d\d)\b", lambda m: f"{m[1]}hh{m[2]}"),
    "per cent twice": (r"%", lambda _: "%%"),
    "a stop before đồng": (r"(\d{3}) ?(đồng|đ)\b", lambda m: f"{m[1]}.{m[2]}"),
    "a comma among groups": (r"\b(\d{1,3}\.\d{3})\.(\d{3})\b", lambda m: f"{m[1]},{m[2]}"),
    "a letter in a telephone": (
        r"\b(0[35789]\d\d)[. ](\d\d)\d[. ](\d{3})\b",
        lambda m: f"{m[1]}.{m[2]}S.{m[3]}",
    ),
    "a count left blank": (r"(?<= )\d+ (?=(?:hộ|người|con|cháu)\b)", lambda _: "... "),
    "a letter lost": (r"(?<=[a-z])[àáảãạâèéêìíòóôơùúưý](?=[a-z])", lambda _: "?"),
    "m2 with a figure more": (r"\b(\d{2,4} ?m)2\b", lambda m: f"{m[1]}22"),
    "a sign within a number": (r"(?<=\d)(?=\d{2}\b)", lambda _: "?"),
}


def right() -> list[str]:
    lines = [line for name in FILES for line in (CASES / f"{name}.tsv").read_text("utf-8").splitlines()[1:]]
    return [line.split("\t")[2] for line in lines]


@pytest.mark.parametrize("slip", SLIPS)
def test_slip_in_a_right_sentence_when_read_then_is_flagged(slip: str) -> None:
    pattern, spoil = SLIPS[slip]
    spoilt = [(re.search(pattern, text), text) for text in right()]
    cases = [(text, found, spoil(found)) for found, text in ((f, t) for f, t in spoilt if f)][:_MOST]
    assert cases
    silent = []
    for text, found, form in cases:
        whole = text[: found.start()] + form + text[found.end() :]
        end = found.start() + len(form)
        if not any(span.start <= end and span.end >= found.start() for span in read(whole).flagged):
            silent.append(whole)
    assert len(silent) <= (1 - _ENOUGH) * len(cases), silent
