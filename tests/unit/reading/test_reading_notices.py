"""Lines of the kinds that wards read out, with what must be said and what must be reported."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from broadcaster.reading import read

FILES = sorted(Path(__file__).parent.glob("*.tsv"))
LINES = [line for file in FILES for line in file.read_text("utf-8").splitlines()[1:]]
CASES = [tuple(line.split("\t")) for line in LINES]


@pytest.mark.parametrize(("written", "said", "flagged"), CASES, ids=[case[0][:40] for case in CASES])
def test_notice_when_read_then_every_word_is_right(written: str, said: str, flagged: str) -> None:
    reading = read(written)
    spoken = " ".join(sentence.spoken for sentence in reading.sentences)
    assert " ".join(re.sub(r"[,.?!]", "", spoken).split()) == said
    assert " ; ".join(span.written for span in reading.flagged) == flagged


def test_notices_of_clear_lines_then_are_not_flagged() -> None:
    doubtful = [case for case in CASES if case[2]]
    assert len(doubtful) < 0.1 * len(CASES)
