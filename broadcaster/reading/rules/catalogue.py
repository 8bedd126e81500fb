"""The table of classes for people: one example of each, made from the rules themselves."""

from __future__ import annotations

import re

from broadcaster.reading.rules import RULES


def table() -> str:
    """A Markdown table: the class of each rule, with one example written and spoken."""
    rows = ["| class | written | said |", "|---|---|---|"]
    seen: set[str] = set()
    for rule in RULES:
        if rule.name in seen:
            continue
        seen.add(rule.name)
        written, said = (_visible(text) for text in rule.example)
        rows.append(f"| {rule.name} | `{written}` | {said or '–'} |")
    return "\n".join(rows)


def _visible(text: str) -> str:
    return re.sub(r"\|", r"\\|", text)
