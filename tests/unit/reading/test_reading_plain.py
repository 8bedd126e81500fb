"""Everyday sentences of known words: nothing in them may be called doubtful."""

from __future__ import annotations

from pathlib import Path

from broadcaster.reading.engine import read

SENTENCES = (Path(__file__).parent / "plain.txt").read_text("utf-8").splitlines()


def doubts(sentence: str) -> list[str]:
    return [f"{span.written} ({span.flag.code})" for span in read(sentence).flagged if span.flag]


def test_plain_sentences_then_are_many_and_no_two_the_same() -> None:
    assert len(SENTENCES) >= 300
    assert len(set(SENTENCES)) == len(SENTENCES)


def test_plain_sentences_when_read_then_none_is_flagged() -> None:
    flagged = {sentence: found for sentence in SENTENCES if (found := doubts(sentence))}
    assert flagged == {}
