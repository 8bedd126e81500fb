"""Cases that were written before the engine was asked: what must be said, and what must be reported."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from broadcaster.reading.engine import read

CASES = Path(__file__).parents[2] / "data" / "reading_cases"
FILES = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
    "twentyfirst",
    "twentysecond",
    "twentythird",
    "twentyfourth",
    "twentyfifth",
    "twentysixth",
    "twentyseventh",
    "twentyeighth",
    "twentyninth",
    "thirtieth",
    "thirtyfirst",
    "thirtysecond",
    "thirtythird",
    "thirtyfourth",
    "thirtyfifth",
    "thirtysixth",
    "thirtyseventh",
    "thirtyeighth",
    "thirtyninth",
    "fortieth",
    "fortyfirst",
    "fortysecond",
    "fortythird",
]
_TONES = "\u0300\u0301\u0303\u0309\u0323"
# Pairs that are both correct speech.
_SAME = (
    (re.compile(r"\bngày mùng (?=\w+ tháng)"), "ngày "),
    (re.compile(r"\b(giờ(?: \w+){1,3}) phút\b"), r"\1"),
    (re.compile(r"\bgiờ rưỡi\b"), "giờ ba mươi"),
    (re.compile(r"\b(?:ki lô|kilô)\b"), "ki lô"),
    (re.compile(r"\b(linh|mươi) tư\b"), r"\1 bốn"),
    (re.compile(r"\bphẩy (\w+) (?:mươi )?(?:lăm|năm)\b"), r"phẩy \1 năm"),
)


def rows(name: str) -> list[list[str]]:
    lines = (CASES / f"{name}.tsv").read_text("utf-8").splitlines()[1:]
    return [line.split("\t") for line in lines]


def same(text: str) -> str:
    text = " ".join(re.sub(r"[^\w\s]", " ", text.lower()).split())
    for pattern, form in _SAME:
        text = pattern.sub(form, text)
    return " ".join(tone_last(word) for word in text.split())


def tone_last(word: str) -> str:
    """A syllable with its tone at the end, so that hoà and hòa are the same."""
    letters = unicodedata.normalize("NFD", word)
    return re.sub(f"[{_TONES}]", "", letters) + "".join(c for c in letters if c in _TONES)


def accepted(reading: str) -> Iterator[str]:
    """The accepted readings: forms between bars, each with `{one|other}` where its parts may differ."""
    for whole in re.split(r" \| (?![^{]*\})", reading):
        parts = re.split(r"\{([^}]*)\}", whole)
        ways = [part.split("|") if odd % 2 else [part] for odd, part in enumerate(parts)]
        yield from (same("".join(form)) for form in itertools.product(*ways))


def said(written: str) -> str:
    return same(" ".join(sentence.spoken for sentence in read(written).sentences))


@pytest.mark.parametrize("name", FILES)
def test_cases_when_read_then_each_is_said_as_expected(name: str) -> None:
    wrong = [
        (number, written, said(written))
        for number, _, written, reading in rows(name)
        if said(written) not in accepted(reading)
    ]
    assert len(wrong) <= 0.01 * len(rows(name)), wrong


@pytest.mark.parametrize("name", FILES)
def test_doubtful_places_when_read_then_each_is_flagged(name: str) -> None:
    missed = []
    for number, written, tokens, _ in rows(f"{name}_flagged"):
        flagged = read(written).flagged
        for token in tokens.split(" ; "):
            start = written.index(token)
            if not any(span.start < start + len(token) and span.end > start for span in flagged):
                missed.append((number, token))
    assert missed == []


def open_to_doubt(name: str) -> set[str]:
    """The cases that are right with a flag and without: trade names, codes, abbreviations."""
    file = CASES / f"{name}_allowed.tsv"
    return {line.split("\t")[0] for line in file.read_text("utf-8").splitlines()} if file.exists() else set()


@pytest.mark.parametrize("name", FILES)
def test_clear_cases_when_read_then_hardly_any_is_flagged(name: str) -> None:
    clear = [row for row in rows(name) if row[0] not in open_to_doubt(name)]
    flagged = [(number, written) for number, _, written, _ in clear if read(written).flagged]
    assert len(flagged) <= 0.03 * len(clear), flagged
