"""The seed letter, read whole: every line right, the missing day reported."""

from __future__ import annotations

from pathlib import Path

import pytest

from broadcaster.reading.engine import read
from broadcaster.reading.model import Reading

LETTER = Path(__file__).parents[4] / "shared" / "letters" / "tan-phong-bluezone-2021.txt"

SAID = (Path(__file__).parent / "seed_letter_said.txt").read_text("utf-8").splitlines()


def said_by_line(text: str, reading: Reading) -> list[str]:
    spoken = [span for sentence in reading.sentences for span in sentence.spans if span.spoken]
    lines, start = [], 0
    for line in text.splitlines(keepends=True):
        words = [span.spoken for span in spoken if start <= span.start < start + len(line)]
        lines.append(" ".join(words).replace(",", ""))
        start += len(line)
    return [line for line in lines if line]


@pytest.fixture(scope="module")
def letter() -> str:
    if not LETTER.is_file():
        pytest.skip("the seed letter is not beside this checkout")
    return LETTER.read_text("utf-8")


def test_seed_letter_when_read_whole_then_every_line_is_right(letter: str) -> None:
    assert said_by_line(letter, read(letter)) == SAID


def test_seed_letter_when_read_then_only_the_missing_day_is_flagged(letter: str) -> None:
    flagged = read(letter).flagged
    assert [(span.written, span.flag and span.flag.code) for span in flagged] == [
        ("ngày     tháng", "reading.flag_blank_date")
    ]


def test_seed_letter_when_read_then_no_phrase_outruns_a_breath(letter: str) -> None:
    longest = max(len(sentence.spoken.split()) for sentence in read(letter).sentences)
    assert longest <= 28


def test_seed_letter_when_read_then_its_spans_give_the_letter_back(letter: str) -> None:
    spans = [span for sentence in read(letter).sentences for span in sentence.spans]
    assert "".join(span.written for span in spans) == letter
