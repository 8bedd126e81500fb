"""Lines of the kinds that wards read out, with what must be said and what must be reported."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from broadcaster.reading.engine import read

FILES = sorted(Path(__file__).parent.glob("*.tsv"))
LINES = [line for file in FILES for line in file.read_text("utf-8").splitlines()[1:]]
CASES = [tuple(line.split("\t")) for line in LINES]


def told(written: str) -> tuple[str, str]:
    """The words that are said, and what is flagged."""
    reading = read(written)
    spoken = " ".join(sentence.spoken for sentence in reading.sentences)
    words = " ".join(re.sub(r"[,.?!]", "", spoken).split())
    return words, " ; ".join(span.written for span in reading.flagged)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_notice_when_read_then_every_word_is_right(file: Path) -> None:
    lines = [tuple(line.split("\t")) for line in file.read_text("utf-8").splitlines()[1:]]
    found = [(written, *told(written)) for written, _, _ in lines]
    # Each line that is wrong, with what is said of it and what should be.
    assert [pair for pair in zip(found, lines, strict=True) if pair[0] != pair[1]] == []


def test_notices_of_clear_lines_then_are_not_flagged() -> None:
    doubtful = [case for case in CASES if case[2]]
    assert len(doubtful) < 0.1 * len(CASES)
