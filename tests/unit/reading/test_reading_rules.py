"""Every rule keeps its own example, and the documentation shows the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from broadcaster.reading.context import Rule
from broadcaster.reading.engine import read
from broadcaster.reading.rulebook import RULES, table

PAGE = Path(__file__).parents[3] / "docs" / "reading.md"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_rule_when_its_example_is_read_then_says_what_it_promises(rule: Rule) -> None:
    written, said = rule.example
    spoken = " ".join(sentence.spoken for sentence in read(written).sentences)
    assert spoken.rstrip(".?!") == said
    assert any(rule.pattern.match(written, at) for at in range(len(written)))


def test_table_of_classes_in_the_page_then_is_the_one_made_from_the_rules() -> None:
    assert table() in PAGE.read_text("utf-8")


def test_trace_in_the_page_then_is_what_the_engine_says() -> None:
    page = PAGE.read_text("utf-8")
    written = "Họp lúc 7h30 ngày 29/01/2021 tại UBND phường, ĐT: 0912 345 678."
    assert written in page
    for sentence in read(written).sentences:
        assert sentence.spoken in page
        for span in sentence.spans:
            if span.spoken and span.rule != "words":
                assert f"| `{span.written}` | {span.spoken} | {span.rule} |" in page
