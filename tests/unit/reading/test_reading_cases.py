"""The shared cases: what must be said, and what must be reported."""

from __future__ import annotations

import importlib.util
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

from broadcaster.reading.engine import read

CASES = Path(__file__).parents[4] / "shared" / "cases"
pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason="the shared cases are not beside this checkout")


@pytest.fixture(scope="module")
def score() -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", CASES / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def said(text: str) -> str:
    return " ".join(sentence.spoken for sentence in read(text).sentences)


def test_reading_when_scored_then_each_category_is_over_its_bar(score: ModuleType) -> None:
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for _, category, written, accepted in score.load(str(CASES / "reading.tsv")):
        total[category] += 1
        right[category] += score.canon(said(written)) in {score.canon(one) for one in accepted.split(" | ")}
    assert sum(right.values()) >= 0.98 * sum(total.values())
    assert {c: right[c] / total[c] for c in total if right[c] < 0.92 * total[c]} == {}


def test_cases_that_are_clear_when_read_then_hardly_any_is_flagged(score: ModuleType) -> None:
    rows = score.load(str(CASES / "reading.tsv"))
    flagged = [written for _, _, written, _ in rows if read(written).flagged]
    assert len(flagged) < 0.01 * len(rows), flagged


def test_doubtful_tokens_when_read_then_each_is_reported() -> None:
    lines = (CASES / "flagged.tsv").read_text("utf-8").split("\n")[1:]
    missed, total = [], 0
    for _, written, tokens, _ in (line.split("\t") for line in lines if line.strip()):
        flagged = read(written).flagged
        for token in tokens.split(" ; "):
            start = written.index(token)
            total += 1
            if not any(span.start < start + len(token) and span.end > start for span in flagged):
                missed.append((written, token))
    assert len(missed) <= 0.05 * total, missed
