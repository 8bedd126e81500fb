"""The readings that come with the program, for people who want to look them up."""

from __future__ import annotations

from broadcaster.reading.rules.abbreviations import ABBREVIATIONS
from broadcaster.reading.rules.foreign import FOREIGN


def product_lexicon() -> dict[str, str]:
    """Written → spoken; where the neighbours decide, the reading without them."""
    abbreviations = {written: options[-1].say for written, options in ABBREVIATIONS.items()}
    return {**FOREIGN, **abbreviations}
