"""Small closed sets of words, written as one line of text."""

from __future__ import annotations


def wordset(text: str) -> frozenset[str]:
    """The words of `text`."""
    return frozenset(text.split())
