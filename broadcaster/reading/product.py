"""The readings that come with the program, as a table for people."""

from __future__ import annotations

from broadcaster.reading.rules.names.foreign import FOREIGN
from broadcaster.reading.rules.names.meanings import ABBREVIATIONS


def product_lexicon() -> dict[str, str]:
    """Written → spoken; where neighbouring words decide, the reading without any."""
    abbreviations = {written: options[-1].say for written, options in ABBREVIATIONS.items()}
    return {**FOREIGN, **abbreviations}
